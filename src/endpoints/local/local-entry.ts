import type { Buffer } from 'node:buffer';
import type { BigIntStats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import type { EntryType, FileEntry } from '../../model/inventory.ts';
import { errorWord } from '../shared/file-failure.ts';

/** Errors that say that a thing is not (any more) what it was. */
export const CHANGED: ReadonlySet<string> = new Set(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ELOOP']);

/** Errors that say that a second name cannot be given there, though a new one perhaps can (AFS: EXDEV between directories). */
export const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/** What stands at a path, itself and not what it leads to; undefined where nothing does. */
export async function standing(path: Buffer): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (errorWord(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether what stands at a path is what was listed: type, size and modification time, or a link's target. */
export async function isEntry(path: Buffer, stats: BigIntStats, entry: FileEntry): Promise<boolean> {
  if (typeOf(stats) !== entry.type) return false;
  if (entry.type === 'file') return Number(stats.size) === entry.size && stats.mtimeNs === entry.mtimeNs;
  return entry.type !== 'link' || (await readlink(path, { encoding: 'buffer' })).toString('latin1') === entry.target;
}

/** Whether two looks saw the same inode. */
export function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.ino === other.ino && one.dev === other.dev;
}

/** Whether two looks saw the same inode with the same content, by size and times. */
export function isUntouched(one: BigIntStats, other: BigIntStats): boolean {
  return isSame(one, other) && one.size === other.size && one.mtimeNs === other.mtimeNs;
}

function typeOf(stats: BigIntStats): EntryType {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'link' : 'other';
}
