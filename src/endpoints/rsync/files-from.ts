import { Buffer } from 'node:buffer';
import { type PathBytes, ROOT, toBuffer } from '../../lib/path-bytes.ts';
import type { RsyncAddress } from '../endpoint.ts';

/** The source argument and the list on stdin with which `rsync --from0 --files-from=-` takes the named entries of a place. */
export function filesFrom(
  from: RsyncAddress,
  names: readonly PathBytes[],
): { readonly argument: string; readonly input: Buffer } {
  const { argument, prefix } = from.named ?? { argument: from.argument, prefix: ROOT };
  return { argument, input: listOf(names, `./${prefix}`) };
}

/**
 * The same list where the source is a directory of this host. Each name begins with `./`: rsync takes one that begins with
 * `#` or `;` for a comment, with NULs too, and leaves it out without a word. What it reports carries no `./`.
 */
export function filesFromInput(names: readonly PathBytes[]): Buffer {
  return listOf(names, './');
}

function listOf(names: readonly PathBytes[], before: string): Buffer {
  const head = Buffer.from(before, 'latin1');
  return Buffer.concat(names.flatMap((name) => [head, toBuffer(name), NUL]));
}

const NUL = Buffer.from([0]);
