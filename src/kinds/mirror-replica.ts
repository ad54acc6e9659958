import { digestWithout } from '../inventory/digest.ts';
import { amountOf, newInventoryBuilder, select } from '../inventory/records.ts';
import type { Action } from '../model/action.ts';
import { actionId } from '../model/action-id.ts';
import type { Amount } from '../model/amount.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation } from '../model/names.ts';
import type { Decision, Expectation, Item, ReplicaFacts } from '../model/plan.ts';
import { noteProbe, treeProbe } from '../model/probe.ts';
import { notApart, placeOf } from './apart.ts';
import { notOurs } from './identified.ts';
import { type Dataset, type MirrorCase, replicaOf, toleranceOf } from './mirror-case.ts';
import { type Changes, changesOf } from './mirror-changes.ts';
import { copyReason, removeReason } from './mirror-reasons.ts';
import { inTheWay, sourceAbsent, upstreamFirst } from './mirror-troubles.ts';

const NOTHING: Amount = { files: 0, bytes: 0 };
const EMPTY: Inventory = newInventoryBuilder('ns').finish([]);

/** Decides one replica: what to copy, what to remove. Whether removals may go ahead unasked is for plan/guard. */
export function mirrorReplica(mirror: MirrorCase): Item {
  const { dataset } = mirror;
  const replica = replicaOf(mirror);
  const blocked =
    notOurs(mirror.see, dataset.source.endpoint) ??
    notOurs(mirror.see, replica.location.endpoint) ??
    notApart(mirror.see, dataset.source, replica.location);
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
  if (items[position]?.decision.status !== 'todo') return [];
  const name = dataset.replicas[position]?.location.endpoint.name ?? '';
  return dataset.replicas.flatMap((replica, other) => {
    const waits = items[other]?.decision.status === 'waiting';
    const fed = replica.feed.type === 'Replica' && replica.feed.position === position;
    return waits && fed ? [{ type: 'transfer' as const, to: replica.location, because: `fed from ${name}` }] : [];
  });
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
      because: copyReason(entries, changes.missing),
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
      because: removeReason(entries),
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
  if (notOurs(mirror.see, feed.endpoint) !== undefined) return false;
  const { copy, blocked } = changesOf({ ...mirror, position: positionOf(mirror, feed) }, want.value, have.value);
  return copy.length === 0 && blocked.length === 0;
}

function factsOf(mirror: MirrorCase, looks: Looks & { readonly absent: boolean }): ReplicaFacts {
  const { want, have, changes, absent } = looks;
  const place = placeOf(mirror.see, replicaOf(mirror).location);
  const note = mirror.see(noteProbe(`PoolMirror/${mirror.resource.name}`, replicaOf(mirror).location));
  const behind = amountOf(select(want, [...changes.copy, ...changes.blocked]));
  const whole = changes.copy.length === 0 && changes.blocked.length === 0;
  const unseen = want.gaps.length > 0 || have.gaps.length > 0;
  return {
    state: absent && want.index.count > 0 ? 'missing' : !whole ? 'behind' : unseen ? 'unknown' : 'copied',
    holds: amountOf(have),
    behind,
    extraneous: amountOf(select(have, changes.extraneous)),
    adopts: note?.state === 'present' && note.value.lastSuccessAt !== '' ? NOTHING : changes.same,
    basis: { from: want, to: have, toleranceNs: toleranceOf(mirror) },
    ...(place === undefined ? {} : { place }),
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

function positionOf(mirror: MirrorCase, location: Location): number {
  return mirror.dataset.replicas.findIndex((replica) => replica.location === location);
}
