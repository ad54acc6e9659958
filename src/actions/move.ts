import { availableParallelism } from 'node:os';
import type { ReceivingPlace } from '../endpoints/endpoint.ts';
import { PARTIAL } from '../endpoints/shared/partial.ts';
import { readingCost, shareOut } from '../endpoints/shared/share-out.ts';
import { compare } from '../inventory/compare.ts';
import { filesIn, select, typeAt } from '../inventory/records.ts';
import { joinPath } from '../lib/path-bytes.ts';
import type { Inventory } from '../model/inventory.ts';
import { type Move, type Moved, moveStream, type StreamContext } from './move-stream.ts';

/** What one brings while another starts: less is not worth one more. In bytes. */
const WORTH_A_STREAM = 64 * 1024 * 1024;

/** What one stream leaves undone where another was in its way: it gave a directory its permissions before that one had done with it. */
const IN_THE_WAY: ReadonlySet<string> = new Set(['transfer.partial', 'target.not-writable']);

/** What moving needs of what a runner is given. `spare`: one more transfer between both ends; undefined where no more are allowed now. */
export interface MoveContext extends StreamContext {
  readonly spare: (ends: Pick<Move, 'from' | 'to'>) => { readonly free: () => void } | undefined;
}

/** Brings the entries with rsync, within this host with two at once when there is much to bring. */
export async function moveEntries(move: Move, context: MoveContext): Promise<Moved> {
  const shares = sharesOf(move);
  const spare = shares === undefined ? undefined : context.spare(move);
  if (shares === undefined || spare === undefined) return moveStream(move, context);
  // Unfinished files go by their names without directories: each stream has a place of its own for them.
  const second = await context.driver(move.to.endpoint).prepare(joinPath(move.to.path, PARTIAL));
  try {
    return second.ok ? await moveBeside(move, shares, { second: second.value, context }) : await moveStream(move, context);
  } finally {
    if (second.ok) await second.value.close();
    spare.free();
  }
}

async function moveBeside(
  move: Move,
  [one, other]: Shares,
  { second, context }: { readonly second: ReceivingPlace; readonly context: StreamContext },
): Promise<Moved> {
  const count = totals(context);
  const streams = await Promise.all([
    moveStream({ ...move, entries: one }, { ...context, progress: count() }),
    moveStream({ ...move, entries: other, place: second }, { ...context, progress: count() }),
  ]);
  const digests = new Map(streams.flatMap((stream) => [...stream.digests]));
  const failures = streams.flatMap(({ failure }) => failure ?? []);
  const worst = failures.find(({ code }) => !IN_THE_WAY.has(code));
  if (failures.length === 0 || worst !== undefined) return worst === undefined ? { digests } : { digests, failure: worst };
  // A file is reported before it gets its name, which may have been refused.
  const looked = await context.driver(move.to.endpoint).entries(move.to.path, [...digests.keys()]);
  if (!looked.ok) return { digests, failure: looked.error };
  const rest = await moveStream({ ...move, entries: notYet(move, looked.value) }, { ...context, progress: count() });
  return { ...rest, digests: new Map([...digests, ...rest.digests]) };
}

type Shares = readonly [Inventory, Inventory];

/** The entries in halves of about equal cost; directories and links with the first. Undefined where one rsync does. */
function sharesOf({ from, to, entries }: Move): Shares | undefined {
  if (from.endpoint.type !== 'Local' || to.endpoint.type !== 'Local' || availableParallelism() < 2) return undefined;
  const files = [...filesIn(entries)];
  if (readingCost(files) <= WORTH_A_STREAM) return undefined;
  const [one, other] = shareOut(files, 2).map((share) => share.map(({ position }) => position));
  if (one === undefined || other === undefined) return undefined;
  const others: number[] = [];
  for (let position = 0; position < entries.index.count; position++)
    if (typeAt(entries, position) !== 'file') others.push(position);
  return [select(entries, [...others, ...one]), select(entries, other)];
}

/** The entries that are not there as they were sent. */
function notYet({ entries, to }: Move, looked: Inventory): Inventory {
  const { missing, changed, inTheWay } = compare(entries, looked, to.endpoint.timeToleranceNs);
  return select(entries, [...missing, ...[...changed, ...inTheWay].map((pair) => pair.want)]);
}

/** One listener for each stream; what they were told together is passed on. */
function totals({ progress }: StreamContext): () => StreamContext['progress'] {
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
