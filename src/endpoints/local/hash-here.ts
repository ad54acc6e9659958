import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { joinPath, type PathBytes, ROOT } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { FileToRead } from '../endpoint.ts';
import { byParent } from '../shared/by-parent.ts';
import { endedFailure } from '../shared/ended-failure.ts';
import { errorWord } from '../shared/file-failure.ts';
import { readingLimits } from '../shared/reading-limits.ts';
import { splitPath } from '../shared/split-path.ts';
import type { Hashing } from './hashing.ts';
import { again, enter, type OpenDirectory } from './local-directory.ts';
import { unlessStalled } from './unless-stalled.ts';

const CHUNK = 1024 * 1024;
// O_NONBLOCK: a pipe in its place must not hold us.
const FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Digests of a few small files, read by this process: another one would take longer to start. */
export async function hashHere(
  hashing: Hashing,
  files: readonly FileToRead[],
  tools: Tools,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure>> {
  const { place, directory, reading } = hashing;
  const limits = readingLimits(place.endpoint, { files, tells: 'each-step' }, tools.limits);
  const digests = new Map<PathBytes, string>();
  let current: PathBytes | undefined;
  const waited = await unlessStalled({ limits, signal: tools.signal }, async (tick, isOver) => {
    for (const { parent, members } of byParent(files, ({ path }) => path, Number.POSITIVE_INFINITY)) {
      const within = await enter(await again(directory), splitPath(parent), 'fail').catch(refused);
      for (const { name, item } of members) {
        if (isOver()) break;
        current = item.path;
        const read = (bytes: number): void => {
          tick();
          hashing.read(0, bytes);
        };
        const digest = within === undefined ? undefined : await digestIn(within, name, { algorithm: reading.algorithm, read });
        if (digest !== undefined) digests.set(item.path, digest);
        tick();
        hashing.read(1, 0);
      }
      await within?.close();
      if (isOver()) break;
    }
  });
  if (waited.status === 'done') return ok(digests);
  return err(endedFailure(waited, `reading ${showLocation({ ...place, path: joinPath(place.path, current ?? ROOT) })}`));
}

interface Sum {
  readonly algorithm: string;
  readonly read: (bytes: number) => void;
}

async function digestIn(directory: OpenDirectory, name: PathBytes, sum: Sum): Promise<string | undefined> {
  const file = await open(directory.at(name), FILE).catch(refused);
  if (file === undefined) return undefined;
  try {
    return (await file.stat()).isFile() ? await digestOf(file, sum) : undefined;
  } catch (error) {
    return refused(error);
  } finally {
    await file.close();
  }
}

async function digestOf(file: FileHandle, { algorithm, read }: Sum): Promise<string> {
  const hash = createHash(algorithm);
  const chunk = Buffer.allocUnsafe(CHUNK);
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(chunk.subarray(0, bytesRead));
    read(bytesRead);
  }
}

/** For a catch: what the system refuses has no digest. */
function refused(error: unknown): undefined {
  if (errorWord(error) === undefined) throw error;
  return undefined;
}
