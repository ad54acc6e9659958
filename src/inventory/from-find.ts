import { err, ok, type Result } from '../lib/result.ts';
import type { Failure } from '../model/failure.ts';
import type { Gap, Inventory } from '../model/inventory.ts';
import { admittedOnly } from './admitted-only.ts';
import type { CompiledFilter } from './filter.ts';
import { indexRecords } from './records.ts';

/** What GNU find is told to print, after the prune arguments: records as `Inventory` describes them. */
export const FIND_RECORDS: readonly string[] = [
  ...['-type', 'f', '-printf', '%i %C@ f %s %T@ %P\\0', '-o'],
  ...['-type', 'd', '-printf', '%i %C@ d - - %P\\0', '-o'],
  ...['-type', 'l', '-printf', '%i %C@ l - - %P\\0%l\\0', '-o'],
  ...['-printf', '%i %C@ o - - %P\\0'],
];

/** The inventory of what find printed. The buffer is kept as it is; only what the filter lets through is indexed. */
export function inventoryFromFind(raw: Uint8Array, filter: CompiledFilter, gaps: readonly Gap[]): Result<Inventory, Failure> {
  const index = indexRecords(raw);
  if (!index.ok) return err(malformed(index.error.offset));
  const inventory: Inventory = { records: raw, index: index.value, granularity: 'ns', gaps };
  return ok(filter.trivial ? inventory : admittedOnly(inventory, filter));
}

function malformed(offset: number): Failure {
  return {
    code: 'process.failed',
    message: `the listing that find printed is cut short or malformed at byte ${offset}`,
    hint: 'Look at the far side: is its find the GNU one, and does its login print nothing of its own?',
    retry: 'later',
    blame: 'from',
  };
}
