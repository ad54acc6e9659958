import { Buffer } from 'node:buffer';
import { type BigIntStats, lstat as lstatBack } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { inventoryOf } from '../../inventory/records.ts';
import { mapBounded } from '../../lib/map-bounded.ts';
import { joinPath, type PathBytes } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import type { Gap, Inventory } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import { byParent } from '../shared/by-parent.ts';
import { endedFailure } from '../shared/ended-failure.ts';
import { errorWord, readFailure } from '../shared/file-failure.ts';
import { NO_ENTRIES } from '../shared/nothing-found.ts';
import { splitPath } from '../shared/split-path.ts';
import { inListed, type LocalPlace } from './listed-directory.ts';
import { again, enter, type OpenDirectory } from './local-directory.ts';
import { recordHead } from './record-head.mjs';
import { unlessStalled } from './unless-stalled.ts';

/** Looks at once. */
const LOOKS = 32;

/** `entries` of the driver interface: each name is looked at in its directory, which is held open. */
export function localEntries(place: LocalPlace, names: readonly PathBytes[], tools: Tools): Promise<Result<Inventory, Failure>> {
  return inListed<Inventory>({ place, tools }, NO_ENTRIES, async (top) => {
    const found: string[] = [];
    const gaps: Gap[] = [];
    const waited = await unlessStalled(tools, async (tick, isOver) => {
      for (const { parent, members } of byParent([...new Set(names)], (name) => name, Number.POSITIVE_INFINITY)) {
        if (isOver()) return;
        const gap = (path: PathBytes, error: unknown): undefined => void gaps.push(...gapsAt(place, path, error));
        const directory = await enter(await again(top), splitPath(parent), 'fail').catch((error) => gap(parent, error));
        if (directory === undefined) continue;
        const records = await mapBounded(members, LOOKS, async ({ name, item }) => {
          if (isOver()) return '';
          const record = await recordOf(directory, name, item).catch((error) => gap(item, error));
          tick();
          return record ?? '';
        });
        for (const record of records) found.push(record);
        await directory.close();
      }
    });
    if (waited.status === 'ended') return err(endedFailure(waited, `looking at ${showLocation(place)}`));
    return ok(inventoryOf(Buffer.from(found.join(''), 'latin1'), 'ns', gaps));
  });
}

/** The record that `find -printf` prints of an entry. */
async function recordOf(directory: OpenDirectory, name: PathBytes, path: PathBytes): Promise<string> {
  const at = directory.at(name);
  const stats = await lstat(at);
  const record = `${recordHead(stats)} ${path}\0`;
  if (!stats.isSymbolicLink()) return record;
  const target = await readlink(at, { encoding: 'buffer' });
  return `${record}${target.toString('latin1')}\0`;
}

/** Half as long as the one of node:fs/promises takes. */
function lstat(path: Buffer): Promise<BigIntStats> {
  return new Promise((resolve, reject) => {
    lstatBack(path, { bigint: true }, (error, stats) => (error === null ? resolve(stats) : reject(error)));
  });
}

/** What is not there, or behind a link, leaves no gap. */
function gapsAt(place: LocalPlace, path: PathBytes, error: unknown): readonly Gap[] {
  const word = errorWord(error);
  if (word === 'ENOENT' || word === 'ENOTDIR' || word === 'ELOOP') return [];
  const shown = showLocation({ ...place, path: joinPath(place.path, path) });
  return [{ path, because: { ...readFailure(error, shown), code: 'source.gaps' } }];
}
