import { rmdirSync, unlinkSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { fromLatin1, nameOf, type PathBytes, parentOf, staysInside } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { Fence } from '../endpoint.ts';
import { leaseLost } from '../shared/fence.ts';
import { errorWord, forbiddenPath, writeFailure } from '../shared/file-failure.ts';
import { isOurs } from '../shared/ours.ts';
import { again, enter, type OpenDirectory, openBelow, realRoot } from './local-directory.ts';
import { holdFence } from './local-fence.ts';
import { rootTrouble } from './local-root.ts';

/** `erase` of the driver interface, for this host: following nothing. Nothing to do when it is gone. */
export async function eraseLocally(
  place: { readonly endpoint: LocalEndpoint; readonly path: PathBytes },
  fence: Fence | undefined,
): Promise<Result<void, Failure>> {
  const { endpoint, path } = place;
  if (!staysInside(path) || !isOurs(path)) return err(forbiddenPath(showLocation(place)));
  const missing = await rootTrouble(endpoint);
  if (missing !== undefined) return err(missing);
  const held = fence === undefined ? undefined : await holdFence(endpoint, fence);
  try {
    const parent = await openBelow(await realRoot(endpoint.root), parentOf(path), 'fail');
    try {
      const isOver = await eraseIn(parent, nameOf(path), () => held?.holds() !== false);
      return isOver ? ok(undefined) : err(leaseLost(showLocation(place)));
    } finally {
      await parent.close();
    }
  } catch (error) {
    return errorWord(error) === 'ENOENT' ? ok(undefined) : err(writeFailure(error, showLocation(place)));
  } finally {
    await held?.close();
  }
}

/** Whether all of it was removed: `mayGoOn` is asked right before each removal. */
async function eraseIn(parent: OpenDirectory, name: PathBytes, mayGoOn: () => boolean): Promise<boolean> {
  const isDirectory = (await lstat(parent.at(name))).isDirectory();
  if (isDirectory && !(await eraseAllIn(parent, name, mayGoOn))) return false;
  if (!mayGoOn()) return false;
  if (isDirectory) rmdirSync(parent.at(name));
  else unlinkSync(parent.at(name));
  return true;
}

async function eraseAllIn(parent: OpenDirectory, name: PathBytes, mayGoOn: () => boolean): Promise<boolean> {
  const directory = await enter(await again(parent), [name], 'fail');
  try {
    for (const child of await readdir(directory.at(fromLatin1('.')), { encoding: 'buffer' })) {
      if (!(await eraseIn(directory, fromLatin1(child.toString('latin1')), mayGoOn))) return false;
    }
    return true;
  } finally {
    await directory.close();
  }
}
