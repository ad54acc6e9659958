import type { Buffer } from 'node:buffer';
import { linkSync, rmdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { nameOf, type PathBytes, parentOf, ROOT, toBuffer } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Failure } from '../../model/failure.ts';
import type { FileEntry } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { RetireReport } from '../endpoint.ts';
import { errorWord, forbiddenPath } from '../shared/file-failure.ts';
import { binBelow, emptied, notRestored } from '../shared/retiring.ts';
import { changeEach, type Hands, type LocalMoving, type Moved } from './local-change.ts';
import { isEntry, isSame, NO_LINKS, standing } from './local-entry.ts';
import type { Move } from './local-retire.ts';
import { dropSecondName, renameAlone } from './local-second-name.ts';

/** `restore` of the driver interface, for this host. */
export async function restoreLocally(moving: LocalMoving, from: PathBytes): Promise<Result<RetireReport, Failure>> {
  const { place } = moving;
  const bin = binBelow(place.path, from);
  if (bin === undefined) return err(forbiddenPath(showLocation({ ...place, path: from })));
  const restored = await changeEach(moving, notRestored, (hands) => {
    const source = hands.directories(bin, 'fail');
    const target = hands.directories(ROOT, 'make');
    return async (entry) => {
      if (entry.type === 'directory') {
        await target(entry.path);
        return 'done';
      }
      const there = (await source(parentOf(entry.path))).at(nameOf(entry.path));
      const before = await lstat(there, { bigint: true });
      if (!(await isEntry(there, before, entry))) return 'changed';
      return bringBack(hands, entry, { here: (await target(parentOf(entry.path))).at(nameOf(entry.path)), there, before });
    };
  });
  if (!restored.ok) return restored;
  const { below, directories } = emptied(moving.entries, restored.value, from);
  await changeEach({ ...moving, place: { ...place, path: below }, entries: directories }, notRestored, removeEmpty);
  return ok(restored.value);
}

/** A second name at its place, which never overwrites; then the one in the bin goes. */
async function bringBack(hands: Hands, entry: FileEntry, move: Move): Promise<Moved> {
  const { here, there, before } = move;
  try {
    const placed = await hands.step({ what: 'link', entry }, () => give(entry, there, here));
    if (placed === 'lost') return 'lost';
  } catch (error) {
    const word = errorWord(error) ?? '';
    if (NO_LINKS.has(word)) return hands.step({ what: 'rename', entry }, () => renameAlone(there, here));
    if (word !== 'EEXIST' || !(await isThereTwice(entry, move))) throw error;
  }
  const after = await standing(here);
  if (after === undefined || !(entry.type === 'link' || isSame(after, before)) || !(await isEntry(here, after, entry))) {
    return (await hands.step({ what: 'remove', entry }, () => dropSecondName(there, here))) === 'lost' ? 'lost' : 'changed';
  }
  return hands.step({ what: 'remove', entry }, () => unlinkSync(there));
}

/** Of a link, link(2) would give a second name to what it leads to, on some systems. */
function give(entry: FileEntry, there: Buffer, here: Buffer): void {
  if (entry.type === 'link') symlinkSync(toBuffer(entry.target ?? ROOT), here);
  else linkSync(there, here);
}

/** Whether what stands is what would be brought: an earlier restore was cut off between its two steps. */
async function isThereTwice(entry: FileEntry, { here, before }: Move): Promise<boolean> {
  const stands = await standing(here);
  if (stands === undefined) return false;
  return entry.type === 'link' ? isEntry(here, stands, entry) : isSame(stands, before) && before.nlink > 1n;
}

/** Only an empty directory lets itself be removed. */
function removeEmpty(hands: Hands): (entry: FileEntry) => Promise<Moved> {
  const from = hands.directories(ROOT, 'fail');
  return async (entry) => {
    const here = (await from(parentOf(entry.path))).at(nameOf(entry.path));
    return hands.step({ what: 'remove', entry }, () => rmdirSync(here));
  };
}
