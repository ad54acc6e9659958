import { latin1Lines } from '../../lib/latin1-lines.ts';
import { type PathBytes, utf8Of } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import type { DigestAlgorithm } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { FileToRead, Reading } from '../endpoint.ts';
import { rsyncDigests } from '../rsync/rsync-digests.ts';
import { byParent, type Named, type Siblings } from '../shared/by-parent.ts';
import { notUtf8 } from '../shared/not-utf8.ts';
import { readingLimits } from '../shared/reading-limits.ts';
import { tailing } from '../shared/tailing.ts';
import { runInGroups, wordLines } from './far-groups.ts';
import type { FarPlace } from './far-tree.ts';
import { shellQuote } from './shell-quote.ts';
import { sshAddress } from './ssh-address.ts';
import { sshEntries } from './ssh-entries.ts';
import { progressOf, sumReader } from './sum-lines.ts';

/** What can be computed at the far side; rsync does the last. */
export const SSH_ALGORITHMS: ReadonlySet<DigestAlgorithm> = new Set(['md5', 'sha256', 'xxh128']);

/** Files of one directory that one find looks at. */
const TOGETHER = 1000;

/** `digests` of the driver interface, at the far side: by md5sum or sha256sum there, or by its rsync. */
export async function sshDigests(
  place: FarPlace,
  { files, reading }: { readonly files: readonly FileToRead[]; readonly reading: Reading },
  tools: Tools,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure>> {
  if (files.length === 0) return ok(new Map());
  const { algorithm, cache } = reading;
  if (algorithm !== 'xxh128') return sumThere(place, { files, sum: { program: `${algorithm}sum`, cache }, reading }, tools);
  if (utf8Of(place.path) === undefined) return err(notUtf8(showLocation(place)));
  // rsync reads through a cache: where it is to read the disk, the cache is emptied first.
  const dropped = cache === 'drop' ? await sumThere(place, { files, sum: { program: undefined, cache } }, tools) : ok(undefined);
  if (!dropped.ok) return dropped;
  const address = sshAddress(place.endpoint, place.path);
  const read = await rsyncDigests({ ...place, address }, { files, reading }, tools);
  if (read !== 'absent') return read;
  // rsync does not tell whether it is the root that is missing: a look does.
  const looked = await sshEntries(place, [], tools);
  return looked.ok ? ok(new Map()) : looked;
}

/** What is done with each file; without a program only the cache is dropped. */
interface Sum {
  readonly program: string | undefined;
  readonly cache: Reading['cache'];
}

async function sumThere(
  place: FarPlace,
  { files, sum, reading }: { readonly files: readonly FileToRead[]; readonly sum: Sum; readonly reading?: Reading },
  tools: Tools,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure>> {
  const groups = byParent(files, ({ path }) => path, TOGETHER);
  const limits = readingLimits(place.endpoint, { files, tells: 'each-file' }, tools.limits);
  const printed = await runInGroups(
    place,
    { groups, end: '\\n', functions: functionsFor(sum), needed: neededFor(sum), linesOf: (group) => linesOf(group, sum) },
    tailing({ ...tools, limits }, progressOf(groups, reading?.progress)),
  );
  if (!printed.ok) return printed;
  const digests = new Map<PathBytes, string>();
  if (printed.value === 'absent') return ok(digests);
  const take = sumReader(groups, ({ path }, digest) => digests.set(path, digest));
  for (const part of printed.value) for (const line of latin1Lines(part)) take(line);
  return ok(digests);
}

function neededFor({ program }: Sum): readonly string[] {
  return ['find . -maxdepth 0 -exec true {} +', ...(program === undefined ? [] : [`${program} </dev/null`])];
}

/** `one N NAME`: a file whose name md5sum would print in a form of its own, read from stdin instead. */
function functionsFor({ program, cache }: Sum): readonly string[] {
  const drop = cache === 'drop' ? ['dd if="$2" iflag=nocache count=0 status=none 2>/dev/null'] : [];
  const sum = program === undefined ? [] : [`said=$(${program} 2>/dev/null <"$2") && printf '= %s %s\\n' "$1" "\${said%% *}"`];
  return ['one() {', '[ -f "$2" ] && [ ! -L "$2" ] || return 0', ...drop, ...sum, '}'];
}

/** find says what is a file itself; no name is followed. What one read refuses does not stop the others. */
function linesOf({ members }: Siblings<FileToRead>, { program, cache }: Sum): readonly string[] {
  const drop = cache === 'drop' ? ' \\( -exec dd if={} iflag=nocache count=0 status=none \\; -o -true \\)' : '';
  const sum = program === undefined ? '' : ` -exec ${program} -- {} +`;
  const plain = wordLines(members.filter(isPlain).map(({ name }) => name));
  const odd = members.flatMap((member, position) =>
    isPlain(member) ? [] : [`one ${position} ${shellQuote(`./${member.name}`)}`],
  );
  return [...plain.map((words) => `find${words} -maxdepth 0 -type f${drop}${sum} 2>/dev/null`), ...odd];
}

/** False for a name that is printed otherwise than it is. */
function isPlain({ name }: Named<FileToRead>): boolean {
  return !/[\\\n\r]/.test(name);
}
