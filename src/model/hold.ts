import type { Code } from './codes.ts';
import type { Inventory } from './inventory.ts';

/** Why something is not done unasked, and what a person can do. */
export interface Hold {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
  /** What a person would release with `reconcile approve`: only where that command does it. */
  readonly list?: Inventory;
}
