import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { nameOf, type PathBytes, parentOf, staysInside } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import type { FileAccess } from '../endpoint.ts';
import { errorWord, forbiddenPath, readFailure } from '../shared/file-failure.ts';
import { noPlainFile, tooLarge } from '../shared/small-file.ts';
import { told } from '../shared/told.ts';
import { type OpenDirectory, openBelow, realRoot } from './local-directory.ts';
import { eraseLocally } from './local-erase.ts';
import { installLocally } from './local-install.ts';
import { restoreLocally } from './local-restore.ts';
import { retireLocally } from './local-retire.ts';
import { rootTrouble } from './local-root.ts';
import { sweepLocally } from './local-sweep.ts';
import { createLocally, removeLocally, replaceLocally } from './local-write.ts';

/** Single files below a root of this host. Parents are held open while names in them are used; no link is followed there. */
export function localFiles(endpoint: LocalEndpoint, tools: Tools): FileAccess {
  return {
    read: (path, ceiling) => readFile({ endpoint, path }, ceiling, tools),
    create: (path, content) => createLocally({ endpoint, path }, content, tools),
    replace: (path, content, fence) => replaceLocally({ endpoint, path }, { content, fence }, tools),
    remove: (path, fence) => removeLocally({ endpoint, path }, fence, tools),
    retire: (path, entries, into, fence) => retireLocally({ place: { endpoint, path }, entries, fence, tools }, into),
    install: (path, exchange, fence) => installLocally({ place: { endpoint, path }, fence, tools }, exchange),
    restore: (path, entries, from, fence) => restoreLocally({ place: { endpoint, path }, entries, fence, tools }, from),
    erase: (path, fence) =>
      told(tools, { what: 'remove', at: { endpoint, path } }, () => eraseLocally({ endpoint, path }, fence)),
    sweep: (path) => sweepLocally({ endpoint, path }, tools),
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
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(parent.at(nameOf(place.path)), flags).catch((error: unknown) => {
    // A link, a socket.
    if (errorWord(error) === 'ELOOP' || errorWord(error) === 'ENXIO') return undefined;
    throw error;
  });
  if (file === undefined) return err(noPlainFile(showLocation(place)));
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
