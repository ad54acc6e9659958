import type { FileToRead } from '../endpoints/endpoint.ts';
import { pathAt } from '../inventory/record.ts';
import { proofFinder } from '../inventory/standing.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import { ok, type Result } from '../lib/result.ts';
import type { ActionOf } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { Proof } from '../model/ledger.ts';
import type { FileRead } from './read-files.ts';
import type { RunContext } from './runner.ts';

/** The digest of each file, by its path. */
export type Digests = ReadonlyMap<PathBytes, string>;

/** What was proven of files before, in their size and time. */
export interface KnownRight {
  /** What they should hold: they were proven to hold what their source held. */
  readonly proven: Digests;
  /** What their source was proven to hold. */
  readonly held: Digests;
}

/**
 * What is known of these files. What is due to be read again was proven, or found bad, as what it is. Of what was never proven as that only
 * the source's proof counts, and what was found bad by it. What was moved must be what the source was proven to hold.
 */
export function knownRightOf({ entries, to, from, reading }: ActionOf<'verify'>, { ledgers }: RunContext): KnownRight {
  const [there, here] = [to, from].map((place) => proofFinder(entries, ledgers.read(place).ledger));
  const proven = new Map<PathBytes, string>();
  const held = new Map<PathBytes, string>();
  const usable = (proof: Proof | undefined): Proof | undefined =>
    proof?.algorithm === reading.algorithm && proof.verdict !== 'differs' ? proof : undefined;
  for (let position = 0; position < entries.index.count; position++) {
    const own = usable(there?.(position));
    const source = usable(here?.(position))?.digest;
    if (own === undefined && source === undefined) continue;
    const path = pathAt(entries, position);
    const isOwn = own !== undefined && (reading.why === 'Due' || (own.verdict === 'bad' && own.digest === source));
    if (reading.why === 'Moved') {
      if (source !== undefined) proven.set(path, source);
    } else if (isOwn) proven.set(path, own.digest);
    else if (source !== undefined) held.set(path, source);
  }
  return { proven, held };
}

/** What was found wrong with files of a source before, in their size and time. */
export interface KnownWrong {
  /** What those hold that are bad: to find the same again is no news. */
  readonly bad: Digests;
  /** Those that differ from where they should have come from: that another gets its copy of them makes them no better. */
  readonly differing: ReadonlySet<PathBytes>;
}

/** What is known to be wrong with files at the source. */
export function knownWrongOf({ entries, from }: ActionOf<'verify'>, { ledgers }: RunContext): KnownWrong {
  const finder = proofFinder(entries, ledgers.read(from).ledger);
  const bad = new Map<PathBytes, string>();
  const differing = new Set<PathBytes>();
  for (let position = 0; position < entries.index.count; position++) {
    const proof = finder(position);
    if (proof?.verdict === 'bad') bad.set(pathAt(entries, position), proof.found);
    if (proof?.verdict === 'differs') differing.add(pathAt(entries, position));
  }
  return { bad, differing };
}

/**
 * What came in flight, as digests of the algorithm asked for. Where rsync has it only by md5 and the source cannot be read by itself, a
 * file whose md5 arrived is as good as its digest by the other.
 */
export async function inFlightOf(
  { to, from, reading }: ActionOf<'verify'>,
  files: readonly FileToRead[],
  { inFlight, driver }: RunContext,
): Promise<Result<Digests, Failure>> {
  const found = new Map<PathBytes, string>();
  if (reading.why !== 'Moved' || reading.source === 'Separately') return ok(found);
  const others: FileToRead[] = [];
  for (const file of files) {
    const flown = inFlight.get(file.path);
    if (flown?.algorithm === reading.algorithm) found.set(file.path, flown.digest);
    else if (flown !== undefined && !driver(from.endpoint).algorithms.has(reading.algorithm)) others.push(file);
  }
  if (others.length === 0) return ok(found);
  const arrived = await driver(to.endpoint).digests(to.path, others, { algorithm: 'md5', cache: 'keep' });
  if (!arrived.ok) return arrived;
  const good = others.filter(({ path }) => arrived.value.get(path) === inFlight.get(path)?.digest);
  const digests = await driver(to.endpoint).digests(to.path, good, { algorithm: reading.algorithm, cache: 'keep' });
  if (!digests.ok) return digests;
  for (const [path, digest] of digests.value) found.set(path, digest);
  return ok(found);
}

/** What files are at the source, read by themselves. */
export async function readSource(
  { from, reading }: ActionOf<'verify'>,
  files: readonly FileToRead[],
  cache: 'keep' | 'drop',
  { driver }: RunContext,
): Promise<Result<Digests, Failure>> {
  if (files.length === 0) return ok(new Map());
  return driver(from.endpoint).digests(from.path, files, { algorithm: reading.algorithm, cache });
}

/** The second reading, of both ends; what it says takes the place of the first. */
export async function readAgain(
  action: ActionOf<'verify'>,
  odd: readonly FileToRead[],
  seen: { readonly read: Map<PathBytes, FileRead>; readonly source: Map<PathBytes, string>; readonly isOwn: boolean },
  context: RunContext,
): Promise<Result<void, Failure>> {
  if (odd.length === 0) return ok(undefined);
  const { algorithm } = action.reading;
  const [to, from] = await Promise.all([
    context.driver(action.to.endpoint).digests(action.to.path, odd, { algorithm, cache: 'drop' }),
    seen.isOwn || !context.driver(action.from.endpoint).algorithms.has(algorithm)
      ? ok(new Map<PathBytes, string>())
      : readSource(action, odd, 'drop', context),
  ]);
  if (!to.ok) return to;
  // What cannot be read twice is not called anything.
  for (const { path } of odd) seen.read.delete(path);
  for (const [path, digest] of to.value) seen.read.set(path, { digest });
  // That the source cannot be read once more says nothing about it.
  if (from.ok) for (const [path, digest] of from.value) seen.source.set(path, digest);
  return ok(undefined);
}
