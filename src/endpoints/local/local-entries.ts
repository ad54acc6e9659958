import { Buffer } from 'node:buffer';
import { type BigIntStats, lstat as lstatBack } from 'node:fs';
import { readlink } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
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
import { takeListing } from '../shared/listing-file.ts';
import { NO_ENTRIES } from '../shared/nothing-found.ts';
import { splitPath } from '../shared/split-path.ts';
import { recordOf } from './entry-record.mjs';
import { inListed, type LocalPlace } from './listed-directory.ts';
import { again, enter, type OpenDirectory } from './local-directory.ts';
import { unlessStalled } from './unless-stalled.ts';

/** Looks at once. */
const LOOKS = 32;

/** More names than this are looked at by a process of its own, which makes no turn through the event loop for each. */
const FEW_NAMES = 1000;

/** Beside this file in the sources, and beside the bundle. */
const PROGRAM = fileURLToPath(new URL('./look-process.mjs', import.meta.url));

/** `entries` of the driver interface: each name is looked at in its directory, which is held open. */
export function localEntries(place: LocalPlace, names: readonly PathBytes[], tools: Tools): Promise<Result<Inventory, Failure>> {
  const once = [...new Set(names)];
  return inListed<Inventory>({ place, tools }, NO_ENTRIES, async (top) => {
    const many = once.length > FEW_NAMES ? await lookApart({ place, top }, once, tools) : undefined;
    if (many !== undefined) return many;
    const found: string[] = [];
    const gaps: Gap[] = [];
    const waited = await unlessStalled(tools, async (tick, isOver) => {
      for (const { parent, members } of byParent(once, (name) => name, Number.POSITIVE_INFINITY)) {
        if (isOver()) return;
        const gap = (path: PathBytes, error: unknown): undefined => void gaps.push(...gapsAt(place, path, error));
        const directory = await enter(await again(top), splitPath(parent), 'fail').catch((error) => gap(parent, error));
        if (directory === undefined) continue;
        const records = await mapBounded(members, LOOKS, async ({ name, item }) => {
          if (isOver()) return '';
          const record = await recordAt(directory, name, item).catch((error) => gap(item, error));
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

/** Undefined where the system refused something: what that was is found out by looking here. */
async function lookApart(
  { place, top }: { readonly place: LocalPlace; readonly top: OpenDirectory },
  names: readonly PathBytes[],
  tools: Tools,
): Promise<Result<Inventory, Failure> | undefined> {
  const printed = await takeListing(
    {
      program: process.execPath,
      args: [PROGRAM],
      cwd: top.forOthers,
      // What is set for this process (an inspector, a loader) is not meant for that one.
      env: { NODE_OPTIONS: '' },
      input: Buffer.from(names.map((name) => `${name}\0`).join(''), 'latin1'),
      limits: tools.limits,
    },
    `looking at ${showLocation(place)}`,
    tools,
  );
  if (!printed.ok) return printed;
  return printed.value.ending.code === 0 ? ok(inventoryOf(printed.value.raw, 'ns', [])) : undefined;
}

async function recordAt(directory: OpenDirectory, name: PathBytes, path: PathBytes): Promise<string> {
  const at = directory.at(name);
  const stats = await lstat(at);
  return recordOf(stats, path, stats.isSymbolicLink() ? await readlink(at, { encoding: 'buffer' }) : undefined);
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
