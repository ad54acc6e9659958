import type { Action } from './action.ts';
import type { Amount } from './amount.ts';
import type { Code } from './codes.ts';
import type { Location, PlaceIdentity } from './endpoint.ts';
import type { Failure } from './failure.ts';
import type { Hold } from './hold.ts';
import type { Inventory } from './inventory.ts';
import type { Resource } from './resource.ts';
import type { SettledMemory } from './settled-memory.ts';

/** What is to be done about one item. An action may carry a hold of its own; `held` is where nothing else can be done (its actions are all held). */
export type Decision =
  | { readonly status: 'settled' }
  | { readonly status: 'todo'; readonly actions: readonly Action[] }
  | { readonly status: 'held'; readonly hold: Hold; readonly actions: readonly Action[] }
  | { readonly status: 'waiting'; readonly code: Code; readonly message: string; readonly hint: string }
  | { readonly status: 'unknown'; readonly because: Failure };

export type ReplicaState = 'missing' | 'behind' | 'copying' | 'copied' | 'verified' | 'corrupt' | 'unknown';

/** What a look showed of one replica, for status and the plan. */
export interface ReplicaFacts {
  readonly state: ReplicaState;
  /** What the source has. */
  readonly wanted: Amount;
  /** What the replica holds of the data. */
  readonly holds: Amount;
  /** What the source has and the replica lacks, or has otherwise. */
  readonly behind: Amount;
  /** What the replica has and the source has not. */
  readonly extraneous: Amount;
  /** Files that are there and equal, at a replica that this program has no memory of: taken over as they are. */
  readonly adopts: Amount;
  /** What of `extraneous` was proven: the source once had it. */
  readonly lost: Amount;
  /** What of it was read back and found right, since it last changed. */
  readonly proven: Amount;
  /** What of it was read back and is not what it should be. */
  readonly corrupt: Amount;
  /** The oldest proof of what is there, milliseconds since 1970; undefined while a file is not proven. */
  readonly verifiedAt?: number;
  /** What a publication at it would be made for: the same text for the same content. */
  readonly content: string;
  /** What the decision rests on, where both places could be looked at. */
  readonly basis?: Basis;
  /** Which directory it really is, where that can be told. */
  readonly place?: PlaceIdentity;
  /** The same of its source. */
  readonly sourcePlace?: PlaceIdentity;
}

/** The looks at both places, and how close two modification times must be to be equal. */
export interface Basis {
  readonly from: Inventory;
  readonly to: Inventory;
  readonly toleranceNs: bigint;
}

/** What is expected to follow once the actions of an item are done. */
export interface Expectation {
  readonly type: Action['type'];
  readonly to: Location;
  readonly because: string;
}

/** One decision: about a dataset (no replica) or about one replica of it. */
export interface Item {
  readonly dataset: string;
  readonly replica?: Location;
  readonly decision: Decision;
  readonly facts?: ReplicaFacts;
  readonly then: readonly Expectation[];
  /** What is worth remembering, as long as the decision is `settled`. */
  readonly remember?: SettledMemory;
}

/** The items of one resource, in the order in which they are shown. */
export interface PlanEntry {
  readonly resource: Resource;
  readonly item: Item;
}

/** What a pass would do, now: pure value, not yet a document. */
export interface Plan {
  readonly createdAt: number;
  readonly entries: readonly PlanEntry[];
}

/** The actions of a decision, held ones included. */
export function actionsOf(decision: Decision): readonly Action[] {
  return decision.status === 'todo' || decision.status === 'held' ? decision.actions : [];
}

/** What keeps a decision from being done: code, message and hint; undefined when nothing does. */
export function troubleOf(decision: Decision): Hold | undefined {
  switch (decision.status) {
    case 'settled':
    case 'todo':
      return undefined;
    case 'held':
      return decision.hold;
    case 'waiting':
      return decision;
    case 'unknown':
      return decision.because;
  }
}

/** What of an item could not be looked at, though the rest was: the first of it. */
export function gapOf({ facts }: Item): Failure | undefined {
  return (facts?.basis?.from.gaps[0] ?? facts?.basis?.to.gaps[0])?.because;
}
