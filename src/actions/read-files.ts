import type { FileToRead } from '../endpoints/endpoint.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import { ok, type Result } from '../lib/result.ts';
import type { ActionOf } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { RunContext } from './runner.ts';

/** What a file was read to hold, and the heads of its records at both ends as it looked right after, where that was seen on the way. */
export interface FileRead {
  readonly digest: string;
  readonly to?: string | undefined;
  readonly from?: string | undefined;
}

/** Reads files at the place of a reading, but for those that were read back already when they arrived. */
export async function readFiles(
  { to, reading }: ActionOf<'verify'>,
  files: readonly FileToRead[],
  context: RunContext,
): Promise<Result<Map<PathBytes, FileRead>, Failure>> {
  const { algorithm, why } = reading;
  const read = new Map<PathBytes, FileRead>();
  const unread: FileToRead[] = [];
  let bytes = 0;
  for (const file of files) {
    const flown = why === 'Moved' ? context.inFlight.get(file.path) : undefined;
    if (flown?.arrived === undefined || flown.algorithm !== algorithm) {
      unread.push(file);
      continue;
    }
    read.set(file.path, flown.arrived);
    bytes += file.size;
  }
  const done = read.size;
  context.progress(done, bytes);
  const looks = new Map<PathBytes, string>();
  const digests = await context.driver(to.endpoint).digests(to.path, unread, {
    algorithm,
    cache: why === 'Moved' ? 'keep' : 'drop',
    progress: (more, moreBytes) => context.progress(done + more, bytes + moreBytes),
    looked: (path, head) => looks.set(path, head),
  });
  if (!digests.ok) return digests;
  for (const [path, digest] of digests.value) read.set(path, { digest, to: looks.get(path) });
  return ok(read);
}
