import { rm } from 'node:fs/promises';
import { RSYNC_LISTING_FORMAT, rsyncEntry, rsyncGap } from '../../inventory/from-rsync.ts';
import { newInventoryBuilder } from '../../inventory/records.ts';
import { latin1Lines } from '../../lib/latin1-lines.ts';
import { type PathBytes, parentOf } from '../../lib/path-bytes.ts';
import { STDERR_KEPT } from '../../lib/process-sink.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import type { FileEntry, Gap, Inventory } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { RsyncAddress } from '../endpoint.ts';
import { takeListing } from '../shared/listing-file.ts';
import { readingLimits } from '../shared/reading-limits.ts';
import { emptyDirectory } from '../shared/scratch.ts';
import { filesFrom } from './files-from.ts';
import { isBelow, withParents } from './named-list.ts';
import { gapsOf, type RsyncComplaint, rsyncComplaints } from './rsync-complaints.ts';
import { enteringTrouble, type RsyncPlace } from './rsync-list.ts';

/** What rsync is given to look at named entries: the dry run of a listing, of these names alone. */
export function entriesArguments(
  address: RsyncAddress,
  { from, empty }: { readonly from: string; readonly empty: string },
): readonly string[] {
  return [
    '-n',
    '-l',
    '-D',
    '--dirs',
    '--no-implied-dirs',
    '--from0',
    '--files-from=-',
    `--out-format=${RSYNC_LISTING_FORMAT}`,
    ...address.options,
    from,
    empty,
  ];
}

/** `entries` of the driver interface, with rsync alone. `absent`: the directory itself is not there. */
export async function rsyncEntries(
  place: RsyncPlace,
  names: readonly PathBytes[],
  tools: Tools,
): Promise<Result<Inventory, Failure> | 'absent'> {
  const first = await look(place, withParents(names), tools);
  if (first === 'absent' || !first.ok) return first;
  const asked = new Set(names);
  // A link is not reported while a name behind it is asked for as well.
  const second = await look(place, unreportedParents(asked, first.value.entries), tools);
  if (second === 'absent' || !second.ok) return second;
  const entries = new Map([...first.value.entries, ...second.value.entries]);
  const directories = new Set([...entries.values()].filter(({ type }) => type === 'directory').map(({ path }) => path));
  const builder = newInventoryBuilder('s');
  for (const name of asked) {
    const entry = entries.get(name);
    if (entry !== undefined && isBelow(name, directories)) builder.add(entry);
  }
  return ok(builder.finish([...first.value.gaps, ...second.value.gaps]));
}

/** The asked names that lead to others and were not reported; of those that lead to each other the outermost. */
function unreportedParents(asked: ReadonlySet<PathBytes>, found: ReadonlyMap<PathBytes, FileEntry>): readonly PathBytes[] {
  const parents = new Set([...asked].map(parentOf));
  const unreported = new Set([...asked].filter((name) => parents.has(name) && !found.has(name)));
  const isOutermost = (name: PathBytes): boolean =>
    name === '' || (!unreported.has(parentOf(name)) && isOutermost(parentOf(name)));
  return [...unreported].filter(isOutermost);
}

interface Looked {
  readonly entries: ReadonlyMap<PathBytes, FileEntry>;
  readonly gaps: readonly Gap[];
}

async function look(place: RsyncPlace, names: readonly PathBytes[], tools: Tools): Promise<Result<Looked, Failure> | 'absent'> {
  if (names.length === 0) return ok({ entries: new Map(), gaps: [] });
  const { argument, input } = filesFrom(place.address, names);
  const empty = await emptyDirectory(tools);
  const printed = await takeListing(
    {
      program: 'rsync',
      args: entriesArguments(place.address, { from: argument, empty }),
      env: place.address.env,
      input,
      limits: readingLimits(
        place.endpoint,
        { files: names.map((path) => ({ path, size: 0 })), tells: 'only-at-the-end' },
        tools.limits,
      ),
    },
    `rsync looking at ${showLocation(place)}`,
    tools,
  );
  await rm(empty, { recursive: true, force: true });
  if (!printed.ok) return printed;
  const { raw, ending } = printed.value;
  const trouble = enteringTrouble(ending, place);
  if (trouble === 'absent') return 'absent';
  if (trouble !== undefined) return err(trouble);
  const entries = new Map<PathBytes, FileEntry>();
  const gaps = [...gapsOf(ending.code === 23 ? seriousOf(ending.stderr, place) : [], place)];
  for (const line of latin1Lines(raw)) {
    const entry = rsyncEntry(line);
    if (entry === undefined) gaps.push(rsyncGap(line));
    else entries.set(entry.path, entry);
  }
  return ok({ entries, gaps });
}

/** What could not be looked at for another reason than that it is not there. */
function seriousOf(stderr: string, place: RsyncPlace): readonly RsyncComplaint[] {
  const complaints = rsyncComplaints(stderr, place);
  const serious = complaints.filter(({ reason }) => !NOT_THERE.has(reason));
  const unsaid = complaints.length === 0 || stderr.length >= STDERR_KEPT;
  return unsaid ? [...serious, { path: undefined, entering: false, reason: 'rsync ended with 23' }] : serious;
}

const NOT_THERE: ReadonlySet<string> = new Set([
  'No such file or directory',
  'Not a directory',
  'Too many levels of symbolic links',
]);
