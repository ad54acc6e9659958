// For the processes that read and copy files: what a file looks like once it was read.
import { fstatSync } from 'node:fs';
import { recordHead } from './record-head.mjs';

/** How long after a change another one may leave the same time behind, at most: whole seconds, and the kernel's tick. */
const FRESH_MS = 2100;

/**
 * ` inode ctime f size mtime` of an open file, to be told after its digest; nothing where it was changed just now: then it is to be looked at later. `stats`:
 * as they are now, with bigints.
 */
export function lookOf(fd, stats = fstatSync(fd, { bigint: true })) {
  return Math.abs(Date.now() - Number(stats.mtimeMs)) <= FRESH_MS ? '' : ` ${recordHead(stats)}`;
}
