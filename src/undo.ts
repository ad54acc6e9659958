import type { Assembly } from './assemble.ts';
import type { Fence } from './endpoints/endpoint.ts';
import { EVERYTHING } from './inventory/filter.ts';
import { headAt, pathAt } from './inventory/record.ts';
import { amountOf, entriesOf, newInventoryBuilder } from './inventory/records.ts';
import { fromLatin1, fromText, joinPath, type PathBytes } from './lib/path-bytes.ts';
import { err, ok, type Result } from './lib/result.ts';
import type { Amount } from './model/amount.ts';
import type { Location } from './model/endpoint.ts';
import type { Failure } from './model/failure.ts';
import type { FileEntry, Inventory } from './model/inventory.ts';
import { showLocation, showPath } from './model/names.ts';

const TRASH = fromText('.replicas-trash');

/** What came back from one bin of a replica's trash. `left`: what stays there, because something stands in its place. */
export interface Undone {
  /** `date/plan`. */
  readonly bin: string;
  readonly restored: Amount;
  readonly left: readonly { readonly path: PathBytes; readonly because: Failure }[];
}

/**
 * Brings back what was trashed last at a replica, to where it was, and never over anything that stands there now. A bin of which nothing can
 * come back (all in it was replaced by what is newer) is passed over; it is told of each, the newest first. None: the trash is empty.
 */
export async function undoAt(replica: Location, assembly: Assembly): Promise<Result<readonly Undone[], Failure>> {
  // What is looked at must not be filled any more: the lease comes first.
  const lease = await assembly.takeLease(replica);
  if (!lease.ok) return lease;
  try {
    return await undoLeased(replica, lease.value.fence, assembly);
  } finally {
    await lease.value.release();
  }
}

async function undoLeased(
  replica: Location,
  fence: Fence | undefined,
  assembly: Pick<Assembly, 'driver'>,
): Promise<Result<readonly Undone[], Failure>> {
  const { files, list } = assembly.driver(replica.endpoint);
  if (files === undefined || fence === undefined) return err(cannotRename(replica));
  const [seen] = await list([{ path: joinPath(replica.path, TRASH), filter: EVERYTHING }]);
  if (seen === undefined || seen.state === 'unknown') return err(seen?.because ?? cannotRename(replica));
  if (seen.state === 'absent') return ok([]);
  const [gap] = seen.value.gaps;
  if (gap !== undefined) return err(gap.because);
  const tried: Undone[] = [];
  for (const bin of binsOf(seen.value)) {
    const entries = entriesBelow(seen.value, bin);
    // What it leaves empty it removes itself; anything else in the bin stays.
    const report = await files.restore(replica.path, entries, joinPath(replica.path, joinPath(TRASH, bin)), fence);
    if (!report.ok) return report;
    const left = new Set(report.value.refused.map(({ path }) => path));
    const back = entries.filter((entry) => !left.has(entry.path));
    tried.push({ bin: showPath(bin), restored: amountOf(listOf(back)), left: report.value.refused });
    if (back.length > 0) break;
  }
  return ok(tried);
}

/** The bins, that which was filled last first: the change time of what lies in one is when it was renamed. */
function binsOf(trash: Inventory): readonly PathBytes[] {
  const filled = new Map<PathBytes, number>();
  for (let position = 0; position < trash.index.count; position++) {
    const parts = pathAt(trash, position).split('/');
    if (parts.length < 3) continue;
    const bin = fromLatin1(parts.slice(0, 2).join('/'));
    const changed = Number(headAt(trash, position).split(' ')[1]);
    filled.set(bin, Math.max(changed, filled.get(bin) ?? Number.NEGATIVE_INFINITY));
  }
  return [...filled].sort(([, one], [, other]) => other - one).map(([bin]) => bin);
}

/** What lies in a bin, under its own paths. */
function entriesBelow(trash: Inventory, bin: PathBytes): readonly FileEntry[] {
  const entries = [...entriesOf(trash)].filter((entry) => entry.path.startsWith(`${bin}/`));
  const own = entries.map((entry) => ({ ...entry, path: fromLatin1(entry.path.slice(bin.length + 1)) }));
  return own.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function listOf(entries: readonly FileEntry[]): Inventory {
  const builder = newInventoryBuilder('ns');
  for (const entry of entries) builder.add(entry);
  return builder.finish([]);
}

function cannotRename(replica: Location): Failure {
  return {
    code: 'endpoint.access',
    message: `${showLocation(replica)}: nothing can be renamed there, so nothing can be brought back`,
    hint: 'What was overwritten lies below .replicas-trash there: bring it back by hand.',
    retry: 'person',
    blame: 'to',
  };
}
