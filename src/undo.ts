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
const NOTHING_THERE: Undone = { bin: '', restored: { files: 0, bytes: 0 }, left: [] };

/** What came back from the newest bin of a replica's trash. `left`: what stays there, because something stands in its place. */
export interface Undone {
  /** `date/plan`; '' when the trash is empty. */
  readonly bin: string;
  readonly restored: Amount;
  readonly left: readonly { readonly path: PathBytes; readonly because: Failure }[];
}

/** Brings back what was trashed last at a replica, to where it was, and never over anything that stands there now. */
export async function undoAt(replica: Location, assembly: Assembly): Promise<Result<Undone, Failure>> {
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
): Promise<Result<Undone, Failure>> {
  const { files, list } = assembly.driver(replica.endpoint);
  if (files === undefined || fence === undefined) return err(cannotRename(replica));
  const [seen] = await list([{ path: joinPath(replica.path, TRASH), filter: EVERYTHING }]);
  if (seen === undefined || seen.state === 'unknown') return err(seen?.because ?? cannotRename(replica));
  if (seen.state === 'absent') return ok(NOTHING_THERE);
  const [gap] = seen.value.gaps;
  if (gap !== undefined) return err(gap.because);
  const newest = newestBin(seen.value);
  if (newest === undefined) return ok(NOTHING_THERE);
  const entries = entriesBelow(seen.value, newest);
  // What it leaves empty it removes itself; anything else in the bin stays.
  const report = await files.restore(replica.path, entries, joinPath(replica.path, joinPath(TRASH, newest)), fence);
  if (!report.ok) return report;
  const left = new Set(report.value.refused.map(({ path }) => path));
  const back = entries.filter((entry) => !left.has(entry.path));
  return ok({ bin: showPath(newest), restored: amountOf(listOf(back)), left: report.value.refused });
}

/** The bin that was filled last: the change time of what lies in it is when it was renamed. */
function newestBin(trash: Inventory): PathBytes | undefined {
  let newest: PathBytes | undefined;
  let time = Number.NEGATIVE_INFINITY;
  for (let position = 0; position < trash.index.count; position++) {
    const parts = pathAt(trash, position).split('/');
    if (parts.length < 3) continue;
    const changed = Number(headAt(trash, position).split(' ')[1]);
    if (!(changed > time)) continue;
    time = changed;
    newest = fromLatin1(parts.slice(0, 2).join('/'));
  }
  return newest;
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
