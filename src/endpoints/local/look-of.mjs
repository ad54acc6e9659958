// For the processes that read and copy files: what a file looks like once it was read.
import { fstatSync } from 'node:fs';
import { recordHead } from './record-head.mjs';

/** How long after a change another one may leave the same time behind, at most: whole seconds, and the kernel's tick. */
const FRESH_MS = 2100;
const NS_PER_MS = 1_000_000n;

/** An open file before it is read; undefined where it is no plain file. `statOf(fd)`: as fstatSync does it. */
export function beginLook(fd, statOf = fstat) {
  const stats = statOf(fd);
  return stats.isFile() ? { stats, size: Number(stats.size), at: Date.now() } : undefined;
}

/**
 * ` inode ctime f size mtime` of an open file that was read since `before`, to be told after its digest. Undefined where it was changed meanwhile; nothing
 * where it was changed so shortly before that another change would not show: then it is to be looked at later.
 */
export function endLook(fd, { stats, at }, statOf = fstat) {
  const after = statOf(fd);
  const isSame = after.ctimeNs === stats.ctimeNs && after.mtimeNs === stats.mtimeNs && after.size === stats.size;
  if (!isSame) return undefined;
  const isFresh = Math.abs(at - Number(stats.mtimeNs / NS_PER_MS)) <= FRESH_MS;
  return isFresh ? '' : ` ${recordHead(after)}`;
}

function fstat(fd) {
  return fstatSync(fd, { bigint: true });
}
