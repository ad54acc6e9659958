import type { Amount } from './amount.ts';
import type { Location } from './endpoint.ts';
import type { Hold } from './hold.ts';
import type { Inventory } from './inventory.ts';

/**
 * What each type of action needs. A new type is a new line here, and the compiler stops at every place that it must reach.
 * `entries` are in the form of a listing, cut out of the look that the decision rests on.
 */
export interface ActionSpecs {
  /** Brings entries of `from` to `to`, under their own names. */
  transfer: { readonly from: Location; readonly to: Location; readonly entries: Inventory };
  /** Takes entries away from `to`, into its trash or for good. */
  remove: { readonly to: Location; readonly entries: Inventory; readonly how: 'Trash' | 'Delete' };
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
}

export type ActionOf<K extends ActionType> = { readonly type: K } & ActionCommon & ActionSpecs[K];

export type Action = { [K in ActionType]: ActionOf<K> }[ActionType];
