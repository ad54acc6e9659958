import { compare, type Differences } from '../inventory/compare.ts';
import { digestWithout } from '../inventory/digest.ts';
import { amountOf, entryAt, newInventoryBuilder, pathAt, select } from '../inventory/records.ts';
import { type PathBytes, ROOT } from '../lib/path-bytes.ts';
import type { Action } from '../model/action.ts';
import { actionId } from '../model/action-id.ts';
import type { Endpoint, Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation, showPath } from '../model/names.ts';
import type { Amount, Decision, Expectation, Item, ReplicaFacts } from '../model/plan.ts';
import { identityProbe, noteProbe, type See, treeProbe } from '../model/probe.ts';
import type { ReplicaSpec, ResourceOf } from '../model/resource.ts';
import type { Dataset } from './pool-mirror.ts';

/** What one replica is decided from. `position`: of the replica in the dataset's list. */
export interface MirrorCase {
  readonly resource: ResourceOf<'PoolMirror'>;
  readonly dataset: Dataset;
  readonly position: number;
  readonly see: See;
}

const NOTHING: Amount = { files: 0, bytes: 0 };
const EMPTY: Inventory = newInventoryBuilder('ns').finish([]);

/** Decides one replica: what to copy, what to remove. Whether removals may go ahead unasked is for plan/guard. */
export function mirrorReplica(mirror: MirrorCase): Item {
  const { dataset } = mirror;
  const replica = replicaOf(mirror);
  const blocked = notOurs(mirror, dataset.source.endpoint) ?? notOurs(mirror, replica.location.endpoint);
  const item = { dataset: dataset.name, replica: replica.location, then: [] };
  if (blocked !== undefined) return { ...item, decision: blocked };
  const want = treeAt(mirror, dataset.source);
  if (want.status === 'unknown') return { ...item, decision: want };
  if (want.status === 'absent') return { ...item, decision: { status: 'unknown', because: sourceAbsent(dataset.source) } };
  const have = treeAt(mirror, replica.location);
  if (have.status === 'unknown') return { ...item, decision: have };
  const there = have.status === 'absent' ? EMPTY : have.value;
  const changes = changesOf(mirror, want.value, there);
  const facts = factsOf(mirror, { want: want.value, have: there, changes, absent: have.status === 'absent' });
  return { ...item, facts, decision: decisionOf(mirror, { want: want.value, have: there, changes }) };
}

/** What follows once the item at `position` is done: the replicas that wait for its bytes. */
export function expectations(dataset: Dataset, position: number, items: readonly Item[]): readonly Expectation[] {
  const name = dataset.replicas[position]?.location.endpoint.name ?? '';
  return dataset.replicas.flatMap((replica, other) => {
    const waits = items[other]?.decision.status === 'waiting';
    const fed = replica.feed.type === 'Replica' && replica.feed.position === position;
    return waits && fed ? [{ type: 'transfer' as const, to: replica.location, because: `fed from ${name}` }] : [];
  });
}

/** Positions: what is to be copied of want, what stands in its way, what is to go of have. */
interface Changes {
  readonly copy: readonly number[];
  readonly blocked: readonly number[];
  readonly extraneous: readonly number[];
  readonly same: Amount;
  readonly missing: number;
}

interface Looks {
  readonly want: Inventory;
  readonly have: Inventory;
  readonly changes: Changes;
}

function decisionOf(mirror: MirrorCase, looks: Looks): Decision {
  const { want, have, changes } = looks;
  const replica = replicaOf(mirror);
  const copies = changes.copy.length === 0 ? [] : transferActions(mirror, looks);
  if (copies === 'feed-first') return upstreamFirst(mirror);
  const removes = mirror.resource.spec.extraneous === 'Keep' ? [] : removeActions(mirror, looks, copies);
  const actions = [...copies, ...removes];
  if (actions.length > 0) return { status: 'todo', actions };
  const gap = want.gaps[0] ?? have.gaps[0];
  if (gap !== undefined) return { status: 'unknown', because: gap.because };
  if (changes.blocked.length > 0) return { status: 'held', hold: inTheWay(want, changes.blocked, replica.location), actions: [] };
  return { status: 'settled' };
}

function transferActions(mirror: MirrorCase, { want, changes }: Looks): readonly Action[] | 'feed-first' {
  const { dataset } = mirror;
  const replica = replicaOf(mirror);
  const feed = replica.feed.type === 'Source' ? dataset.source : dataset.replicas[replica.feed.position]?.location;
  if (feed === undefined || (feed !== dataset.source && !equalsSource(mirror, feed))) return 'feed-first';
  const entries = select(want, changes.copy);
  const common = { type: 'transfer' as const, from: feed, to: replica.location, entries };
  return [
    {
      ...common,
      id: actionId({
        type: 'transfer',
        from: showLocation(feed),
        to: showLocation(replica.location),
        entries: digestWithout(entries, []),
      }),
      because: copyReason(entries, changes),
      requires: [],
      engine: 'Local',
      amount: amountOf(entries),
    },
  ];
}

function removeActions(mirror: MirrorCase, { have, changes }: Looks, copies: readonly Action[]): readonly Action[] {
  const { extraneous } = mirror.resource.spec;
  if (changes.extraneous.length === 0 || extraneous === 'Keep') return [];
  const to = replicaOf(mirror).location;
  const entries = select(have, changes.extraneous);
  const amount = amountOf(entries);
  return [
    {
      type: 'remove',
      to,
      entries,
      how: extraneous,
      id: actionId({ type: `remove ${extraneous}`, from: '', to: showLocation(to), entries: digestWithout(entries, []) }),
      because: `${amount.files === 0 ? 'directories' : count(amount.files, 'file')} that the source does not have`,
      requires: copies.map((copy) => copy.id),
      engine: 'Local',
      amount,
    },
  ];
}

/** A feeding replica counts as soon as its look equals the source and nothing of it was unreadable. */
function equalsSource(mirror: MirrorCase, feed: Location): boolean {
  const want = treeAt(mirror, mirror.dataset.source);
  const have = treeAt(mirror, feed);
  if (want.status !== 'present' || have.status !== 'present' || have.value.gaps.length > 0) return false;
  if (notOurs(mirror, feed.endpoint) !== undefined) return false;
  const { copy, blocked } = changesOf({ ...mirror, position: positionOf(mirror, feed) }, want.value, have.value);
  return copy.length === 0 && blocked.length === 0;
}

function changesOf(mirror: MirrorCase, want: Inventory, have: Inventory): Changes {
  const found = compare(want, have, toleranceOf(mirror));
  const seen = (position: number): boolean => !have.gaps.some((gap) => isBelow(pathAt(want, position), gap.path));
  const occupied = found.inTheWay.filter((pair) => isOccupied(have, found, pathAt(have, pair.have)));
  const empty = found.inTheWay.filter((pair) => !occupied.includes(pair));
  const missing = have.gaps.length === 0 ? found.missing : found.missing.filter(seen);
  return {
    copy: [...missing, ...found.changed.map((pair) => pair.want), ...empty.map((pair) => pair.want)],
    blocked: occupied.map((pair) => pair.want),
    extraneous: removable(mirror, have, found),
    same: found.same,
    missing: missing.length,
  };
}

/** Extraneous records; of directories those that are empty, or become so, and that no excluded file may still be in. */
function removable(mirror: MirrorCase, have: Inventory, found: Differences): readonly number[] {
  const { exclude, include } = mirror.resource.spec.filter;
  if (exclude.length === 0 && include.length === 0) return found.extraneous;
  const emptied = new Set<PathBytes>();
  for (const position of found.extraneous) {
    const entry = entryAt(have, position);
    if (entry.type === 'directory') continue;
    for (let slash = entry.path.lastIndexOf('/'); slash > 0; slash = entry.path.lastIndexOf('/', slash - 1)) {
      emptied.add(pathPrefix(entry.path, slash));
    }
  }
  return found.extraneous.filter((position) => {
    const entry = entryAt(have, position);
    return entry.type !== 'directory' || emptied.has(entry.path);
  });
}

function factsOf(mirror: MirrorCase, looks: Looks & { readonly absent: boolean }): ReplicaFacts {
  const { want, have, changes, absent } = looks;
  const note = mirror.see(noteProbe(`PoolMirror/${mirror.resource.name}`, replicaOf(mirror).location));
  const behind = amountOf(select(want, [...changes.copy, ...changes.blocked]));
  const whole = changes.copy.length === 0 && changes.blocked.length === 0;
  const unseen = want.gaps.length > 0 || have.gaps.length > 0;
  return {
    state: absent ? 'missing' : !whole ? 'behind' : unseen ? 'unknown' : 'copied',
    holds: amountOf(have),
    behind,
    extraneous: amountOf(select(have, changes.extraneous)),
    adopts: note?.state === 'present' ? NOTHING : changes.same,
    basis: { from: want, to: have },
  };
}

/** Whether an endpoint that must be identified is not, or is another's; undefined when all is well. */
function notOurs(mirror: MirrorCase, endpoint: Endpoint): Decision | undefined {
  if (endpoint.type === 'RsyncDaemon' || endpoint.identity === 'NotChecked') return undefined;
  const seen = mirror.see(identityProbe(endpoint));
  if (seen === undefined || seen.state === 'absent')
    return { status: 'unknown', because: notIdentified(endpoint.name, endpoint.root) };
  if (seen.state === 'unknown') return { status: 'unknown', because: seen.because };
  if (seen.value.name === endpoint.name) return undefined;
  return {
    status: 'held',
    actions: [],
    hold: {
      code: 'endpoint.swapped',
      message: `${endpoint.name}: ${endpoint.root} is identified as "${seen.value.name}" (id ${seen.value.id})`,
      hint: 'Mount the right file system there, or correct `root` in the manifest.',
    },
  };
}

function treeAt(
  mirror: MirrorCase,
  location: Location,
): { status: 'present'; value: Inventory } | { status: 'absent' } | { status: 'unknown'; because: Failure } {
  const seen = mirror.see(treeProbe(location, mirror.resource.spec.filter));
  if (seen === undefined) throw new Error(`no answer for ${showLocation(location)}`);
  if (seen.state === 'present') return { status: 'present', value: seen.value };
  return seen.state === 'absent' ? { status: 'absent' } : { status: 'unknown', because: seen.because };
}

function replicaOf(mirror: MirrorCase): ReplicaSpec {
  const replica = mirror.dataset.replicas[mirror.position];
  if (replica === undefined) throw new Error(`no replica at position ${mirror.position}`);
  return replica;
}

function positionOf(mirror: MirrorCase, location: Location): number {
  return mirror.dataset.replicas.findIndex((replica) => replica.location === location);
}

/** The larger tolerance of both ends; a daemon has none. */
function toleranceOf(mirror: MirrorCase): bigint {
  const ends = [mirror.dataset.source.endpoint, replicaOf(mirror).location.endpoint];
  return ends.reduce((most, end) => (end.type !== 'RsyncDaemon' && end.timeToleranceNs > most ? end.timeToleranceNs : most), 0n);
}

function isBelow(path: PathBytes, directory: PathBytes): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`);
}

function isOccupied(have: Inventory, found: Differences, directory: PathBytes): boolean {
  return found.extraneous.some((position) => isBelow(pathAt(have, position), directory));
}

function pathPrefix(path: PathBytes, length: number): PathBytes {
  // A prefix of bytes is bytes.
  return path.slice(0, length) as PathBytes;
}

function copyReason(entries: Inventory, changes: Changes): string {
  const all = entries.index.count;
  const different = all - changes.missing;
  const parts = [
    changes.missing > 0 ? `${count(changes.missing, 'entry')} missing` : '',
    different > 0 ? `${count(different, 'entry')} with another size, time, type or target` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function count(number: number, noun: 'file' | 'entry'): string {
  const plural = noun === 'entry' ? 'entries' : 'files';
  return `${number.toLocaleString('en-US')} ${number === 1 ? noun : plural}`;
}

function upstreamFirst(mirror: MirrorCase): Decision {
  const { feed } = replicaOf(mirror);
  const location = feed.type === 'Replica' ? mirror.dataset.replicas[feed.position]?.location : mirror.dataset.source;
  const name = location === undefined ? '' : showLocation(location);
  return {
    status: 'waiting',
    code: 'replica.upstream-first',
    message: `is fed from ${name}, which is not complete yet`,
    hint: 'It follows in the same pass once that replica is complete.',
  };
}

function sourceAbsent(source: Location): Failure {
  return {
    code: 'source.absent',
    message: `${showLocation(source)} does not exist`,
    hint: `Nothing is copied or removed until it is there again. See what is there: reconcile list ${source.endpoint.name}`,
    retry: 'later',
    blame: 'from',
  };
}

function notIdentified(name: string, root: string): Failure {
  return {
    code: 'endpoint.not-identified',
    message: `${name}: ${root} holds no identity file (.replicas-endpoint); it may not be mounted`,
    hint: `Mount it. If this is a new root: reconcile identify ${name}`,
    retry: 'person',
    blame: 'to',
  };
}

function inTheWay(
  want: Inventory,
  blocked: readonly number[],
  replica: Location,
): { code: 'replica.in-the-way'; message: string; hint: string } {
  const first = blocked[0] === undefined ? ROOT : pathAt(want, blocked[0]);
  return {
    code: 'replica.in-the-way',
    message: `${showLocation(replica)} has a directory with files at "${showPath(first)}", where the source has a file (${blocked.length} such places)`,
    hint: 'Move it away, or let extraneous files be trashed: `extraneous: Trash`.',
  };
}
