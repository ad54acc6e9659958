import { constants, renameSync, unlinkSync } from 'node:fs';
import { link, open, rename, unlink } from 'node:fs/promises';
import { fromText, nameOf, type PathBytes, parentOf, staysInside } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { Fence } from '../endpoint.ts';
import { leaseLost } from '../shared/fence.ts';
import { errorWord, forbiddenPath, writeFailure } from '../shared/file-failure.ts';
import { temporaryName } from '../shared/temporary.ts';
import { told } from '../shared/told.ts';
import { type OpenDirectory, openBelow, realRoot, unless } from './local-directory.ts';
import { type HeldFence, holdFence } from './local-fence.ts';
import { rootTrouble } from './local-root.ts';

interface LocalPlace {
  readonly endpoint: LocalEndpoint;
  readonly path: PathBytes;
}

/** `create` of the driver interface, for this host: by link(2), atomic on every shared file system, and whole at once. */
export function createLocally(
  place: LocalPlace,
  content: Uint8Array,
  tools: Tools,
): Promise<Result<'created' | 'exists', Failure>> {
  return inParent(place, async (parent) => {
    const temporary = await writeTemporary(parent, content);
    try {
      await told(tools, { what: 'write', at: place }, () => link(parent.at(temporary), parent.at(nameOf(place.path))));
      await syncDirectory(parent);
      return 'created';
    } catch (error) {
      if (errorWord(error) === 'EEXIST') return 'exists';
      throw error;
    } finally {
      await unlink(parent.at(temporary));
    }
  });
}

/** `replace` of the driver interface, for this host. */
export async function replaceLocally(
  place: LocalPlace,
  { content, fence }: { readonly content: Uint8Array; readonly fence: Fence | undefined },
  tools: Tools,
): Promise<Result<void, Failure>> {
  const replaced = await inParent(place, async (parent) => {
    const held = fence === undefined ? undefined : await holdFence(place.endpoint, fence);
    try {
      const temporary = await writeTemporary(parent, content);
      const put = (): Promise<'done' | 'lost'> => putIn(parent, { from: temporary, to: nameOf(place.path) }, held);
      const went = await told(tools, { what: 'write', at: place }, put).catch(async (error: unknown) => {
        await unlink(parent.at(temporary));
        throw error;
      });
      await (went === 'lost' ? unlink(parent.at(temporary)) : syncDirectory(parent));
      return went;
    } finally {
      await held?.close();
    }
  });
  if (!replaced.ok) return replaced;
  return replaced.value === 'lost' ? err(leaseLost(showLocation(place))) : ok(undefined);
}

/** `remove` of the driver interface, for this host. */
export async function removeLocally(place: LocalPlace, fence: Fence | undefined, tools: Tools): Promise<Result<void, Failure>> {
  const removed = await inParent(place, async (parent) => {
    const held = fence === undefined ? undefined : await holdFence(place.endpoint, fence);
    const take = (): Promise<'done' | 'lost'> => removeIn(parent, nameOf(place.path), held);
    try {
      return await told(tools, { what: 'remove', at: place }, take);
    } finally {
      await held?.close();
    }
  });
  if (!removed.ok) return removed;
  return removed.value === 'lost' ? err(leaseLost(showLocation(place))) : ok(undefined);
}

/** Runs a write in the directory that holds a place, which must be there. */
async function inParent<T>(place: LocalPlace, write: (parent: OpenDirectory) => Promise<T>): Promise<Result<T, Failure>> {
  if (!staysInside(place.path)) return err(forbiddenPath(showLocation(place)));
  const missing = await rootTrouble(place.endpoint);
  if (missing !== undefined) return err(missing);
  try {
    const parent = await openBelow(await realRoot(place.endpoint.root), parentOf(place.path), 'fail');
    try {
      return ok(await write(parent));
    } finally {
      await parent.close();
    }
  } catch (error) {
    return err(writeFailure(error, showLocation(place)));
  }
}

/** With a fence the rename follows the look at once. Without one, a file system that hangs must not hold the rest of the program. */
async function putIn(
  parent: OpenDirectory,
  { from, to }: { readonly from: PathBytes; readonly to: PathBytes },
  fence: HeldFence | undefined,
): Promise<'done' | 'lost'> {
  if (fence === undefined) await rename(parent.at(from), parent.at(to));
  else if (fence.holds()) renameSync(parent.at(from), parent.at(to));
  else return 'lost';
  return 'done';
}

/** The same for a removal. */
async function removeIn(parent: OpenDirectory, name: PathBytes, fence: HeldFence | undefined): Promise<'done' | 'lost'> {
  if (fence === undefined) await unlink(parent.at(name)).catch(unless('ENOENT'));
  else if (fence.holds()) unlinkSync(parent.at(name));
  else return 'lost';
  return 'done';
}

/** Whole and on the disk under a name of its own, or not there at all. */
async function writeTemporary(parent: OpenDirectory, content: Uint8Array): Promise<PathBytes> {
  const name = temporaryName();
  const file = await open(parent.at(name), 'wx', 0o644);
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await unlink(parent.at(name));
    throw error;
  } finally {
    await file.close();
  }
  return name;
}

async function syncDirectory(directory: OpenDirectory): Promise<void> {
  const handle = await open(directory.at(fromText('.')), constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
