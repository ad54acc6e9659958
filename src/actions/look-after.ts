import type { FileToRead } from '../endpoints/endpoint.ts';
import { compare, Lookup } from '../inventory/compare.ts';
import { inventoryOf, pathAt, recordAt } from '../inventory/records.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { ActionOf } from '../model/action.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { Inventory } from '../model/inventory.ts';
import { isFresh } from './fresh.ts';
import type { FilesRead } from './read-files.ts';
import type { RunContext } from './runner.ts';

/**
 * What a place shows after the reading. `same`: size and time are as planned; `unchanged`: the whole record is. `there`: there is something of that name.
 */
export interface After {
  readonly looked: Inventory;
  readonly same: ReadonlySet<PathBytes>;
  readonly unchanged: ReadonlySet<PathBytes>;
  readonly there: ReadonlySet<PathBytes>;
  readonly at: number;
}

/** Looks again at files that were read, at both ends of a reading. `isOwn`: both are one. `looks`: their records, where they were looked at meanwhile. */
export async function lookAfter(
  { from, to, entries }: ActionOf<'verify'>,
  files: readonly FileToRead[],
  { isOwn, looks }: { readonly isOwn: boolean; readonly looks: FilesRead['looks'] },
  context: RunContext,
): Promise<Result<{ readonly to: After; readonly from: After }, Failure>> {
  const look = async (place: Location, known: ReadonlyMap<PathBytes, string>): Promise<Result<After, Failure>> => {
    const looked = await lookAt(place, { files, known }, context);
    return looked.ok
      ? ok(afterOf(entries, { looked: looked.value, ends: [from, to], at: context.tools.now() }))
      : err(looked.error);
  };
  const [there, here] = isOwn
    ? [await look(to, looks.to), undefined]
    : await Promise.all([look(to, looks.to), look(from, looks.from)]);
  if (!there.ok) return there;
  if (here === undefined) return ok({ to: there.value, from: there.value });
  return here.ok ? ok({ to: there.value, from: here.value }) : here;
}

/** What is known stands in the order of the files; what is not known comes behind it. */
async function lookAt(
  { endpoint, path }: Location,
  { files, known }: { readonly files: readonly FileToRead[]; readonly known: ReadonlyMap<PathBytes, string> },
  { driver }: RunContext,
): Promise<Result<Inventory, Failure>> {
  const names = files.map((file) => file.path);
  const records = names.flatMap((name) => known.get(name) ?? []);
  const rest = names.filter((name) => !known.has(name));
  if (records.length === 0) return driver(endpoint).entries(path, rest);
  const seen = Buffer.from(records.join(''), 'latin1');
  if (rest.length === 0) return ok(inventoryOf(seen, 'ns', []));
  const looked = await driver(endpoint).entries(path, rest);
  if (!looked.ok) return looked;
  const { records: others, granularity, gaps } = looked.value;
  return ok(inventoryOf(Buffer.concat([seen, others]), granularity, gaps));
}

function afterOf(
  planned: Inventory,
  { looked, ends, at }: { readonly looked: Inventory; readonly ends: readonly Location[]; readonly at: number },
): After {
  const tolerance = largest(ends.map(({ endpoint }) => endpoint.timeToleranceNs));
  const { extraneous, changed, inTheWay } = compare(planned, looked, tolerance);
  const other = new Set([...extraneous, ...[...changed, ...inTheWay].map((pair) => pair.have)]);
  const lookup = new Lookup(looked, planned);
  const same = new Set<PathBytes>();
  const unchanged = new Set<PathBytes>();
  const there = new Set<PathBytes>();
  for (let position = 0; position < looked.index.count; position++) {
    const path = pathAt(looked, position);
    there.add(path);
    if (other.has(position) || isFresh(looked, position, at)) continue;
    same.add(path);
    const before = lookup.find(position).position;
    if (before >= 0 && Buffer.compare(recordAt(planned, before), recordAt(looked, position)) === 0) unchanged.add(path);
  }
  return { looked, same, unchanged, there, at };
}

function largest(values: readonly bigint[]): bigint {
  let most = 0n;
  for (const value of values) if (value > most) most = value;
  return most;
}
