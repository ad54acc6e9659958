import type { Amount } from '../model/amount.ts';
import type { Location } from '../model/endpoint.ts';
import type { KnownListing } from '../model/inventory.ts';
import { showLocation } from '../model/names.ts';
import type { Decision, ReplicaFacts } from '../model/plan.ts';
import { noteProbe, type ProbeOf, settledProbe, treeProbe } from '../model/probe.ts';
import { resourceName } from '../model/resource.ts';
import type { SettledMemory } from '../model/settled-memory.ts';
import { placeOf } from './apart.ts';
import { type MirrorCase, replicaOf, toleranceOf } from './mirror-case.ts';
import { type Looks, proofsAt } from './mirror-looks.ts';
import { isPublished } from './mirror-publication.ts';
import { nothingDueBefore } from './mirror-readings.ts';
import { expireActions } from './mirror-removals.ts';

/*
 * A decision follows from the declaration, both listings, both ledgers and the time alone, as long as nothing is to be done. So what was
 * settled and proven is settled while they are the same, and nothing of them need be looked into.
 */

type About = Pick<MirrorCase, 'resource' | 'dataset' | 'see' | 'now'>;

const NOTHING: Amount = { files: 0, bytes: 0 };

/** What is asked of memory for each replica of a dataset. */
export function memoryProbes({ resource, dataset }: Pick<About, 'resource' | 'dataset'>): readonly ProbeOf<'settled'>[] {
  return dataset.replicas.map(({ location }) => settledProbe(resourceName(resource), location));
}

/** The listing that is expected at a place of a dataset. */
export function expectedAt(about: Omit<About, 'now'>, place: Location): KnownListing | undefined {
  const shown = showLocation(place);
  for (const probe of memoryProbes(about)) {
    const seen = about.see(probe);
    if (seen?.state !== 'present') continue;
    const { from, to, facts } = seen.value;
    if (shown === showLocation(about.dataset.source)) return { digest: from, files: facts.wanted.files };
    if (shown === showLocation(probe.location)) return { digest: to, files: facts.holds.files };
  }
  return undefined;
}

/** Before this nothing is to be read at the source, and none of it is under suspicion, as memory of a replica that is still settled has it. */
export function sourceSoundUntil(about: About): number | undefined {
  const known = about.dataset.replicas.flatMap(({ location }) => settledBefore(about, location)?.until ?? []);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** What a replica was settled by before, where all of that is still so and nothing is to be done besides. */
export function stillSettled(mirror: MirrorCase): SettledMemory | undefined {
  const { location } = replicaOf(mirror);
  const memory = settledBefore(mirror, location);
  if (memory === undefined || !isPublished(mirror, memory.facts.content) || expireActions(mirror).length > 0) return undefined;
  // Who is not told of yet is told at length.
  const note = mirror.see(noteProbe(resourceName(mirror.resource), location));
  return note?.state === 'present' && note.value.lastSuccessAt !== '' ? memory : undefined;
}

/** The facts of a replica that is still settled. Its basis is looked into by whoever wants to know more. */
export function rememberedFacts(
  mirror: MirrorCase,
  { facts }: SettledMemory,
  { want, have }: Pick<Looks, 'want' | 'have'>,
): ReplicaFacts {
  const place = placeOf(mirror.see, replicaOf(mirror).location);
  const sourcePlace = placeOf(mirror.see, mirror.dataset.source);
  return {
    ...facts,
    state: 'verified',
    behind: NOTHING,
    adopts: NOTHING,
    corrupt: NOTHING,
    basis: { from: want, to: have, toleranceNs: toleranceOf(mirror) },
    ...(place === undefined ? {} : { place }),
    ...(sourcePlace === undefined ? {} : { sourcePlace }),
  };
}

/** What was decided of a replica, and why. */
export interface Decided {
  readonly looks: Looks;
  readonly facts: ReplicaFacts;
  readonly decision: Decision;
}

/** What is to be remembered of a replica: only where all of it is proven and nothing is due, here and at the source. */
export function worthRemembering(mirror: MirrorCase, { looks, facts, decision }: Decided): SettledMemory | undefined {
  const { resource, dataset, now } = mirror;
  const { verify } = resource.spec;
  const { want, have, changes, standing } = looks;
  if (decision.status !== 'settled' || facts.state !== 'verified' || isAsked(mirror)) return undefined;
  if (want.digest === undefined || have.digest === undefined) return undefined;
  const until = Math.min(mirror.soundUntil, nothingDueBefore({ verify, now }, standing, changes.equal), now + verify.everyMs);
  if (until <= now) return undefined;
  const { wanted, holds, extraneous, lost, proven, verifiedAt, content } = facts;
  return {
    spec: resource.digest,
    from: want.digest,
    to: have.digest,
    fromLedger: proofsAt(mirror, dataset.source).version,
    toLedger: proofsAt(mirror, replicaOf(mirror).location).version,
    since: now,
    until,
    facts: { wanted, holds, extraneous, lost, proven, content, ...(verifiedAt === undefined ? {} : { verifiedAt }) },
  };
}

/** What is remembered of a replica, where declaration, listings, ledgers and time still fit. */
function settledBefore(about: About, replica: Location): SettledMemory | undefined {
  const { resource, dataset, see, now } = about;
  const seen = see(settledProbe(resourceName(resource), replica));
  if (seen?.state !== 'present' || isAsked(about)) return undefined;
  const { spec, from, to, fromLedger, toLedger, since, until } = seen.value;
  const fits =
    spec === resource.digest &&
    since <= now &&
    now < until &&
    digestAt(about, dataset.source) === from &&
    digestAt(about, replica) === to &&
    proofsAt(about, dataset.source).version === fromLedger &&
    proofsAt(about, replica).version === toLedger;
  return fits ? seen.value : undefined;
}

/** Whether a person asked for a re-check: what is remembered does not count then. */
function isAsked({ resource }: Pick<About, 'resource'>): boolean {
  return resource.spec.verify.budgetFor === 'Run';
}

function digestAt(about: About, location: Location): string | undefined {
  const seen = about.see(treeProbe(location, about.resource.spec.filter));
  return seen?.state === 'present' ? seen.value.digest : undefined;
}
