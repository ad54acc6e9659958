import type { PathBytes } from '../../lib/path-bytes.ts';
import { ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import type { DigestAlgorithm } from '../../model/inventory.ts';
import type { FileToRead, Reading, RsyncAddress } from '../endpoint.ts';
import { rsyncDigests } from '../rsync/rsync-digests.ts';
import { NO_DIGESTS } from '../shared/nothing-found.ts';
import { readingCost } from '../shared/share-out.ts';
import { hashApart } from './hash-apart.ts';
import { hashHere } from './hash-here.ts';
import type { Hashing } from './hashing.ts';
import { inLanes, WORTH_A_PROCESS } from './in-lanes.ts';
import { inListed, type LocalPlace } from './listed-directory.ts';

/** What can be computed of a file of this host; rsync does the last. */
export const LOCAL_ALGORITHMS: ReadonlySet<DigestAlgorithm> = new Set(['md5', 'sha256', 'xxh128']);

/** More files than this are not read here either: each of them makes several turns through the event loop. */
const FEW_FILES = 100;

/** `digests` of the driver interface. Each file is opened through held directories, and on several cores at once when there is much to read. */
export async function localDigests(
  place: LocalPlace,
  { files, reading }: { readonly files: readonly FileToRead[]; readonly reading: Reading },
  tools: Tools,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure>> {
  if (files.length === 0) return ok(NO_DIGESTS);
  return inListed({ place, tools }, NO_DIGESTS, (directory) => {
    const hashing: Hashing = { place, directory, reading, read: totals(reading) };
    if (reading.algorithm === 'xxh128') return byRsync(hashing, files, tools);
    const isLittle = files.length <= FEW_FILES && readingCost(files) <= WORTH_A_PROCESS;
    // Only a process of its own can read past the cache.
    if (isLittle && reading.cache === 'keep') return hashHere(hashing, files, tools);
    const { algorithm } = reading;
    return together(files, (share) => hashApart(hashing, { algorithm, files: share }, tools));
  });
}

/** rsync reads through a cache: where it is to read the disk, the cache is emptied first. */
async function byRsync(
  hashing: Hashing,
  files: readonly FileToRead[],
  tools: Tools,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure>> {
  const { place, directory, reading } = hashing;
  const address: RsyncAddress = { argument: './', options: [], env: {}, side: 'local' };
  return together(files, async (share) => {
    if (reading.cache === 'drop') {
      const dropped = await hashApart({ ...hashing, read: () => {} }, { algorithm: 'none', files: share }, tools);
      if (!dropped.ok) return dropped;
    }
    const lane = { ...reading, progress: steps(hashing.read) };
    const read = await rsyncDigests({ ...place, address, cwd: directory.forOthers }, { files: share, reading: lane }, tools);
    return read === 'absent' ? ok(NO_DIGESTS) : read;
  });
}

async function together(
  files: readonly FileToRead[],
  work: (share: readonly FileToRead[]) => Promise<Result<ReadonlyMap<PathBytes, string>, Failure>>,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure>> {
  const digests = new Map<PathBytes, string>();
  for (const answer of await inLanes(files, work)) {
    if (!answer.ok) return answer;
    for (const [path, digest] of answer.value) digests.set(path, digest);
  }
  return ok(digests);
}

/** Steps of any lane into what was read in all. */
function totals({ progress }: Reading): Hashing['read'] {
  let [files, bytes] = [0, 0];
  return (moreFiles, moreBytes) => {
    files += moreFiles;
    bytes += moreBytes;
    progress?.(files, bytes);
  };
}

/** What one lane has read so far into steps. */
function steps(read: Hashing['read']): (files: number, bytes: number) => void {
  let [files, bytes] = [0, 0];
  return (nowFiles, nowBytes) => {
    read(nowFiles - files, nowBytes - bytes);
    [files, bytes] = [nowFiles, nowBytes];
  };
}
