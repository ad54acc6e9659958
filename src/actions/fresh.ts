import { entryAt } from '../inventory/records.ts';
import type { Inventory } from '../model/inventory.ts';

/** How long after a change another one may leave the same time behind, in milliseconds: the kernel's tick, or the whole second. */
const STEP_MS: Readonly<Record<Inventory['granularity'], number>> = { ns: 50, s: 2000 };

/** Whether a file was changed so close to the look that a change right after it would not show. `at`: milliseconds since 1970. */
export function isFresh(looked: Inventory, position: number, at: number): boolean {
  const { mtimeNs } = entryAt(looked, position);
  return Math.abs(Number(mtimeNs / 1_000_000n) - at) <= STEP_MS[looked.granularity];
}
