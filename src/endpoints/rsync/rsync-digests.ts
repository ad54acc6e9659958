import type { Buffer } from 'node:buffer';
import { rm } from 'node:fs/promises';
import { decodeRsyncName } from '../../inventory/rsync-name.ts';
import { latin1Lines } from '../../lib/latin1-lines.ts';
import type { PathBytes } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Location } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { RsyncAddress } from '../endpoint.ts';
import { takeListing } from '../shared/listing-file.ts';
import { emptyDirectory } from '../shared/scratch.ts';
import { filesFrom } from './files-from.ts';
import { rsyncFailure } from './rsync-failure.ts';

/**
 * What rsync is given to hash named files where they are: a dry run (-n) against an empty directory, so that nothing is
 * moved; --checksum makes the far side read them; the names come NUL-ended on stdin; --dirs without -r, since the list is
 * complete; -l so that links are not reported as skipped.
 */
export function digestArguments(address: RsyncAddress, from: string, empty: string): readonly string[] {
  return [
    '-n',
    '-l',
    '--dirs',
    '--checksum',
    '--checksum-choice=md5',
    '--from0',
    '--files-from=-',
    '--out-format=%i|%C|%n',
    ...address.options,
    from,
    empty,
  ];
}

const LINE = /^>f[^|]*\|([0-9a-f]{32})\|(.+)$/s;

/** rsync's digest of a file that it could not open. */
const UNREAD = '0'.repeat(32);

/** md5 of the named files at a place, as they are read there now. Those that cannot be read, or are no files, are left out. */
export async function rsyncDigests(
  place: Location & { readonly address: RsyncAddress },
  names: readonly PathBytes[],
  tools: Tools,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure>> {
  if (names.length === 0) return ok(new Map());
  const empty = await emptyDirectory(tools);
  const { argument, input } = filesFrom(place.address, names);
  const printed = await takeListing(
    {
      program: 'rsync',
      args: digestArguments(place.address, argument, empty),
      env: place.address.env,
      input,
      // A single large file is read without a word: only the whole has a limit.
      limits: { idleMs: tools.limits.deadlineMs, deadlineMs: tools.limits.deadlineMs },
    },
    `rsync reading ${showLocation(place)}`,
    tools,
  );
  await rm(empty, { recursive: true, force: true });
  if (!printed.ok) return printed;
  const { raw, ending } = printed.value;
  // 23 and 24: some could not be read; the others' digests stand.
  if (ending.code !== 0 && ending.code !== 23 && ending.code !== 24) return err(rsyncFailure(ending, { from: place }));
  return ok(digestsIn(raw));
}

function digestsIn(raw: Buffer): ReadonlyMap<PathBytes, string> {
  const digests = new Map<PathBytes, string>();
  for (const line of latin1Lines(raw)) {
    const match = LINE.exec(line);
    const [, digest = UNREAD, name = ''] = match ?? [];
    if (digest !== UNREAD) digests.set(decodeRsyncName(name), digest);
  }
  return digests;
}
