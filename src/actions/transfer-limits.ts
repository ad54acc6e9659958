import { sizeAt, typeAt } from '../inventory/record.ts';
import { amountOf } from '../inventory/records.ts';
import type { PhasedLimits } from '../lib/command.ts';
import { patience, type SilentPhase } from '../lib/patience.ts';
import { type Location, stalledAfterMs } from '../model/endpoint.ts';
import type { Inventory } from '../model/inventory.ts';

const DEADLINE_MS = 60 * 60_000;
/** The slowest a transfer may be before it is ended: bytes per millisecond, and milliseconds per file. */
const SLOWEST_BYTES_PER_MS = 20;
const SLOWEST_MS_PER_FILE = 200;

/** The limits of a transfer, which grow with what is to be moved. Before a file moves, what of it is there already may have to be read. */
export function transferLimits(
  { from, to, entries }: { readonly from: Location; readonly to: Location; readonly entries: Inventory },
  phase: () => SilentPhase,
): PhasedLimits {
  const { files, bytes } = amountOf(entries);
  const work = {
    stalledAfterMs: stalledAfterMs([from.endpoint, to.endpoint]),
    entries: entries.index.count,
    largestBytes: largestOf(entries),
  };
  return {
    idleMs: () => patience(work, phase()),
    deadlineMs: DEADLINE_MS + bytes / SLOWEST_BYTES_PER_MS + files * SLOWEST_MS_PER_FILE,
  };
}

function largestOf(entries: Inventory): number {
  let largest = 0;
  for (let position = 0; position < entries.index.count; position++)
    if (typeAt(entries, position) === 'file')
      largest = Math.max(largest, sizeAt(entries.records, entries.index.starts[position] ?? 0));
  return largest;
}
