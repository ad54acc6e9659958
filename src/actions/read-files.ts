import type { FileToRead } from '../endpoints/endpoint.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import { ok, type Result } from '../lib/result.ts';
import type { ActionOf } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { RunContext } from './runner.ts';

/** What files were read to hold, and the heads of their records at both ends as they looked right after, where that was seen on the way. */
export interface FilesRead {
  readonly found: Map<PathBytes, string>;
  readonly looks: { readonly to: Map<PathBytes, string>; readonly from: Map<PathBytes, string> };
}

/** Reads files at the place of a reading, but for those that were read back already when they arrived. */
export async function readFiles(
  { to, reading }: ActionOf<'verify'>,
  files: readonly FileToRead[],
  context: RunContext,
): Promise<Result<FilesRead, Failure>> {
  const { algorithm, why } = reading;
  const found = new Map<PathBytes, string>();
  const looks: FilesRead['looks'] = { to: new Map(), from: new Map() };
  const unread: FileToRead[] = [];
  let bytes = 0;
  for (const file of files) {
    const flown = why === 'Moved' ? context.inFlight.get(file.path) : undefined;
    if (flown?.arrived === undefined || flown.algorithm !== algorithm) {
      unread.push(file);
      continue;
    }
    found.set(file.path, flown.arrived.digest);
    looks.to.set(file.path, flown.arrived.to);
    looks.from.set(file.path, flown.arrived.from);
    bytes += file.size;
  }
  const done = found.size;
  context.progress(done, bytes);
  const read = await context.driver(to.endpoint).digests(to.path, unread, {
    algorithm,
    cache: why === 'Moved' ? 'keep' : 'drop',
    progress: (more, moreBytes) => context.progress(done + more, bytes + moreBytes),
    looked: (path, head) => looks.to.set(path, head),
  });
  if (!read.ok) return read;
  for (const [path, digest] of read.value) found.set(path, digest);
  return ok({ found, looks });
}
