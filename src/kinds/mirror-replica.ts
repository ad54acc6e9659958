import { amountOf, select, sizeAt } from '../inventory/records.ts';
import { STANDING, type Standing } from '../inventory/standing.ts';
import type { Amount } from '../model/amount.ts';
import type { Location } from '../model/endpoint.ts';
import type { Decision, Expectation, Item, ReplicaFacts } from '../model/plan.ts';
import { noteProbe } from '../model/probe.ts';
import { resourceName } from '../model/resource.ts';
import { notApart, placeOf } from './apart.ts';
import { notOurs } from './identified.ts';
import { type Dataset, type MirrorCase, replicaOf, toleranceOf } from './mirror-case.ts';
import { changesOf, toCopy } from './mirror-changes.ts';
import { copyActions } from './mirror-copies.ts';
import { isProven, type Looks, positionsOf, proofsAt, standingAt, treeAt } from './mirror-looks.ts';
import { canPublish, contentOf, publishActions } from './mirror-publication.ts';
import { type Readings, readingsOf } from './mirror-readings.ts';
import { expireActions, removeActions } from './mirror-removals.ts';
import { repairsOf } from './mirror-repairs.ts';
import { beyondRepair, inTheWay, readLater, sourceAbsent, upstreamFirst } from './mirror-troubles.ts';

const NOTHING: Amount = { files: 0, bytes: 0 };
const DAY_MS = 24 * 60 * 60_000;

/** Decides one replica: what to copy, read back, repair, remove, publish. Whether removals may go ahead unasked is for plan/guard. */
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
  const changes = changesOf(mirror, want.value, have.value);
  const standing = standingAt(mirror, replica.location, have.value);
  const looks: Looks = { want: want.value, have: have.value, changes, standing };
  const facts = factsOf(mirror, looks, have.status);
  return { ...item, facts, decision: decisionOf(mirror, looks, facts) };
}

/** What follows once the item at `position` is done: its publication, and the replicas that wait for its bytes. */
export function expectations(dataset: Dataset, position: number, items: readonly Item[]): readonly Expectation[] {
  const decision = items[position]?.decision;
  const own = dataset.replicas[position]?.location;
  if (decision?.status !== 'todo' || own === undefined) return [];
  const fed = dataset.replicas.flatMap((replica, other): readonly Expectation[] => {
    const waits = items[other]?.decision.status === 'waiting';
    const isFed = replica.feed.type === 'Replica' && replica.feed.position === position;
    return waits && isFed ? [{ type: 'transfer', to: replica.location, because: `fed from ${own.endpoint.name}` }] : [];
  });
  const brings = decision.actions.some((action) => action.type === 'transfer' && action.hold === undefined);
  return brings && canPublish(own) ? [...fed, { type: 'publish', to: own, because: 'once all of it was read back' }] : fed;
}

function decisionOf(mirror: MirrorCase, looks: Looks, facts: ReplicaFacts): Decision {
  const { want, have, changes } = looks;
  const replica = replicaOf(mirror).location;
  const repairs = repairsOf(mirror, looks);
  const readings = readingsFor(mirror, looks);
  const feed = feedOf(mirror, looks);
  const copies = feed === 'not-yet' ? [] : copyActions(mirror, looks, feed);
  const actions = [
    ...repairs.actions,
    ...copies,
    ...readings.actions,
    ...(feed === 'not-yet' ? [] : removeActions(mirror, looks, [...repairs.actions, ...copies])),
    ...expireActions(mirror),
    ...(facts.state === 'verified' ? publishActions(mirror, facts.content, changes.same) : []),
  ];
  if (actions.some((action) => action.hold === undefined)) return { status: 'todo', actions };
  const hold = repairs.beyond.length > 0 ? beyondRepair(replica, select(have, repairs.beyond)) : actions[0]?.hold;
  if (hold !== undefined) return { status: 'held', hold, actions };
  if (feed === 'not-yet') return upstreamFirst(mirror);
  const gap = want.gaps[0] ?? have.gaps[0];
  if (gap !== undefined) return { status: 'unknown', because: gap.because };
  if (changes.blocked.length > 0) return { status: 'held', hold: inTheWay(want, changes.blocked, replica), actions: [] };
  if (readings.later.files > 0) return readLater(resourceName(mirror.resource), readings.later, againAt(mirror, replica));
  return { status: 'settled' };
}

/** What is read of what is as it should be; corrupt files were read already. */
function readingsFor(mirror: MirrorCase, { have, changes, standing }: Looks): Readings {
  const { location, feed } = replicaOf(mirror);
  const from = feed.type === 'Source' ? mirror.dataset.source : (mirror.dataset.replicas[feed.position]?.location ?? location);
  const { recheck } = proofsAt(mirror, location);
  return readingsOf({ spec: mirror.resource.spec, from, to: location, recheck, now: mirror.now }, { have, standing }, changes.equal);
}

/** Whose bytes the replica gets; a feeding replica counts once all of it is there and was read back. */
function feedOf(mirror: MirrorCase, { changes }: Looks): Location | 'not-yet' {
  const { dataset } = mirror;
  const { feed } = replicaOf(mirror);
  if (feed.type === 'Source') return dataset.source;
  const location = dataset.replicas[feed.position]?.location;
  if (location === undefined) return 'not-yet';
  if (toCopy(changes).length === 0) return location;
  return isVerified({ ...mirror, position: feed.position }) ? location : 'not-yet';
}

/** Whether a replica has all that the source has, with nothing unreadable, and every file was read back. */
function isVerified(mirror: MirrorCase): boolean {
  const { location } = replicaOf(mirror);
  const want = treeAt(mirror, mirror.dataset.source);
  const have = treeAt(mirror, location);
  if (want.status !== 'present' || have.status !== 'present' || have.value.gaps.length > 0) return false;
  if (notOurs(mirror.see, location.endpoint) !== undefined) return false;
  const changes = changesOf(mirror, want.value, have.value);
  if (toCopy(changes).length + changes.blocked.length > 0) return false;
  return allProven(changes.equal, standingAt(mirror, location, have.value));
}

function factsOf(mirror: MirrorCase, looks: Looks, status: 'present' | 'absent'): ReplicaFacts {
  const { want, have, changes, standing } = looks;
  const { location } = replicaOf(mirror);
  const place = placeOf(mirror.see, location);
  const sourcePlace = placeOf(mirror.see, mirror.dataset.source);
  const note = mirror.see(noteProbe(resourceName(mirror.resource), location));
  const state = stateOf(looks, status);
  const verifiedAt = state === 'verified' ? oldestProof(changes.equal, standing) : undefined;
  return {
    state,
    holds: amountOf(have),
    behind: amountOf(select(want, [...toCopy(changes), ...changes.blocked])),
    extraneous: amountOf(select(have, changes.extraneous)),
    lost: amountOf(
      select(
        have,
        changes.extraneous.filter((position) => isProven(standing, position)),
      ),
    ),
    adopts: note?.state === 'present' && note.value.lastSuccessAt !== '' ? NOTHING : changes.same,
    proven: provenAmount(looks),
    corrupt: amountOf(select(have, positionsOf(standing, STANDING.bad))),
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    content: state === 'verified' ? contentOf(have, changes.same, mirror.resource.spec.digest) : '',
    basis: { from: want, to: have, toleranceNs: toleranceOf(mirror) },
    ...(place === undefined ? {} : { place }),
    ...(sourcePlace === undefined ? {} : { sourcePlace }),
  };
}

function stateOf({ want, have, changes, standing }: Looks, status: 'present' | 'absent'): ReplicaFacts['state'] {
  if (status === 'absent' && want.index.count > 0) return 'missing';
  if (standing.words.includes(STANDING.bad)) return 'corrupt';
  if (toCopy(changes).length + changes.blocked.length > 0) return 'behind';
  if (want.gaps.length + have.gaps.length > 0) return 'unknown';
  return allProven(changes.equal, standing) ? 'verified' : 'copied';
}

/** Whether every file that counts was read back as it stands, if perhaps with another inode. */
function allProven(equal: Uint8Array, standing: Standing): boolean {
  for (let position = 0; position < equal.length; position++) {
    if (equal[position] === 0 || standing.words[position] === STANDING.notNeeded) continue;
    if (!isProven(standing, position)) return false;
  }
  return true;
}

/** Milliseconds since 1970; undefined where there is no file. */
function oldestProof(equal: Uint8Array, standing: Standing): number | undefined {
  let oldest = Number.POSITIVE_INFINITY;
  for (let position = 0; position < equal.length; position++) {
    const at = standing.provenAt[position] ?? 0;
    if (equal[position] === 1 && isProven(standing, position) && at < oldest) oldest = at;
  }
  return Number.isFinite(oldest) ? oldest : undefined;
}

function provenAmount({ have, standing }: Looks): Amount {
  let files = 0;
  let bytes = 0;
  for (let position = 0; position < have.index.count; position++) {
    if (!isProven(standing, position)) continue;
    files++;
    bytes += sizeAt(have.records, have.index.starts[position] ?? 0);
  }
  return { files, bytes };
}

/** When the budget of a day begins anew. */
function againAt(mirror: MirrorCase, replica: Location): number {
  return Math.max(proofsAt(mirror, replica).recheck.since, mirror.now - DAY_MS) + DAY_MS;
}
