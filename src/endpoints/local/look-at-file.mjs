// For the processes that read and copy files: what a file looks like once it was read.
import { lstatSync } from 'node:fs';
import { recordHead } from './record-head.mjs';

/** How long after a change another one may leave the same time behind, at most: whole seconds, and the kernel's tick. */
const FRESH_MS = 2100;

/** ` inode ctime f size mtime`, to be told after the digest; nothing where there is no such file any more, or it was changed just now: then it is to be looked at later. */
export function lookAtFile(path) {
  try {
    const stats = lstatSync(path, { bigint: true });
    const isFresh = Math.abs(Date.now() - Number(stats.mtimeMs)) <= FRESH_MS;
    return stats.isFile() && !isFresh ? ` ${recordHead(stats)}` : '';
  } catch (error) {
    if (error?.syscall === undefined) throw error;
    return '';
  }
}
