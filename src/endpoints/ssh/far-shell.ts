import { fromText, nameOf, type PathBytes, parentOf, toBuffer } from '../../lib/path-bytes.ts';
import type { SshEndpoint } from '../../model/endpoint.ts';
import { splitDeclared } from '../shared/split-path.ts';
import { shellQuote } from './shell-quote.ts';

/** Exit codes of our own scripts, beyond those of the programs in them. */
export const FAR_EXIT = {
  noRoot: 40,
  noDirectory: 41,
  link: 43,
  notMade: 44,
  notWritable: 45,
  leaseLost: 46,
  failed: 47,
  noFile: 48,
  noRsync: 49,
} as const;

/**
 * Functions for the scripts of one endpoint.
 * `enter_root` goes to the root, which may be reached through links; `$here` is its real path ('' for /).
 * `declared NAME` goes to a directory, links allowed; `within NAME` the same, but not out of the root. `below NAME` goes one or
 * more steps down, passing no link. `make NAME` makes a directory when it is missing, before either. Each ends the script where it cannot;
 * the reason is the last line of stderr.
 */
export function farFunctions(endpoint: SshEndpoint): string {
  return `
why() { ls -d -- "$1/." >/dev/null; }
enter_root() {
  cd -P -- ${shellQuote(bytesOf(endpoint.root))} 2>/dev/null || { why ${shellQuote(bytesOf(endpoint.root))}; exit ${FAR_EXIT.noRoot}; }
  here=$(pwd -P; echo x); here=\${here%??}; [ "$here" != / ] || here=
  root=$here
}
declared() { cd -P -- "./$1" 2>/dev/null || { why "./$1"; exit ${FAR_EXIT.noDirectory}; }; }
within() {
  cd -P -- "./$1" 2>/dev/null || { why "./$1"; exit ${FAR_EXIT.noDirectory}; }
  here=$(pwd -P; echo x); here=\${here%??}
  case "$here/" in
    "$root/"*) ;;
    *) printf '%s\\n' "./$1: Too many levels of symbolic links" >&2; exit ${FAR_EXIT.link} ;;
  esac
}
below() {
  cd -P -- "./$1" 2>/dev/null || { why "./$1"; exit ${FAR_EXIT.noDirectory}; }
  [ "$(pwd -P; echo x)" = "$here/$1
x" ] || { printf '%s\\n' "./$1: Too many levels of symbolic links" >&2; exit ${FAR_EXIT.link}; }
  here="$here/$1"
}
make() { mkdir -- "./$1" 2>/dev/null || [ -d "./$1" ] || mkdir -- "./$1" || exit ${FAR_EXIT.notMade}; }
made() { make "$1"; below "$1"; }`;
}

/** Goes from the root to a directory, links allowed on the way. */
export function goDeclared(path: PathBytes): string {
  return path === '' ? 'enter_root' : `enter_root; declared ${shellQuote(path)}`;
}

/** Goes from the root to a directory: the declared part may lead through links, but not out of the root; after it none is passed. */
export function goStrictly(path: PathBytes): string {
  const { declared, ours } = splitDeclared(path);
  const steps = [...declared.map((part) => `within ${shellQuote(part)}`), ...ours.map((part) => `below ${shellQuote(part)}`)];
  return ['enter_root', ...steps].join('; ');
}

/** The same, and makes what is missing. */
export function goMaking(path: PathBytes): string {
  const { declared, ours } = splitDeclared(path);
  const steps = declared.map((part) => `make ${shellQuote(part)}; within ${shellQuote(part)}`);
  return ['enter_root', ...steps, ...ours.map((part) => `made ${shellQuote(part)}`)].join('; ');
}

/** Goes to the directory that holds `path`; then `name` is what it is called there, as one word. */
export function inParentOf(path: PathBytes): { readonly go: string; readonly name: string } {
  return { go: goStrictly(parentOf(path)), name: shellQuote(`./${nameOf(path)}`) };
}

/** A text of a manifest as bytes, one character each. */
function bytesOf(text: string): string {
  return toBuffer(fromText(text)).toString('latin1');
}
