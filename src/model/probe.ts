import type { Approval } from './approval.ts';
import type { DaemonModule, Endpoint, EndpointIdentity, Location, PlaceIdentity } from './endpoint.ts';
import type { Failure } from './failure.ts';
import type { Filter, Inventory, KnownListing } from './inventory.ts';
import type { Proofs } from './ledger.ts';
import { showLocation } from './names.ts';
import type { SettledMemory } from './settled-memory.ts';
import type { ReplicaNote } from './status.ts';

/** What was learned about one thing. Unknown is never absent. `at`: milliseconds since 1970, our clock. */
export type Seen<T> =
  | { readonly state: 'present'; readonly value: T; readonly at: number }
  | { readonly state: 'absent'; readonly at: number }
  | { readonly state: 'unknown'; readonly because: Failure; readonly at: number };

/** The questions that a kind may ask: what each needs, and what its answer is. */
export interface ProbeSpecs {
  /** Everything below a location that the filter lets through. Absent: the location itself is not there. */
  tree: {
    readonly question: { readonly location: Location; readonly filter: Filter; readonly known?: KnownListing | undefined };
    readonly answer: Inventory;
  };
  /** The modules that a daemon offers. */
  modules: { readonly question: { readonly endpoint: Endpoint }; readonly answer: readonly DaemonModule[] };
  /** Whose root this is. Absent: no identity file. */
  identity: { readonly question: { readonly endpoint: Endpoint }; readonly answer: EndpointIdentity };
  /** Which directory a location really is. Absent: that cannot be told there. */
  place: { readonly question: { readonly location: Location }; readonly answer: PlaceIdentity };
  /** What our own memory says of a replica. Absent: nothing; every rule is safe then. */
  note: { readonly question: { readonly resource: string; readonly location: Location }; readonly answer: ReplicaNote };
  /** When and how a replica was settled last. Absent: nothing that could be believed. */
  settled: { readonly question: { readonly resource: string; readonly location: Location }; readonly answer: SettledMemory };
  /** What was proven of a location. Never absent: an empty ledger says that nothing was. */
  proofs: { readonly question: { readonly location: Location }; readonly answer: Proofs };
  /** What persons have released for a resource, and is not used up. Never absent. */
  approvals: { readonly question: { readonly resource: string }; readonly answer: readonly Approval[] };
}

export type ProbeType = keyof ProbeSpecs;

/** One question. `key` is the same for the same question, so that it is answered once. */
export type ProbeOf<K extends ProbeType> = { readonly type: K; readonly key: string } & ProbeSpecs[K]['question'];

export type Probe = { [K in ProbeType]: ProbeOf<K> }[ProbeType];

/** The answers had so far: undefined where a question was not answered yet. */
export type See = <K extends ProbeType>(probe: ProbeOf<K>) => Seen<ProbeSpecs[K]['answer']> | undefined;

/** `known`: the listing that is expected; it spares work and changes no answer. */
export function treeProbe(location: Location, filter: Filter, known?: KnownListing): ProbeOf<'tree'> {
  return {
    type: 'tree',
    key: keyOf('tree', [showLocation(location), filter.exclude, filter.include, filter.own ?? '']),
    location,
    filter,
    known,
  };
}

export function modulesProbe(endpoint: Endpoint): ProbeOf<'modules'> {
  return { type: 'modules', key: keyOf('modules', [endpoint.name]), endpoint };
}

export function identityProbe(endpoint: Endpoint): ProbeOf<'identity'> {
  return { type: 'identity', key: keyOf('identity', [endpoint.name]), endpoint };
}

export function placeProbe(location: Location): ProbeOf<'place'> {
  return { type: 'place', key: keyOf('place', [showLocation(location)]), location };
}

export function noteProbe(resource: string, location: Location): ProbeOf<'note'> {
  return { type: 'note', key: keyOf('note', [resource, showLocation(location)]), resource, location };
}

export function settledProbe(resource: string, location: Location): ProbeOf<'settled'> {
  return { type: 'settled', key: keyOf('settled', [resource, showLocation(location)]), resource, location };
}

export function proofsProbe(location: Location): ProbeOf<'proofs'> {
  return { type: 'proofs', key: keyOf('proofs', [showLocation(location)]), location };
}

export function approvalsProbe(resource: string): ProbeOf<'approvals'> {
  return { type: 'approvals', key: keyOf('approvals', [resource]), resource };
}

function keyOf(type: ProbeType, parts: readonly unknown[]): string {
  return `${type} ${JSON.stringify(parts)}`;
}
