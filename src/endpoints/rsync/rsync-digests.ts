import type { Buffer } from 'node:buffer';
import { rm } from 'node:fs/promises';
import { decodeRsyncName } from '../../inventory/rsync-name.ts';
import { latin1Lines } from '../../lib/latin1-lines.ts';
import { fromLatin1, type PathBytes } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import type { DigestAlgorithm } from '../../model/inventory.ts';
import { showLocation, showPath } from '../../model/names.ts';
import type { FileToRead, Reading, RsyncAddress } from '../endpoint.ts';
import { digestUnavailable } from '../shared/digest-unavailable.ts';
import { takeListing } from '../shared/listing-file.ts';
import { readingLimits } from '../shared/reading-limits.ts';
import { emptyDirectory } from '../shared/scratch.ts';
import { runsOf } from '../shared/share-out.ts';
import { filesFrom } from './files-from.ts';
import { isBelow, withParents } from './named-list.ts';
import { enteringTrouble, type RsyncPlace } from './rsync-list.ts';

/** What rsync computes. */
export const RSYNC_ALGORITHMS: ReadonlySet<DigestAlgorithm> = new Set(['md5', 'xxh128']);

/** One rsync says nothing until it has read all: so much at a time is what progress can be told of. */
const RUN = { bytes: 4 * 1024 ** 3, files: 20_000 };

/**
 * What rsync is given to hash named files where they are: a dry run (-n) against an empty directory, so that nothing is
 * moved; --checksum makes the far side read them; the names come NUL-ended on stdin; --dirs without -r, since the list is
 * complete; -l so that links are not reported as skipped; --no-implied-dirs, so that a directory is reported as what it is.
 */
export function digestArguments(
  address: RsyncAddress,
  algorithm: DigestAlgorithm,
  { from, empty }: { readonly from: string; readonly empty: string },
): readonly string[] {
  return [
    '-n',
    '-l',
    '--dirs',
    '--no-implied-dirs',
    '--checksum',
    `--checksum-choice=${algorithm}`,
    '--from0',
    '--files-from=-',
    '--out-format=%i|%C|%n',
    ...address.options,
    from,
    empty,
  ];
}

/**
 * Digests of the named files at a place, as they are read there now. Those that cannot be read, are no files, or are behind a link are
 * left out. `absent`: the directory itself is not there. rsync has no way to drop what the system keeps in memory.
 */
export async function rsyncDigests(
  place: RsyncPlace,
  { files, reading }: { readonly files: readonly FileToRead[]; readonly reading: Reading },
  tools: Tools,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure> | 'absent'> {
  if (!RSYNC_ALGORITHMS.has(reading.algorithm)) return err(digestUnavailable(place.endpoint.name, reading.algorithm));
  const digests = new Map<PathBytes, string>();
  let [done, bytes] = [0, 0];
  for (const run of runsOf(files, RUN)) {
    const read = await readRun(place, { files: run, algorithm: reading.algorithm }, tools);
    if (read === 'absent' || !read.ok) return read;
    for (const [path, digest] of read.value) digests.set(path, digest);
    done += run.length;
    bytes += run.reduce((sum, { size }) => sum + size, 0);
    reading.progress?.(done, bytes);
  }
  return ok(digests);
}

async function readRun(
  place: RsyncPlace,
  { files, algorithm }: { readonly files: readonly FileToRead[]; readonly algorithm: DigestAlgorithm },
  tools: Tools,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure> | 'absent'> {
  const asked = new Set(files.map(({ path }) => path));
  const { argument, input } = filesFrom(place.address, withParents(asked));
  const empty = await emptyDirectory(tools);
  const printed = await takeListing(
    {
      program: 'rsync',
      args: digestArguments(place.address, algorithm, { from: argument, empty }),
      env: place.address.env,
      ...(place.cwd === undefined ? {} : { cwd: place.cwd }),
      input,
      limits: readingLimits(place.endpoint, { files, tells: 'only-at-the-end' }, tools.limits),
    },
    `rsync reading ${whatOf(place, files)}`,
    tools,
  );
  await rm(empty, { recursive: true, force: true });
  if (!printed.ok) return printed;
  const { raw, ending } = printed.value;
  if (ending.code !== 0 && /unknown checksum name/.test(ending.stderr))
    return err(digestUnavailable(place.endpoint.name, algorithm));
  // That some could not be read is no trouble: the others' digests stand.
  const trouble = enteringTrouble(ending, place);
  if (trouble === 'absent') return trouble;
  return trouble === undefined ? ok(digestsIn(raw, asked)) : err(trouble);
}

const FILE = /^>f[^|]*\|([0-9a-f]{32})\|(.+)$/s;
const DIRECTORY = /^.d[^|]*\|[^|]*\|(.+)\/$/s;

/** rsync's digest of a file that it could not open. */
const UNREAD = '0'.repeat(32);

function digestsIn(raw: Buffer, asked: ReadonlySet<PathBytes>): ReadonlyMap<PathBytes, string> {
  const digests = new Map<PathBytes, string>();
  const directories = new Set<PathBytes>();
  for (const line of latin1Lines(raw)) {
    const [, digest = UNREAD, name = ''] = FILE.exec(line) ?? [];
    const directory = DIRECTORY.exec(line)?.[1];
    if (digest !== UNREAD) digests.set(decodeRsyncName(name), digest);
    else if (directory !== undefined) directories.add(fromLatin1(decodeRsyncName(directory)));
  }
  return new Map([...digests].filter(([path]) => asked.has(path) && isBelow(path, directories)));
}

function whatOf(place: RsyncPlace, files: readonly FileToRead[]): string {
  const [first] = files;
  if (first === undefined || files.length > 1) return showLocation(place);
  return `${showLocation(place)}: ${showPath(first.path)}`;
}
