import { nameOf, parentOf } from '../../lib/path-bytes.ts';
import type { Fence } from '../endpoint.ts';
import { ownerMark } from '../shared/fence.ts';
import { FAR_EXIT, goStrictly } from './far-shell.ts';
import { shellQuote } from './shell-quote.ts';

/**
 * The function `holds N` for a script: it ends the script, saying `x N`, where the lease is no longer its owner's. Nothing but what
 * the shell does itself, so that it can stand before each step. Comes after the functions of the endpoint, before anything is entered.
 */
export function fenceFunction(fence: Fence): string {
  return `
fence=$({ ${goStrictly(parentOf(fence.path))}; } 2>/dev/null; printf '%s/%s\\nx' "$here" ${shellQuote(nameOf(fence.path))}) || fence=
fence=\${fence%??}
holds() {
  lease=
  [ -f "$fence" ] && [ ! -L "$fence" ] && { IFS= read -r lease <"$fence"; } 2>/dev/null
  case $lease in *${shellQuote(ownerMark(fence.owner))}*) return 0 ;; esac
  echo "x $1"
  exit ${FAR_EXIT.leaseLost}
}`;
}
