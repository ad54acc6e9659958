import { availableParallelism } from 'node:os';
import { readingCost, shareOut } from '../endpoints/shared/share-out.ts';
import { filesIn, pathAt, select, typeAt } from '../inventory/records.ts';
import { mapBounded } from '../lib/map-bounded.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import type { Inventory } from '../model/inventory.ts';
import { type Move, type MoveContext, type Moved, moveStream } from './move-stream.ts';

/** Of rsyncs side by side; more keep two cores no busier. */
const MOST_STREAMS = 2;
/** What one brings while another starts: less is not worth one more. In bytes. */
const WORTH_A_STREAM = 64 * 1024 * 1024;

/** Brings the entries with rsync, within this host with several at once when there is much to bring. */
export async function moveEntries(move: Move, context: MoveContext): Promise<Moved> {
  const shares = sharesOf(move);
  if (shares.length < 2) return moveStream(move, context);
  const count = totals(context);
  const streams = await mapBounded(shares, shares.length, (entries) =>
    moveStream({ ...move, entries }, { ...context, progress: count() }),
  );
  const digests = new Map<PathBytes, string>();
  for (const stream of streams) for (const [path, digest] of stream.digests) digests.set(path, digest);
  const failed = streams.find((stream) => stream.failure !== undefined);
  if (failed?.failure?.code !== 'transfer.partial') return { ...failed, digests };
  // One that gave a directory its permissions was in the way of another that had not done with it.
  const rest = await moveStream({ ...move, entries: without(move.entries, digests) }, { ...context, progress: count() });
  for (const [path, digest] of rest.digests) digests.set(path, digest);
  return { ...rest, digests };
}

/** The entries in parts of about equal cost; directories and links with the first. */
function sharesOf({ from, to, entries }: Move): readonly Inventory[] {
  if (from.endpoint.type !== 'Local' || to.endpoint.type !== 'Local') return [entries];
  const files = [...filesIn(entries)];
  const worth = Math.ceil(readingCost(files) / WORTH_A_STREAM);
  const shares = shareOut(files, Math.min(MOST_STREAMS, availableParallelism(), worth));
  if (shares.length < 2) return [entries];
  const others: number[] = [];
  for (let position = 0; position < entries.index.count; position++)
    if (typeAt(entries, position) !== 'file') others.push(position);
  return shares.map((share, number) =>
    select(entries, [...(number === 0 ? others : []), ...share.map(({ position }) => position)]),
  );
}

function without(entries: Inventory, moved: ReadonlyMap<PathBytes, string>): Inventory {
  const positions: number[] = [];
  for (let position = 0; position < entries.index.count; position++)
    if (typeAt(entries, position) !== 'file' || !moved.has(pathAt(entries, position))) positions.push(position);
  return select(entries, positions);
}

/** One listener for each stream; what they were told together is passed on. */
function totals({ progress }: MoveContext): () => MoveContext['progress'] {
  const told: { files: number; bytes: number }[] = [];
  return () => {
    const mine = { files: 0, bytes: 0 };
    told.push(mine);
    return (files, bytes) => {
      [mine.files, mine.bytes] = [files, bytes];
      progress(
        told.reduce((sum, it) => sum + it.files, 0),
        told.reduce((sum, it) => sum + it.bytes, 0),
      );
    };
  };
}
