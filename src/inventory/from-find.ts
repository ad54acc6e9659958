import { Buffer } from 'node:buffer';
import { fromLatin1, type PathBytes } from '../lib/path-bytes.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Failure } from '../model/failure.ts';
import type { Gap, Inventory } from '../model/inventory.ts';
import { admittedOnly } from './admitted-only.ts';
import type { CompiledFilter } from './filter.ts';
import { hostileName } from './hostile-name.ts';
import { indexRecords, pathStart } from './records.ts';

/** What GNU find is told to print, after the prune arguments: records as `Inventory` describes them. */
export const FIND_RECORDS: readonly string[] = [
  ...['-type', 'f', '-printf', '%i %C@ f %s %T@ %P\\0', '-o'],
  ...['-type', 'd', '-printf', '%i %C@ d - - %P\\0', '-o'],
  ...['-type', 'l', '-printf', '%i %C@ l - - %P\\0%l\\0', '-o'],
  ...['-printf', '%i %C@ o - - %P\\0'],
];

/**
 * The inventory of what find printed. The buffer is kept as it is; only what the filter lets through is indexed. A name
 * that would leave the root fails the whole listing.
 */
export function inventoryFromFind(raw: Uint8Array, filter: CompiledFilter, gaps: readonly Gap[]): Result<Inventory, Failure> {
  const index = indexRecords(raw);
  if (!index.ok) return err(malformed(index.error.offset));
  const inventory: Inventory = { records: raw, index: index.value, granularity: 'ns', gaps };
  const outside = firstOutside(inventory);
  if (outside !== undefined) return err(hostileName(outside));
  return ok(filter.hasIncludes ? admittedOnly(inventory, filter) : inventory);
}

const SLASH = 0x2f;
const DOT = 0x2e;

/** The first path with an empty, `.` or `..` component. Looks at each byte of a million names: no texts are made. */
function firstOutside({ records, index }: Inventory): PathBytes | undefined {
  for (const start of index.starts) {
    const path = pathStart(records, start);
    // Dots that the component is made of so far; 3 when it is more than `..`.
    let dots = 0;
    for (let at = path; ; at++) {
      const byte = records[at];
      if (byte === SLASH || byte === 0 || byte === undefined) {
        if (dots < 3) return fromLatin1(Buffer.from(records.subarray(path, records.indexOf(0, path))).toString('latin1'));
        if (byte !== SLASH) break;
        dots = 0;
      } else dots = byte === DOT && dots < 3 ? dots + 1 : 3;
    }
  }
  return undefined;
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
