import { moveEntries } from './actions/move.ts';
import type { Assembly } from './assemble.ts';
import { writeFailure } from './endpoints/shared/file-failure.ts';
import { PARTIAL } from './endpoints/shared/partial.ts';
import { progressOf } from './execute/progress.ts';
import { compare } from './inventory/compare.ts';
import { digestWithout } from './inventory/digest.ts';
import { amountOf, entriesOf, newInventoryBuilder, select } from './inventory/records.ts';
import { makeDirectories } from './lib/make-directories.ts';
import { joinPath, type PathBytes, ROOT } from './lib/path-bytes.ts';
import { err, ok, type Result } from './lib/result.ts';
import type { ActionOf } from './model/action.ts';
import { actionId } from './model/action-id.ts';
import type { Amount } from './model/amount.ts';
import type { LocalEndpoint, Location } from './model/endpoint.ts';
import { summarize } from './model/event.ts';
import type { Failure } from './model/failure.ts';
import type { Inventory } from './model/inventory.ts';
import { showLocation, showPath } from './model/names.ts';
import type { Outcome } from './model/outcome.ts';
import { treeOrFile } from './tree-or-file.ts';

const ALL = { exclude: [], include: [] };

/** The digest that every place can compute. */
const READING = { algorithm: 'md5', cache: 'keep' } as const;

/** What a copy ended with: what is there now and was read back, and how much of it had to be moved. */
export interface OneCopy {
  readonly verified: Amount;
  readonly moved: Amount;
}

/**
 * Copies a place into a directory (made when it is missing), reads every file back there and compares digests: those computed in flight for what
 * moved, those of the source for what was there already. Files that only the directory has stay.
 */
export async function oneCopy(from: Location, target: LocalEndpoint, assembly: Assembly): Promise<Result<OneCopy, Failure>> {
  const found = await treeOrFile(from, assembly);
  if (!found.ok) return found;
  const [gap] = found.value.inventory.gaps;
  if (gap !== undefined) return err(gap.because);
  const to: Location = { endpoint: target, path: ROOT };
  const made = makeDirectory(target.root);
  if (!made.ok) return made;
  const { location, inventory: want } = found.value;
  const have = await lookAtTarget(to, assembly);
  if (!have.ok) return have;
  const { missing, changed, inTheWay } = compare(want, have.value, 0n);
  const entries = select(want, [...missing, ...[...changed, ...inTheWay].map((pair) => pair.want)]);
  const moved =
    entries.index.count === 0 ? ok(new Map<PathBytes, string>()) : await move({ from: location, to, entries }, assembly);
  if (!moved.ok) return moved;
  const wrong = await firstWrong({ from: location, to, want, moved: moved.value }, assembly);
  return wrong === undefined ? ok({ verified: amountOf(want), moved: amountOf(entries) }) : err(wrong);
}

function makeDirectory(path: string): Result<void, Failure> {
  try {
    makeDirectories(path);
    return ok(undefined);
  } catch (error) {
    return err(writeFailure(error, path));
  }
}

async function lookAtTarget(to: Location, assembly: Assembly): Promise<Result<Inventory, Failure>> {
  const [seen] = await assembly.driver(to.endpoint).list([{ path: to.path, filter: ALL }]);
  if (seen?.state === 'unknown') return err(seen.because);
  return ok(seen?.state === 'present' ? seen.value : newInventoryBuilder('ns').finish([]));
}

async function move(
  ends: { readonly from: Location; readonly to: Location; readonly entries: Inventory },
  assembly: Assembly,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure>> {
  const { tools, driver, emit } = assembly;
  const places = { from: showLocation(ends.from), to: showLocation(ends.to) };
  const action: ActionOf<'transfer'> = {
    type: 'transfer',
    ...ends,
    way: { type: 'Add' },
    digest: 'md5',
    id: actionId({ type: 'transfer', ...places, entries: digestWithout(ends.entries, []) }),
    because: 'asked for',
    requires: [],
    engine: 'Local',
    amount: amountOf(ends.entries),
  };
  const resource = places.from;
  const summary = summarize(action);
  emit({ type: 'action-started', resource, action: summary });
  const began = tools.now();
  const progress = progressOf({ resource, action: summary, emit, now: tools.now });
  const place = await driver(ends.to.endpoint).prepare(ends.to.path);
  if (!place.ok) return place;
  const move = { ...ends, place: place.value, algorithm: 'md5' } as const;
  const moved = await moveEntries(move, { tools, driver, progress, lease: undefined });
  await place.value.close();
  if (moved.failure === undefined) await driver(ends.to.endpoint).files?.erase(joinPath(ends.to.path, PARTIAL));
  const outcome: Outcome =
    moved.failure === undefined
      ? { status: 'done', ms: tools.now() - began, files: action.amount.files, bytes: action.amount.bytes }
      : { status: 'failed', failure: moved.failure };
  emit({ type: 'action-ended', resource, action: summary, outcome });
  return moved.failure === undefined ? ok(moved.digests) : err(moved.failure);
}

/** Reads back every file and names the first that is not what the source has. */
async function firstWrong(
  copied: {
    readonly from: Location;
    readonly to: Location;
    readonly want: Inventory;
    readonly moved: ReadonlyMap<PathBytes, string>;
  },
  assembly: Assembly,
): Promise<Failure | undefined> {
  const files = [...entriesOf(copied.want)].filter((entry) => entry.type === 'file');
  const unmoved = files.filter(({ path }) => !copied.moved.has(path));
  const [there, here] = await Promise.all([
    unmoved.length === 0
      ? ok(new Map<PathBytes, string>())
      : assembly.driver(copied.from.endpoint).digests(copied.from.path, unmoved, READING),
    assembly.driver(copied.to.endpoint).digests(copied.to.path, files, READING),
  ]);
  if (!there.ok) return there.error;
  if (!here.ok) return here.error;
  const wrong = files.find(({ path }) => {
    const expected = copied.moved.get(path) ?? there.value.get(path);
    return expected === undefined || here.value.get(path) !== expected;
  });
  return wrong === undefined ? undefined : corrupt(copied.to, wrong.path);
}

function corrupt(to: Location, path: PathBytes): Failure {
  return {
    code: 'replica.corrupt',
    message: `${showLocation(to)}: "${showPath(path)}" was read back and is not what the source has`,
    hint: 'Remove that file and run the same command again; if it stays so, look at the disk.',
    retry: 'person',
    blame: 'to',
  };
}
