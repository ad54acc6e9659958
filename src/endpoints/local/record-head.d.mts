import type { BigIntStats } from 'node:fs';

/** What `find -printf` prints of an entry before its path: `inode ctime f size mtime`, the type with its letter; sizes and times of files only. */
export function recordHead(stats: BigIntStats): string;
