import type { Buffer } from 'node:buffer';
import { type BigIntStats, renameSync, rmdirSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { nameOf, type PathBytes, parentOf, ROOT } from '../../lib/path-bytes.ts';
import { err, type Result } from '../../lib/result.ts';
import type { Failure } from '../../model/failure.ts';
import type { FileEntry } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { RetireReport } from '../endpoint.ts';
import { forbiddenPath } from '../shared/file-failure.ts';
import { binBelow, notAsPlanned } from '../shared/retiring.ts';
import { changeEach, type Hands, type LocalMoving, type Moved } from './local-change.ts';
import { isEntry, isSame, standing } from './local-entry.ts';
import { moveAlone } from './local-second-name.ts';

/** `retire` of the driver interface, for this host. One that is gone already is refused. */
export async function retireLocally(moving: LocalMoving, into: PathBytes): Promise<Result<RetireReport, Failure>> {
  const bin = binBelow(moving.place.path, into);
  if (bin === undefined) return err(forbiddenPath(showLocation({ ...moving.place, path: into })));
  return changeEach(moving, notAsPlanned, (hands) => {
    const from = hands.directories(ROOT, 'fail');
    const there = hands.directories(bin, 'make');
    return async (entry) => {
      const here = (await from(parentOf(entry.path))).at(nameOf(entry.path));
      if (entry.type === 'directory') {
        // Made before it is removed: a crash in between must not lose it. Only an empty directory lets itself be removed, and no link does.
        await there(entry.path);
        return hands.step({ what: 'remove', entry }, () => rmdirSync(here));
      }
      const before = await lstat(here, { bigint: true });
      if (!(await isEntry(here, before, entry))) return 'changed';
      return moveAndLook(hands, entry, { here, there: (await there(parentOf(entry.path))).at(nameOf(entry.path)), before });
    };
  });
}

/** A way that an entry goes. `before`: what was seen at its beginning. */
export interface Move {
  readonly here: Buffer;
  readonly there: Buffer;
  readonly before: BigIntStats;
}

/** Renames an entry where nothing stands, looks at what was renamed, and puts it back when it is not the entry. */
export async function moveAndLook({ step }: Hands, entry: FileEntry, { here, there, before }: Move): Promise<Moved> {
  if ((await standing(there)) !== undefined) return 'changed';
  if ((await step({ what: 'rename', entry }, () => renameSync(here, there))) === 'lost') return 'lost';
  const after = await lstat(there, { bigint: true });
  if (isSame(after, before) && (await isEntry(there, after, entry))) return 'done';
  // Not over what may have come meanwhile: then it stays in the bin.
  return (await step({ what: 'rename', entry }, () => moveAlone(there, here))) === 'lost' ? 'lost' : 'changed';
}
