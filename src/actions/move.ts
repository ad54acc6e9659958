import { type CopyWork, type EntryToCopy, LEASE_MARK } from '../endpoints/endpoint.ts';
import { readingCost } from '../endpoints/shared/share-out.ts';
import { pathAt, sizeAt, typeAt } from '../inventory/record.ts';
import { amountOf, select } from '../inventory/records.ts';
import type { Inventory } from '../model/inventory.ts';
import { type Move, type Moved, moveStream, type StreamContext } from './move-stream.ts';
import { transferLimits } from './transfer-limits.ts';

/** What rsync brings before several processes of our own are under way: less is left to it. In bytes. */
const WORTH_COPYING = 64 * 1024 * 1024;

const NOTHING: Moved = { digests: new Map() };

/**
 * Brings the entries with rsync. When there is much to bring within this host, plain files and directories are copied on all cores first; rsync
 * brings the rest, and what could not be copied: it says why.
 */
export async function moveEntries(move: Move, context: StreamContext): Promise<Moved> {
  const copied = await copy(move, context);
  if (copied.failure !== undefined || copied.digests.size === move.entries.index.count) return copied;
  if (copied.digests.size === 0) return moveStream(move, context);
  const { done, rest } = parted(move.entries, copied);
  const before = amountOf(done);
  const progress = (files: number, bytes: number): void => context.progress(before.files + files, before.bytes + bytes);
  const streamed = await moveStream({ ...move, entries: rest }, { ...context, progress });
  return { ...copied, ...streamed, digests: new Map([...copied.digests, ...streamed.digests]) };
}

async function copy(move: Move, { lease, progress }: StreamContext): Promise<Moved> {
  const { from, entries, place, backup } = move;
  if (place.copy === undefined || backup !== undefined || from.endpoint.type !== 'Local' || move.algorithm !== 'md5')
    return NOTHING;
  const wanted = toCopy(entries);
  if (readingCost(wanted) <= WORTH_COPYING) return NOTHING;
  const confirmed = await lease?.confirmIfOverdue();
  if (confirmed?.ok === false) return { ...NOTHING, failure: confirmed.error };
  const work: CopyWork = {
    limits: transferLimits(move, () => 'moving'),
    progress,
    ...(lease === undefined ? {} : { env: { [LEASE_MARK]: lease.owner }, onStarted: (pid: number) => void lease.started(pid) }),
  };
  return place.copy(from, wanted, work);
}

/** All but links, and what is no data. */
function toCopy(entries: Inventory): readonly EntryToCopy[] {
  const wanted: EntryToCopy[] = [];
  for (let position = 0; position < entries.index.count; position++) {
    const type = typeAt(entries, position);
    if (type !== 'file' && type !== 'directory') continue;
    wanted.push({ type, path: pathAt(entries, position), size: sizeAt(entries.records, entries.index.starts[position] ?? 0) });
  }
  return wanted;
}

function parted(entries: Inventory, { digests }: Moved): { readonly done: Inventory; readonly rest: Inventory } {
  const [done, rest]: [number[], number[]] = [[], []];
  for (let position = 0; position < entries.index.count; position++)
    (digests.has(pathAt(entries, position)) ? done : rest).push(position);
  return { done: select(entries, done), rest: select(entries, rest) };
}
