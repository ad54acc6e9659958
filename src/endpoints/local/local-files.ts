import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { link, open, rename, unlink } from 'node:fs/promises';
import { fromText, nameOf, type PathBytes, parentOf, staysInside } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import type { FileAccess } from '../endpoint.ts';
import { errorWord, forbiddenPath, readFailure, writeFailure } from '../shared/file-failure.ts';
import { noPlainFile, tooLarge } from '../shared/small-file.ts';
import { temporaryName } from '../shared/temporary.ts';
import { type OpenDirectory, openBelow, realRoot, unless } from './local-directory.ts';
import { eraseLocally } from './local-erase.ts';
import { retireLocally } from './local-retire.ts';
import { rootTrouble } from './local-root.ts';

/** Single files below a root of this host. Parents are held open while names in them are used; no link is followed there. */
export function localFiles(endpoint: LocalEndpoint, tools: Tools): FileAccess {
  return {
    read: (path, ceiling) => readFile({ endpoint, path }, ceiling, tools),
    create: (path, content) => inParent(endpoint, path, (parent) => createIn(parent, nameOf(path), content)),
    replace: (path, content) => inParent(endpoint, path, (parent) => replaceIn(parent, nameOf(path), content)),
    remove: (path) => removeFile(endpoint, path),
    retire: (path, entries, into) => retireLocally({ endpoint, path }, entries, into),
    erase: (path) => eraseLocally({ endpoint, path }),
  };
}

interface LocalPlace {
  readonly endpoint: LocalEndpoint;
  readonly path: PathBytes;
}

async function readFile(place: LocalPlace, ceiling: number, tools: Tools): Promise<Seen<Uint8Array>> {
  const at = tools.now();
  if (!staysInside(place.path)) return { state: 'unknown', because: forbiddenPath(showLocation(place)), at };
  const missing = await rootTrouble(place.endpoint);
  if (missing !== undefined) return { state: 'unknown', because: missing, at };
  try {
    const parent = await openBelow(await realRoot(place.endpoint.root), parentOf(place.path), 'fail');
    try {
      const read = await readIn(parent, place, ceiling);
      return read.ok ? { state: 'present', value: read.value, at } : { state: 'unknown', because: read.error, at };
    } finally {
      await parent.close();
    }
  } catch (error) {
    if (errorWord(error) === 'ENOENT') return { state: 'absent', at };
    return { state: 'unknown', because: readFailure(error, showLocation(place)), at };
  }
}

async function readIn(parent: OpenDirectory, place: LocalPlace, ceiling: number): Promise<Result<Uint8Array, Failure>> {
  // O_NONBLOCK: a pipe in its place must not hold us.
  const file = await open(parent.at(nameOf(place.path)), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) return err(noPlainFile(showLocation(place)));
    const bytes = Buffer.alloc(ceiling + 1);
    let length = 0;
    while (length <= ceiling) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length);
      if (bytesRead === 0) return ok(bytes.subarray(0, length));
      length += bytesRead;
    }
    return err(tooLarge(showLocation(place), ceiling));
  } finally {
    await file.close();
  }
}

/** Runs a write in the directory that holds `path`, which must be there. */
async function inParent<T>(
  endpoint: LocalEndpoint,
  path: PathBytes,
  write: (parent: OpenDirectory) => Promise<T>,
): Promise<Result<T, Failure>> {
  if (!staysInside(path)) return err(forbiddenPath(showLocation({ endpoint, path })));
  const missing = await rootTrouble(endpoint);
  if (missing !== undefined) return err(missing);
  try {
    const parent = await openBelow(await realRoot(endpoint.root), parentOf(path), 'fail');
    try {
      return ok(await write(parent));
    } finally {
      await parent.close();
    }
  } catch (error) {
    return err(writeFailure(error, showLocation({ endpoint, path })));
  }
}

/** By link(2): atomic on every shared file system, and whole at once. */
async function createIn(parent: OpenDirectory, name: PathBytes, content: Uint8Array): Promise<'created' | 'exists'> {
  const temporary = await writeTemporary(parent, content);
  try {
    await link(parent.at(temporary), parent.at(name));
    await syncDirectory(parent);
    return 'created';
  } catch (error) {
    if (errorWord(error) === 'EEXIST') return 'exists';
    throw error;
  } finally {
    await unlink(parent.at(temporary));
  }
}

async function replaceIn(parent: OpenDirectory, name: PathBytes, content: Uint8Array): Promise<void> {
  const temporary = await writeTemporary(parent, content);
  try {
    await rename(parent.at(temporary), parent.at(name));
  } catch (error) {
    await unlink(parent.at(temporary));
    throw error;
  }
  await syncDirectory(parent);
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

function removeFile(endpoint: LocalEndpoint, path: PathBytes): Promise<Result<void, Failure>> {
  return inParent(endpoint, path, (parent) => unlink(parent.at(nameOf(path))).catch(unless('ENOENT')));
}
