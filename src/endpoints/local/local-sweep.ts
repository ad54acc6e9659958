import type { Buffer } from 'node:buffer';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { fromText, joinPath, type PathBytes, ROOT, staysInside } from '../../lib/path-bytes.ts';
import { readRegularFile } from '../../lib/read-regular-file.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { isRunning } from '../../lib/this-process.ts';
import type { Tools } from '../../lib/tools.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import { LEASE_CEILING } from '../shared/fence.ts';
import { errorWord, forbiddenPath, writeFailure } from '../shared/file-failure.ts';
import { CLAIM_NAME, leaseOwner } from '../shared/lease-owner.ts';
import { isLeftBehind, isTemporary } from '../shared/temporary.ts';
import { told } from '../shared/told.ts';
import { type OpenDirectory, openBelow, realRoot } from './local-directory.ts';
import { rootTrouble } from './local-root.ts';

interface LocalPlace {
  readonly endpoint: LocalEndpoint;
  readonly path: PathBytes;
}

/** `sweep` of the driver interface, for this host. */
export async function sweepLocally(place: LocalPlace, tools: Tools): Promise<Result<void, Failure>> {
  const { endpoint, path } = place;
  if (path !== ROOT && !staysInside(path)) return err(forbiddenPath(showLocation(place)));
  const missing = await rootTrouble(endpoint);
  if (missing !== undefined) return err(missing);
  try {
    const directory = await openBelow(await realRoot(endpoint.root), path, 'fail');
    try {
      await sweepIn(directory, place, tools);
    } finally {
      await directory.close();
    }
    return ok(undefined);
  } catch (error) {
    return err(writeFailure(error, showLocation(place)));
  }
}

/** The same in a directory that is open already. */
export async function sweepIn(directory: OpenDirectory, place: LocalPlace, tools: Tools): Promise<void> {
  const names = await readdir(directory.at(fromText('.')), { encoding: 'latin1' }).catch(nothing);
  for (const name of (names ?? []).filter((it) => isTemporary(it) || CLAIM_NAME.test(it))) {
    const path = directory.at(fromText(name));
    const isGone = await isLeft(path, name, tools.now()).catch(nothing);
    const at = { endpoint: place.endpoint, path: joinPath(place.path, fromText(name)) };
    if (isGone === true) await told(tools, { what: 'remove', at }, () => unlink(path)).catch(nothing);
  }
}

async function isLeft(path: Buffer, name: string, now: number): Promise<boolean> {
  const stats = await lstat(path);
  if (!stats.isFile()) return false;
  return isTemporary(name) ? isLeftBehind(name, { mtimeMs: stats.mtimeMs, now }) : isOfDeadOwner(path.toString('latin1'));
}

function isOfDeadOwner(claim: string): boolean {
  const read = readRegularFile(claim, LEASE_CEILING);
  const owner = read.ok ? leaseOwner(read.value.toString('utf8')) : undefined;
  return owner !== undefined && isRunning(owner) === false;
}

/** For a catch: lets what the system refuses pass. */
function nothing(error: unknown): undefined {
  if (errorWord(error) === undefined) throw error;
  return undefined;
}
