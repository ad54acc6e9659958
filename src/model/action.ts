import type { Amount } from './amount.ts';
import type { Location } from './endpoint.ts';
import type { Hold } from './hold.ts';
import type { DigestAlgorithm, Inventory } from './inventory.ts';

/**
 * What each type of action needs. A new type is a new line here, and the compiler stops at every place that it must reach.
 * `entries` are in the form of a listing, cut out of the look that the decision rests on.
 */
export interface ActionSpecs {
  /** Brings entries of `from` to `to`, under their own names. */
  transfer: {
    readonly from: Location;
    readonly to: Location;
    readonly entries: Inventory;
    readonly way: TransferWay;
    /** What files are proven by there. */
    readonly digest: DigestAlgorithm;
  };
  /** Reads entries at `to` and compares them with what was proven of them or, where nothing was, with `from`. */
  verify: { readonly from: Location; readonly to: Location; readonly entries: Inventory; readonly reading: VerifyReading };
  /** Says at `to`, in `.replicas-state.json`, what it holds; `entries` are none. */
  publish: { readonly to: Location; readonly entries: Inventory; readonly state: PublishedState };
  /** Takes entries away from `to`, into its trash or for good. */
  remove: { readonly to: Location; readonly entries: Inventory; readonly how: 'Trash' | 'Delete' };
}

/**
 * How a transfer treats what stands in its place. Add: nothing proven does. Otherwise entries arrive beside `replaced` (as listed at the
 * replica), are compared, and only then take their place. Replace: the predecessors go to the trash. Repair: they are corrupt, go to
 * quarantine, and what arrives must be what was proven once.
 */
export type TransferWay =
  | { readonly type: 'Add' }
  | { readonly type: 'Replace'; readonly replaced: Inventory }
  | { readonly type: 'Repair'; readonly replaced: Inventory };

/**
 * Why entries are read. Moved: a transfer of the same plan has brought them (`entries` are as listed at its source). Unproven: they are
 * there, and were never read, or not since they changed. Due: their last proof is old, or a person asked.
 */
export interface VerifyReading {
  readonly why: 'Moved' | 'Unproven' | 'Due';
  readonly algorithm: DigestAlgorithm;
  /** Whether the digest in flight will do for the source, or the source is read by itself. */
  readonly source: 'InFlight' | 'Separately';
  /** How long it may take, in milliseconds; Infinity: no limit. */
  readonly forMs: number;
}

/** What `.replicas-state.json` says. `content`: the same for the same content. `consistentAsOf`: ISO 8601, UTC. */
export interface PublishedState {
  readonly resource: string;
  readonly dataset: string;
  readonly digest: DigestAlgorithm;
  readonly files: number;
  readonly bytes: number;
  readonly content: string;
  readonly consistentAsOf: string;
}

export type ActionType = keyof ActionSpecs;

interface ActionCommon {
  /** Digest of the content: equal actions in equal worlds have equal ids. */
  readonly id: string;
  /** The reason, as a person would say it. */
  readonly because: string;
  /** Ids of actions that must be done before. */
  readonly requires: readonly string[];
  /** Where it runs. */
  readonly engine: 'Local';
  readonly amount: Amount;
  /** Set when a person must release it first; the rest of the plan goes on. */
  readonly hold?: Hold;
  /** The digest of the approval that released it; absent where none was needed. */
  readonly approved?: string;
}

export type ActionOf<K extends ActionType> = { readonly type: K } & ActionCommon & ActionSpecs[K];

export type Action = { [K in ActionType]: ActionOf<K> }[ActionType];
