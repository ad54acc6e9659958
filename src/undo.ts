import { Buffer } from 'node:buffer';
import type { Assembly } from './assemble.ts';
import { amountOf, entriesOf, newInventoryBuilder, pathAt, recordAt } from './inventory/records.ts';
import { fromLatin1, fromText, joinPath, type PathBytes } from './lib/path-bytes.ts';
import { err, ok, type Result } from './lib/result.ts';
import type { Amount } from './model/amount.ts';
import type { Location } from './model/endpoint.ts';
import type { Failure } from './model/failure.ts';
import type { FileEntry, Inventory } from './model/inventory.ts';
import { showLocation, showPath } from './model/names.ts';

const TRASH = fromText('.replicas-trash');
const ALL = { exclude: [], include: [] };

/** What came back from the newest bin of a replica's trash. `left`: what stays there, because something stands in its place. */
export interface Undone {
  /** `date/plan`; '' when the trash is empty. */
  readonly bin: string;
  readonly restored: Amount;
  readonly left: readonly { readonly path: PathBytes; readonly because: Failure }[];
}

/** Brings back what was trashed last at a replica, to where it was, and never over anything that stands there now. */
export async function undoAt(replica: Location, assembly: Assembly): Promise<Result<Undone, Failure>> {
  const driver = assembly.driver(replica.endpoint);
  if (driver.files === undefined) return err(cannotRename(replica));
  const [seen] = await driver.list([{ path: joinPath(replica.path, TRASH), filter: ALL }]);
  if (seen === undefined || seen.state === 'unknown') return err(seen?.because ?? cannotRename(replica));
  const newest = seen.state === 'absent' ? undefined : newestBin(seen.value);
  if (seen.state === 'absent' || newest === undefined) return ok({ bin: '', restored: { files: 0, bytes: 0 }, left: [] });
  const lease = await assembly.takeLease(replica);
  if (!lease.ok) return lease;
  try {
    const { fence } = lease.value;
    if (fence === undefined) return err(cannotRename(replica));
    const entries = entriesBelow(seen.value, newest);
    const from = joinPath(replica.path, joinPath(TRASH, newest));
    const report = await driver.files.restore(replica.path, entries, from, fence);
    if (!report.ok) return report;
    const left = new Set(report.value.refused.map(({ path }) => path));
    if (left.size === 0) await driver.files.erase(from, fence);
    const back = entries.filter((entry) => !left.has(entry.path));
    return ok({ bin: showPath(newest), restored: amountOf(listOf(back)), left: report.value.refused });
  } finally {
    await lease.value.release();
  }
}

/** The bin that was filled last: the change time of what lies in it is when it was renamed. */
function newestBin(trash: Inventory): PathBytes | undefined {
  let newest: PathBytes | undefined;
  let time = Number.NEGATIVE_INFINITY;
  for (let position = 0; position < trash.index.count; position++) {
    const parts = pathAt(trash, position).split('/');
    if (parts.length < 3) continue;
    const changed = Number(Buffer.from(recordAt(trash, position)).toString('latin1').split(' ')[1]);
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
