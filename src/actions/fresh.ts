import { pathStart } from '../inventory/record.ts';
import type { Inventory } from '../model/inventory.ts';

/** How long after a change another one may leave the same time behind, in milliseconds: the kernel's tick, or the whole second. */
const STEP_MS: Readonly<Record<Inventory['granularity'], number>> = { ns: 50, s: 2000 };

/** Whether a file was changed so close to the look that a change right after it would not show. `at`: milliseconds since 1970. */
export function isFresh(looked: Inventory, position: number, at: number): boolean {
  return Math.abs(mtimeMs(looked, position) - at) <= STEP_MS[looked.granularity];
}

/** The modification time of a file, near enough: making an entry of each record would take longer than all the rest. */
function mtimeMs({ records, index }: Inventory, position: number): number {
  const start = index.starts[position] ?? 0;
  const end = pathStart(records, start) - 1;
  const begin = records.lastIndexOf(SPACE, end - 1) + 1;
  return Number(Buffer.from(records.buffer, records.byteOffset + begin, end - begin).toString('latin1')) * 1000;
}

const SPACE = 0x20;
