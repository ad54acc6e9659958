import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { fromLatin1, nameOf, type PathBytes, parentOf, staysInside } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import { errorWord, forbiddenPath, writeFailure } from '../shared/file-failure.ts';
import { isOurs } from '../shared/ours.ts';
import { again, enter, type OpenDirectory, openBelow, realRoot } from './local-directory.ts';
import { rootTrouble } from './local-root.ts';

/** Removes a directory tree of ours, following nothing. Nothing to do when it is gone. */
export async function eraseLocally(place: {
  readonly endpoint: LocalEndpoint;
  readonly path: PathBytes;
}): Promise<Result<void, Failure>> {
  const { endpoint, path } = place;
  if (!staysInside(path) || !isOurs(path)) return err(forbiddenPath(showLocation(place)));
  const missing = await rootTrouble(endpoint);
  if (missing !== undefined) return err(missing);
  try {
    const parent = await openBelow(await realRoot(endpoint.root), parentOf(path), 'fail');
    try {
      await eraseIn(parent, nameOf(path));
    } finally {
      await parent.close();
    }
    return ok(undefined);
  } catch (error) {
    return errorWord(error) === 'ENOENT' ? ok(undefined) : err(writeFailure(error, showLocation(place)));
  }
}

async function eraseIn(parent: OpenDirectory, name: PathBytes): Promise<void> {
  if (!(await lstat(parent.at(name))).isDirectory()) return unlink(parent.at(name));
  const directory = await enter(await again(parent), [name], 'fail');
  try {
    for (const child of await readdir(directory.at(fromLatin1('.')), { encoding: 'buffer' })) {
      await eraseIn(directory, fromLatin1(child.toString('latin1')));
    }
  } finally {
    await directory.close();
  }
  await rmdir(parent.at(name));
}
