import type { Buffer } from 'node:buffer';
import type { BigIntStats } from 'node:fs';
import { link, lstat, readlink, rename, rmdir, unlink } from 'node:fs/promises';
import { joinPath, nameOf, type PathBytes, parentOf, staysInside } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { EntryType, FileEntry } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { RetireReport } from '../endpoint.ts';
import { errorWord, forbiddenPath, writeFailure } from '../shared/file-failure.ts';
import { isOurs } from '../shared/ours.ts';
import { changedEntry, relativeBelow } from '../shared/retiring.ts';
import { splitPath } from '../shared/split-path.ts';
import { again, enter, type OpenDirectory, openBelow, realRoot } from './local-directory.ts';
import { rootTrouble } from './local-root.ts';

interface LocalPlace {
  readonly endpoint: LocalEndpoint;
  readonly path: PathBytes;
}

/** The two trees of a retirement, held open. */
interface Trees {
  readonly place: LocalPlace;
  readonly from: OpenDirectory;
  readonly into: readonly PathBytes[];
}

/** `retire` of the driver interface, for this host. One that is gone already is refused. */
export async function retireLocally(
  place: LocalPlace,
  entries: readonly FileEntry[],
  into: PathBytes,
): Promise<Result<RetireReport, Failure>> {
  const below = relativeBelow(place.path, into);
  if (below === undefined || !isOurs(below) || !staysInside(into))
    return err(forbiddenPath(showLocation({ ...place, path: into })));
  const missing = await rootTrouble(place.endpoint);
  if (missing !== undefined) return err(missing);
  try {
    const from = await openBelow(await realRoot(place.endpoint.root), place.path, 'fail');
    try {
      return ok(await retireAll({ place, from, into: splitPath(below) }, entries));
    } finally {
      await from.close();
    }
  } catch (error) {
    return err(writeFailure(error, showLocation(place)));
  }
}

/** Errors that say that a thing is not (any more) what it was. */
const CHANGED: ReadonlySet<string> = new Set(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ELOOP']);

async function retireAll(trees: Trees, entries: readonly FileEntry[]): Promise<RetireReport> {
  const refused: { readonly path: PathBytes; readonly because: Failure }[] = [];
  let retired = 0;
  for (const entry of entries) {
    const because = changedEntry(trees.place, entry);
    if (!staysInside(entry.path)) {
      refused.push({ path: entry.path, because });
      continue;
    }
    try {
      const done = entry.type === 'directory' ? await retireDirectory(trees, entry) : await retireFile(trees, entry);
      if (done === 'changed') refused.push({ path: entry.path, because });
      if (done === 'retired') retired++;
    } catch (error) {
      const word = errorWord(error);
      const { endpoint, path } = trees.place;
      const failure = CHANGED.has(word ?? '')
        ? because
        : writeFailure(error, showLocation({ endpoint, path: joinPath(path, entry.path) }));
      refused.push({ path: entry.path, because: failure });
    }
  }
  return { retired, refused };
}

async function retireDirectory(trees: Trees, entry: FileEntry): Promise<'retired'> {
  const parent = await enter(await again(trees.from), splitPath(parentOf(entry.path)), 'fail');
  try {
    // Only an empty directory lets itself be removed, and no link does.
    await rmdir(parent.at(nameOf(entry.path)));
  } finally {
    await parent.close();
  }
  await (await enter(await again(trees.from), [...trees.into, ...splitPath(entry.path)], 'make')).close();
  return 'retired';
}

async function retireFile(trees: Trees, entry: FileEntry): Promise<'retired' | 'changed'> {
  const parent = await enter(await again(trees.from), splitPath(parentOf(entry.path)), 'fail');
  try {
    const here = parent.at(nameOf(entry.path));
    const before = await lstat(here, { bigint: true });
    if (!(await isEntry(here, before, entry))) return 'changed';
    const target = await enter(await again(trees.from), [...trees.into, ...splitPath(parentOf(entry.path))], 'make');
    try {
      return await moveAndLook({ here, there: target.at(nameOf(entry.path)), entry, before });
    } finally {
      await target.close();
    }
  } finally {
    await parent.close();
  }
}

interface Move {
  readonly here: Buffer;
  readonly there: Buffer;
  readonly entry: FileEntry;
  readonly before: BigIntStats;
}

async function moveAndLook({ here, there, entry, before }: Move): Promise<'retired' | 'changed'> {
  if (await exists(there)) return 'changed';
  await rename(here, there);
  const after = await lstat(there, { bigint: true });
  if (after.ino === before.ino && after.dev === before.dev && (await isEntry(there, after, entry))) return 'retired';
  // link(2) puts back without overwriting what may have come meanwhile; where it cannot, it stays in the trash.
  await link(there, here);
  await unlink(there);
  return 'changed';
}

async function isEntry(path: Buffer, stats: BigIntStats, entry: FileEntry): Promise<boolean> {
  if (typeOf(stats) !== entry.type) return false;
  if (entry.type === 'file') return Number(stats.size) === entry.size && stats.mtimeNs === entry.mtimeNs;
  return entry.type !== 'link' || (await readlink(path, { encoding: 'buffer' })).toString('latin1') === entry.target;
}

function typeOf(stats: BigIntStats): EntryType {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

async function exists(path: Buffer): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorWord(error) === 'ENOENT') return false;
    throw error;
  }
}
