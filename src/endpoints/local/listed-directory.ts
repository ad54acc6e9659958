import { Buffer } from 'node:buffer';
import { realpath } from 'node:fs/promises';
import { joinPath, type PathBytes, ROOT, staysInside } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import { endedFailure } from '../shared/ended-failure.ts';
import { errorWord, forbiddenPath, readFailure } from '../shared/file-failure.ts';
import { noDirectory } from '../shared/no-directory.ts';
import { splitDeclared } from '../shared/split-path.ts';
import { type OpenDirectory, openBelow } from './local-directory.ts';
import { rootTrouble } from './local-root.ts';
import { unlessStalled } from './unless-stalled.ts';

/** A tree of this host. */
export interface LocalPlace {
  readonly endpoint: LocalEndpoint;
  readonly path: PathBytes;
}

/**
 * Works in the directory that `list` lists, held open: the links on the way to it are the administrator's; from the first name of ours
 * on none is passed. `absent` is the answer where it is not there, below a root that is. A disk that does not answer is not waited for beyond the limits.
 */
export async function inListed<T>(
  { place, tools }: { readonly place: LocalPlace; readonly tools: Tools },
  absent: T,
  work: (directory: OpenDirectory) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  if (place.path !== ROOT && !staysInside(place.path)) return err(forbiddenPath(showLocation(place)));
  const waited = await unlessStalled(tools, (_, isOver) => openListed(place, isOver));
  if (waited.status === 'ended') return err(endedFailure(waited, `opening ${showLocation(place)}`));
  const opened = waited.value;
  if (opened === 'absent') return ok(absent);
  if (!opened.ok) return opened;
  try {
    return await work(opened.value);
  } finally {
    await opened.value.close();
  }
}

async function openListed(place: LocalPlace, isOver: () => boolean): Promise<Result<OpenDirectory, Failure> | 'absent'> {
  const missing = await rootTrouble(place.endpoint);
  if (missing !== undefined) return err(missing);
  const { declared, ours } = splitDeclared(place.path);
  const names = declared.map((part) => `/${part}`).join('');
  const path = Buffer.concat([Buffer.from(place.endpoint.root), Buffer.from(names, 'latin1')]);
  try {
    const directory = await openBelow(await realpath(path, { encoding: 'buffer' }), ours.reduce(joinPath, ROOT), 'fail');
    // It came too late for whoever asked.
    if (isOver()) await directory.close();
    return ok(directory);
  } catch (error) {
    const word = errorWord(error);
    if (word === 'ENOENT') return 'absent';
    return err(word === 'ENOTDIR' ? noDirectory(showLocation(place)) : readFailure(error, showLocation(place)));
  }
}
