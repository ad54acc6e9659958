import { NO_ENTRIES } from '../endpoints/shared/nothing-found.ts';
import { compare, Lookup } from '../inventory/compare.ts';
import { headAt, pathAt, samenessOfHead } from '../inventory/record.ts';
import { inventoryOf, type NamedFile } from '../inventory/records.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { ActionOf } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { Inventory } from '../model/inventory.ts';
import { toleranceBetween } from '../model/tolerance.ts';
import { isFresh } from './fresh.ts';
import type { FileRead } from './read-files.ts';
import type { RunContext } from './runner.ts';

/** What a place shows after the reading, of each file that is there. `at`: when it was looked at. */
export interface After {
  readonly files: ReadonlyMap<PathBytes, LookedAt>;
  readonly at: number;
}

/** `head`: its record without the path. `same`: size and time are as planned; `unchanged`: the whole record is. */
export interface LookedAt {
  readonly head: string;
  readonly same: boolean;
  readonly unchanged: boolean;
}

/** Looks again at files that were read, at both ends of a reading. `isOwn`: both are one. `read`: what was read of them, and how they looked then, where that is known. */
export async function lookAfter(
  { from, to, entries }: ActionOf<'verify'>,
  files: readonly NamedFile[],
  { isOwn, read }: { readonly isOwn: boolean; readonly read: ReadonlyMap<PathBytes, FileRead> },
  { driver, tools }: RunContext,
): Promise<Result<{ readonly to: After; readonly from: After }, Failure>> {
  const tolerance = toleranceBetween(from, to);
  const look = async (side: 'to' | 'from'): Promise<Result<After, Failure>> => {
    const { endpoint, path } = { to, from }[side];
    const found = new Map<PathBytes, LookedAt>();
    const [other, rest] = asPlanned(entries, { files, known: (file) => read.get(file)?.[side] }, found);
    const looked = rest.length === 0 ? ok(NO_ENTRIES) : await driver(endpoint).entries(path, rest);
    const at = tools.now();
    if (!looked.ok) return err(looked.error);
    for (const inventory of [other, looked.value]) judgeLook(entries, { looked: inventory, tolerance, at }, found);
    return ok({ files: found, at });
  };
  const [there, here] = isOwn ? [await look('to'), undefined] : await Promise.all([look('to'), look('from')]);
  if (!there.ok) return there;
  if (here === undefined) return ok({ to: there.value, from: there.value });
  return here.ok ? ok({ to: there.value, from: here.value }) : here;
}

/** Notes those that are known to look as planned, letter by letter. What is left: those that are known to look otherwise, and those of which nothing is known. */
function asPlanned(
  planned: Inventory,
  { files, known }: { readonly files: readonly NamedFile[]; readonly known: (path: PathBytes) => string | undefined },
  found: Map<PathBytes, LookedAt>,
): readonly [Inventory, readonly PathBytes[]] {
  const other: string[] = [];
  const rest: PathBytes[] = [];
  for (const { path, position } of files) {
    const head = known(path);
    if (head === undefined) {
      rest.push(path);
      continue;
    }
    const sameness = samenessOfHead(planned, position, head);
    if (sameness !== 'other') found.set(path, { head, same: true, unchanged: sameness === 'whole' });
    else other.push(`${head} ${path}\0`);
  }
  return [inventoryOf(Buffer.from(other.join(''), 'latin1'), 'ns', []), rest];
}

function judgeLook(
  planned: Inventory,
  { looked, tolerance, at }: { readonly looked: Inventory; readonly tolerance: bigint; readonly at: number },
  found: Map<PathBytes, LookedAt>,
): void {
  if (looked.index.count === 0) return;
  const { extraneous, changed, inTheWay } = compare(planned, looked, tolerance);
  const other = new Set([...extraneous, ...[...changed, ...inTheWay].map((pair) => pair.have)]);
  const lookup = new Lookup(looked, planned);
  for (let position = 0; position < looked.index.count; position++) {
    const head = headAt(looked, position);
    const same = !other.has(position) && !isFresh(looked, position, at);
    const before = same ? lookup.find(position).position : -1;
    found.set(pathAt(looked, position), { head, same, unchanged: before >= 0 && headAt(planned, before) === head });
  }
}
