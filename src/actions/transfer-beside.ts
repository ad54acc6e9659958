import type { EndpointDriver } from '../endpoints/endpoint.ts';
import { PARTIAL } from '../endpoints/shared/partial.ts';
import { entriesOf, select } from '../inventory/records.ts';
import { fromText, joinPath, type PathBytes } from '../lib/path-bytes.ts';
import type { ActionOf, TransferWay } from '../model/action.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { FileEntry } from '../model/inventory.ts';
import { showLocation, showPath } from '../model/names.ts';
import { freeBin } from './bins.ts';
import { moveEntries } from './move.ts';
import type { Moved } from './move-stream.ts';
import type { InFlight, RunContext } from './runner.ts';
import { type Suspects, suspectSource } from './suspect-source.ts';
import { unkept } from './unkept.ts';

/** A transfer that takes the place of something. */
export interface Beside {
  readonly action: ActionOf<'transfer'>;
  readonly way: Exclude<TransferWay, { readonly type: 'Add' }>;
  readonly algorithm: InFlight['algorithm'];
  /** Milliseconds since 1970. */
  readonly began: number;
}

/**
 * Brings entries beside what they are to replace, reads them back there, compares them with what came in flight (a repair also with what
 * was proven once), looks whether they can have their size and time there, and only then puts each in its place; predecessors go to the trash, corrupt ones to quarantine.
 */
export async function transferBeside(beside: Beside, context: RunContext): Promise<Failure | undefined> {
  const { action, algorithm } = beside;
  const driver = context.driver(action.to.endpoint);
  if (driver.files === undefined) return transferOver(beside, context);
  const staged: Location = { ...action.to, path: joinPath(action.to.path, joinPath(PARTIAL, fromText(`staged-${action.id}`))) };
  const place = await context.prepare(staged);
  if (!place.ok) return place.error;
  const moved = await moveEntries(
    { from: action.from, to: staged, place: place.value, entries: action.entries, algorithm },
    context,
  );
  const arrived = [...entriesOf(action.entries)].filter((entry) => moved.digests.has(entry.path));
  const checked = await goodOnes(beside, { staged, arrived, moved }, context);
  const odd = await unkept(action, { staged, paths: checked.good }, context);
  const good = new Set(odd.ok ? [...checked.good].filter((path) => !odd.value.paths.has(path)) : []);
  const failure = moved.failure ?? checked.failure ?? (odd.ok ? odd.value.failure : odd.error);
  const installed = await install(beside, { driver, staged, good }, context);
  // An interrupted transfer goes on there; anything else is of no use any more.
  if (moved.failure === undefined) await driver.files.erase(staged.path, context.lease?.fence);
  if (installed !== undefined) return installed;
  for (const path of good) {
    const digest = moved.digests.get(path);
    if (digest !== undefined) context.inFlight.set(path, { algorithm, digest });
  }
  return failure;
}

const NO_SUSPECTS: Suspects = { paths: new Set() };

interface Arrived {
  readonly staged: Location;
  readonly arrived: readonly FileEntry[];
  readonly moved: Moved;
}

/** Which of the files that arrived hold what they should, and why not all do. */
async function goodOnes(
  { action, way, algorithm }: Beside,
  { staged, arrived, moved }: Arrived,
  context: RunContext,
): Promise<{ readonly good: ReadonlySet<PathBytes>; readonly failure?: Failure }> {
  const unread = arrived.filter(({ path }) => moved.arrived?.has(path) !== true);
  const read = await context.driver(staged.endpoint).digests(staged.path, unread, { algorithm, cache: 'keep' });
  if (!read.ok) return { good: new Set(), failure: read.error };
  const isWhole = ({ path }: FileEntry): boolean =>
    (moved.arrived?.get(path)?.digest ?? read.value.get(path)) === moved.digests.get(path);
  const damaged = arrived.find((entry) => !isWhole(entry));
  const whole = arrived.filter(isWhole);
  const failure = damaged === undefined ? undefined : damagedOnArrival(action.to, damaged.path);
  if (way.type === 'Replace')
    return { good: new Set(whole.map((entry) => entry.path)), ...(failure === undefined ? {} : { failure }) };
  const suspect = await suspectSource({ action, arrived: whole, staged }, context);
  const good = new Set(whole.map((entry) => entry.path).filter((path) => !suspect.paths.has(path)));
  const because = suspect.failure ?? failure;
  return because === undefined ? { good } : { good, failure: because };
}

async function install(
  { action, way, began }: Beside,
  { driver, staged, good }: { readonly driver: EndpointDriver; readonly staged: Location; readonly good: ReadonlySet<PathBytes> },
  context: RunContext,
): Promise<Failure | undefined> {
  const { files } = driver;
  const fence = context.lease?.fence;
  if (files === undefined || fence === undefined || good.size === 0) return undefined;
  const into = await freeBin(files, joinPath(action.to.path, binOf(way, context.planId, began)));
  const replaced = [...entriesOf(way.replaced)].filter((entry) => good.has(entry.path));
  const report = await files.install(action.to.path, { replaced, staged: staged.path, into }, fence);
  if (!report.ok) return report.error;
  return report.value.refused[0]?.because;
}

/** Where only rsync can write: it renames what it overwrites itself. A repair is not made from a source that is not good. */
async function transferOver({ action, way, algorithm, began }: Beside, context: RunContext): Promise<Failure | undefined> {
  const place = await context.prepare(action.to);
  if (!place.ok) return place.error;
  const all = [...entriesOf(action.entries)];
  const suspect =
    way.type === 'Replace' ? NO_SUSPECTS : await suspectSource({ action, arrived: all, staged: undefined }, context);
  const positions = all.flatMap((entry, position) => (suspect.paths.has(entry.path) ? [] : [position]));
  if (positions.length === 0) return suspect.failure;
  const entries = select(action.entries, positions);
  // Beside the place for unfinished files, and named like it: an account that rsync is confined to may take names from elsewhere than its target.
  // Whether a bin is free cannot be asked there, so its name has the time.
  const bin = `${binOf(way, context.planId, began)}.${began}`;
  const backup = `${place.value.partial.slice(0, -PARTIAL.length)}${bin}`;
  const moved = await moveEntries({ from: action.from, to: action.to, place: place.value, entries, algorithm, backup }, context);
  for (const [path, digest] of moved.digests) if (digest !== '') context.inFlight.set(path, { algorithm, digest });
  return moved.failure ?? suspect.failure;
}

/** Relative to the replica. */
function binOf(way: Beside['way'], planId: string, began: number): PathBytes {
  const day = new Date(began).toISOString().slice(0, 10);
  return fromText(`${way.type === 'Repair' ? '.replicas-quarantine' : '.replicas-trash'}/${day}/${planId}`);
}

function damagedOnArrival(to: Location, path: PathBytes): Failure {
  return {
    code: 'replica.corrupt',
    message: `${showLocation(to)}: "${showPath(path)}" was read back beside its place and is not what was sent`,
    hint: 'What stood there still stands. It is tried again at the next pass; if it stays so, look at the disk.',
    retry: 'later',
    blame: 'to',
  };
}
