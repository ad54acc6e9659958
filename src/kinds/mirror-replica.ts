import { select } from '../inventory/records.ts';
import { isProven } from '../inventory/standing.ts';
import type { Location } from '../model/endpoint.ts';
import type { Hold } from '../model/hold.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Decision, Expectation, Item, ReplicaFacts } from '../model/plan.ts';
import { resourceName } from '../model/resource.ts';
import { notApart } from './apart.ts';
import { notOurs } from './identified.ts';
import { type Dataset, type MirrorCase, replicaOf } from './mirror-case.ts';
import { changesOf, toCopy } from './mirror-changes.ts';
import { copyActions } from './mirror-copies.ts';
import { factsOf } from './mirror-facts.ts';
import { type Feed, feedOf } from './mirror-feed.ts';
import { type Looks, proofsAt, replicaStandingAt, treeAt } from './mirror-looks.ts';
import { rememberedFacts, stillSettled, worthRemembering } from './mirror-memory.ts';
import { canPublish, publishActions } from './mirror-publication.ts';
import { type Readings, readingsOf } from './mirror-readings.ts';
import { expireActions, removeActions } from './mirror-removals.ts';
import { type Repairs, repairsOf } from './mirror-repairs.ts';
import { beyondRepair, contentDiffers, inTheWay, readLater, sourceAbsent, upstreamFirst } from './mirror-troubles.ts';

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
  const memory = stillSettled(mirror);
  if (memory !== undefined) {
    const facts = rememberedFacts(mirror, memory, { want: want.value, have: have.value });
    return { ...item, facts, decision: { status: 'settled' }, remember: memory };
  }
  const seen = { want: want.value, have: have.value, changes: changesOf(mirror, want.value, have.value) };
  const looks: Looks = { ...seen, standing: replicaStandingAt(mirror, replica.location, seen) };
  const facts = factsOf(mirror, looks, have.status);
  const decision = decisionOf(mirror, looks, { facts, status: have.status });
  const remember = worthRemembering(mirror, { looks, facts, decision });
  return { ...item, facts, decision, ...(remember === undefined ? {} : { remember }) };
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

/** What is said of a replica as a whole. */
interface About {
  readonly facts: ReplicaFacts;
  readonly status: 'present' | 'absent';
}

function decisionOf(mirror: MirrorCase, looks: Looks, { facts, status }: About): Decision {
  const { want, have, changes } = looks;
  const replica = replicaOf(mirror).location;
  const feed = feedOf(mirror, looks);
  const lacks = toCopy(changes).length > 0;
  const repairs = repairsOf(mirror, looks, feed.compared);
  const readings = readingsFor(mirror, looks, { feed, repaired: repairs.repaired });
  const copies = feed.status === 'ready' ? copyActions(mirror, looks, feed.location) : [];
  const actions = [
    ...repairs.actions,
    ...copies,
    ...readings.actions,
    ...(lacks && feed.status === 'waits' ? [] : removeActions(mirror, looks, [...repairs.actions, ...copies])),
    ...expireActions(mirror),
    ...(facts.state === 'verified' && status === 'present' ? publishActions(mirror, facts.content, changes.same) : []),
  ];
  if (actions.some((action) => action.hold === undefined)) return { status: 'todo', actions };
  const hold = worstOf(mirror, have, repairs) ?? actions[0]?.hold;
  if (hold !== undefined) return { status: 'held', hold, actions };
  if (feed.status === 'waits') return upstreamFirst(mirror);
  const gap = want.gaps[0] ?? have.gaps[0];
  if (gap !== undefined) return { status: 'unknown', because: gap.because };
  if (changes.blocked.length > 0) return { status: 'held', hold: inTheWay(want, changes.blocked, replica), actions: [] };
  if (readings.later.files > 0) return readLater(resourceName(mirror.resource), readings.later, againAt(mirror, replica));
  return { status: 'settled' };
}

/** What there is to say of files that are not what they should be, and are not repaired. */
function worstOf(mirror: MirrorCase, have: Inventory, { beyond, undecided }: Repairs): Hold | undefined {
  const { location } = replicaOf(mirror);
  if (beyond.length > 0) return beyondRepair(location, select(have, beyond));
  return undecided.length > 0 ? contentDiffers(resourceName(mirror.resource), location, select(have, undecided)) : undefined;
}

/** What is read of what is as the source has it. What was never read is compared with the feed: once that is ready. */
function readingsFor(
  mirror: MirrorCase,
  { have, changes, standing }: Looks,
  { feed, repaired }: { readonly feed: Feed; readonly repaired: readonly number[] },
): Readings {
  const { location } = replicaOf(mirror);
  const place = {
    spec: mirror.resource.spec,
    from: feed.compared,
    to: location,
    recheck: proofsAt(mirror, location).recheck,
    now: mirror.now,
  };
  const isReady = feed.status === 'ready';
  const counts = changes.equal.map((equal, at) => (isReady || isProven(standing, at) ? equal : 0));
  for (const position of repaired) counts[position] = 0;
  return readingsOf(place, { have, standing }, counts);
}

/** When the budget of a day begins anew. */
function againAt(mirror: MirrorCase, replica: Location): number {
  return Math.max(proofsAt(mirror, replica).recheck.since, mirror.now - DAY_MS) + DAY_MS;
}
