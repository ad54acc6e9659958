import type { Buffer } from 'node:buffer';
import { linkSync, lstatSync, renameSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { nameOf, parentOf, ROOT } from '../../lib/path-bytes.ts';
import { err, type Result } from '../../lib/result.ts';
import type { Failure } from '../../model/failure.ts';
import type { FileEntry } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { Exchange, RetireReport } from '../endpoint.ts';
import { errorWord, forbiddenPath } from '../shared/file-failure.ts';
import { binBelow, notReplaced, notStaged } from '../shared/retiring.ts';
import { changeEach, type Hands, type LocalMoving, type Moved, type Opener } from './local-change.ts';
import { CHANGED, isEntry, isSame, isUntouched, NO_LINKS, standing } from './local-entry.ts';
import { type Move, moveAndLook } from './local-retire.ts';
import { dropSecondName, moveAlone } from './local-second-name.ts';

/** `install` of the driver interface, for this host. */
export async function installLocally(
  moving: Omit<LocalMoving, 'entries'>,
  exchange: Exchange,
): Promise<Result<RetireReport, Failure>> {
  const { place } = moving;
  const [staged, into] = [binBelow(place.path, exchange.staged), binBelow(place.path, exchange.into)];
  if (staged === undefined || into === undefined)
    return err(forbiddenPath(showLocation({ ...place, path: staged === undefined ? exchange.staged : exchange.into })));
  return changeEach({ ...moving, entries: exchange.replaced }, notReplaced, (hands) => {
    const from = hands.directories(ROOT, 'fail');
    const arrived = hands.directories(staged, 'fail');
    const there = hands.directories(into, 'make');
    return async (entry) => {
      // link(2) and rename(2) would take a directory with all that is in it.
      if (entry.type === 'directory') return 'changed';
      const here = (await from(parentOf(entry.path))).at(nameOf(entry.path));
      const before = await lstat(here, { bigint: true });
      if (!(await isEntry(here, before, entry))) return 'changed';
      const fresh = await regularFile(arrived, entry);
      if (fresh === undefined) return notStaged(place, entry);
      const kept = (await there(parentOf(entry.path))).at(nameOf(entry.path));
      if ((await standing(kept)) !== undefined) return 'changed';
      return replaceEntry(hands, entry, { here, there: kept, before, fresh });
    };
  });
}

interface Replacement extends Move {
  readonly fresh: Buffer;
}

async function regularFile(arrived: Opener, { path }: FileEntry): Promise<Buffer | undefined> {
  try {
    const file = (await arrived(parentOf(path))).at(nameOf(path));
    return (await lstat(file)).isFile() ? file : undefined;
  } catch (error) {
    if (CHANGED.has(errorWord(error) ?? '')) return undefined;
    throw error;
  }
}

/** A second name for the predecessor, then the rename over it: its place is never empty. */
async function replaceEntry(hands: Hands, entry: FileEntry, replacement: Replacement): Promise<Moved> {
  const { here, there, before, fresh } = replacement;
  const takeBack = (): Promise<unknown> => hands.step({ what: 'remove', entry }, () => dropSecondName(here, there));
  try {
    if ((await hands.step({ what: 'link', entry }, () => linkSync(here, there))) === 'lost') return 'lost';
  } catch (error) {
    if (NO_LINKS.has(errorWord(error) ?? '')) return replaceByRenames(hands, entry, replacement);
    throw error;
  }
  try {
    const linked = await lstat(there, { bigint: true });
    const isIt = isSame(linked, before) && (await isEntry(there, linked, entry));
    const still = (): boolean => isIt && isUntouched(lstatSync(here, { bigint: true }), linked);
    const moved = await hands.step({ what: 'rename', entry, if: still }, () => renameSync(fresh, here));
    if (moved === 'changed') await takeBack();
    return moved;
  } catch (error) {
    await takeBack();
    throw error;
  }
}

/** Where second names cannot be given. A crash in between leaves the place empty, and the predecessor in the bin. */
async function replaceByRenames(hands: Hands, entry: FileEntry, replacement: Replacement): Promise<Moved> {
  const { here, there, fresh } = replacement;
  const retired = await moveAndLook(hands, entry, replacement);
  if (retired !== 'done') return retired;
  const empty = (): boolean => lstatSync(here, { throwIfNoEntry: false }) === undefined;
  try {
    return await hands.step({ what: 'rename', entry, if: empty }, () => renameSync(fresh, here));
  } catch (error) {
    await hands.step({ what: 'rename', entry }, () => moveAlone(there, here));
    throw error;
  }
}
