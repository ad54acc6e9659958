import { Buffer } from 'node:buffer';
import { type PathBytes, toBuffer } from '../lib/path-bytes.ts';

/**
 * The list for `rsync --from0 --files-from=-`. Each name begins with `./`: rsync takes one that begins with `#` or `;` for a
 * comment, with NULs too, and leaves it out without a word. What it reports carries no `./`.
 */
export function filesFromInput(names: readonly PathBytes[]): Buffer {
  return Buffer.concat(names.flatMap((name) => [HERE, toBuffer(name), NUL]));
}

const HERE = Buffer.from('./');
const NUL = Buffer.from([0]);
