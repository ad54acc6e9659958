import { compare } from '../inventory/compare.ts';
import { entriesOf, pathAt, recordAt } from '../inventory/records.ts';
import { proofFinder } from '../inventory/standing.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { ActionOf } from '../model/action.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { DigestAlgorithm, FileEntry, Inventory } from '../model/inventory.ts';
import type { Proof, Verdict } from '../model/ledger.ts';
import { showLocation } from '../model/names.ts';
import { isFresh } from './fresh.ts';
import { type Judgement, judge, proofOf } from './judge.ts';
import type { RunContext } from './runner.ts';
import { writeVerdicts } from './write-verdicts.ts';

/** What was read, and what is wrong with it. */
export interface BatchReport {
  readonly files: number;
  readonly bytes: number;
  readonly wrong: readonly Wrong[];
}

export interface Wrong {
  readonly path: PathBytes;
  readonly side: 'from' | 'to';
  readonly verdict: Exclude<Verdict, 'proven'> | 'unread';
  readonly digest: string;
  readonly found: string;
}

type Digests = ReadonlyMap<PathBytes, string>;

/** Reads one batch of files, judges each and writes the verdicts into the ledgers of both ends. */
export async function readBatch(action: ActionOf<'verify'>, context: RunContext): Promise<Result<BatchReport, Failure>> {
  const files = [...entriesOf(action.entries)];
  const { algorithm } = action.reading;
  const isOwn = showLocation(action.from) === showLocation(action.to);
  const proven = provenOf(action, context);
  const known = isOwn ? knownBadOf(action, context) : new Map<PathBytes, string>();
  const flown = await inFlightOf(action, files, context);
  if (!flown.ok) return flown;
  const cache = action.reading.why === 'Moved' ? 'keep' : 'drop';
  const read = await context
    .driver(action.to.endpoint)
    .digests(action.to.path, files, { algorithm, cache, progress: context.progress });
  if (!read.ok) return read;
  const found = new Map(read.value);
  const source = new Map<PathBytes, string>();
  const unknown = isOwn ? [] : files.filter(({ path }) => !proven.has(path) && !flown.value.has(path) && found.has(path));
  const sourceRead = await readSource(action, unknown, 'keep', context);
  if (!sourceRead.ok) return sourceRead;
  for (const [path, digest] of sourceRead.value) source.set(path, digest);
  const should = (path: PathBytes): string | undefined => proven.get(path) ?? flown.value.get(path) ?? source.get(path);
  // A mismatch may be a fault of the reading: it is done once more, from the disk.
  const odd = files.filter(({ path }) => {
    const expected = should(path);
    const sent = flown.value.get(path);
    return (
      expected !== undefined && found.has(path) && (found.get(path) !== expected || (sent !== undefined && sent !== expected))
    );
  });
  const again = await readAgain(action, odd, { found, source, isOwn }, context);
  if (!again.ok) return again;
  const looked = await lookAfter(action, files, { isOwn }, context);
  if (!looked.ok) return looked;
  const { to, from } = looked.value;
  const verdicts = { to: new Map<PathBytes, Proof>(), from: new Map<PathBytes, Proof>() };
  const wrong: Wrong[] = [];
  for (const { path } of files) {
    if (!to.same.has(path)) continue;
    if (!found.has(path)) {
      wrong.push({ path, side: 'to', verdict: 'unread', digest: '', found: '' });
      continue;
    }
    const evidence = {
      proven: proven.get(path),
      inFlight: from.unchanged.has(path) ? flown.value.get(path) : undefined,
      source: from.same.has(path) ? source.get(path) : undefined,
      found: found.get(path),
    };
    const judgement = isOwn && evidence.proven === undefined ? baseline(evidence.found) : judge(evidence);
    note(judgement, { path, algorithm, at: to.at, known: known.get(path) }, { verdicts, wrong });
  }
  writeVerdicts(action.to, { looked: to.looked, verdicts: verdicts.to }, context);
  if (!isOwn) writeVerdicts(action.from, { looked: from.looked, verdicts: verdicts.from }, context);
  return ok({ files: files.length, bytes: files.reduce((sum, file) => sum + file.size, 0), wrong });
}

/** What files were found to hold that are bad already: to find the same again is no news. */
function knownBadOf({ entries, to }: ActionOf<'verify'>, { ledgers }: RunContext): Digests {
  const finder = proofFinder(entries, ledgers.read(to).ledger);
  const found = new Map<PathBytes, string>();
  for (let position = 0; position < entries.index.count; position++) {
    const proof = finder(position);
    if (proof?.verdict === 'bad') found.set(pathAt(entries, position), proof.found);
  }
  return found;
}

/** What was proven of these files, in their size and time, at their own place or at the source. */
function provenOf({ entries, to, from, reading }: ActionOf<'verify'>, { ledgers }: RunContext): Digests {
  const finders = [to, from].map((place) => proofFinder(entries, ledgers.read(place).ledger));
  const found = new Map<PathBytes, string>();
  for (let position = 0; position < entries.index.count; position++) {
    const proofs = finders.flatMap((finder) => finder(position) ?? []);
    const proof = proofs.find((it) => it.algorithm === reading.algorithm && it.verdict !== 'differs');
    if (proof !== undefined) found.set(pathAt(entries, position), proof.digest);
  }
  return found;
}

/**
 * What came in flight, as digests of the algorithm asked for. Where rsync has it only by md5 and the source cannot be read by itself, a
 * file whose md5 arrived is as good as its digest by the other.
 */
async function inFlightOf(
  { to, from, reading }: ActionOf<'verify'>,
  files: readonly FileEntry[],
  { inFlight, driver }: RunContext,
): Promise<Result<Digests, Failure>> {
  const found = new Map<PathBytes, string>();
  if (reading.why !== 'Moved' || reading.source === 'Separately') return ok(found);
  const others: FileEntry[] = [];
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

async function readSource(
  { from, reading }: ActionOf<'verify'>,
  files: readonly FileEntry[],
  cache: 'keep' | 'drop',
  { driver }: RunContext,
): Promise<Result<Digests, Failure>> {
  if (files.length === 0) return ok(new Map());
  return driver(from.endpoint).digests(from.path, files, { algorithm: reading.algorithm, cache });
}

/** The second reading, of both ends; what it says takes the place of the first. */
async function readAgain(
  action: ActionOf<'verify'>,
  odd: readonly FileEntry[],
  seen: { readonly found: Map<PathBytes, string>; readonly source: Map<PathBytes, string>; readonly isOwn: boolean },
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
  for (const [path, digest] of to.value) seen.found.set(path, digest);
  // That the source cannot be read once more says nothing about it.
  if (from.ok) for (const [path, digest] of from.value) seen.source.set(path, digest);
  return ok(undefined);
}

/** What a place shows after the reading. `same`: size and time are as planned; `unchanged`: the whole record is. */
interface After {
  readonly looked: Inventory;
  readonly same: ReadonlySet<PathBytes>;
  readonly unchanged: ReadonlySet<PathBytes>;
  readonly at: number;
}

async function lookAfter(
  { from, to, entries }: ActionOf<'verify'>,
  files: readonly FileEntry[],
  { isOwn }: { readonly isOwn: boolean },
  context: RunContext,
): Promise<Result<{ readonly to: After; readonly from: After }, Failure>> {
  const names = files.map((file) => file.path);
  const look = async (place: Location): Promise<Result<After, Failure>> => {
    const looked = await context.driver(place.endpoint).entries(place.path, names);
    return looked.ok
      ? ok(afterOf(entries, { looked: looked.value, ends: [from, to], at: context.tools.now() }))
      : err(looked.error);
  };
  const [there, here] = isOwn ? [await look(to), undefined] : await Promise.all([look(to), look(from)]);
  if (!there.ok) return there;
  if (here === undefined) return ok({ to: there.value, from: there.value });
  return here.ok ? ok({ to: there.value, from: here.value }) : here;
}

function afterOf(
  planned: Inventory,
  { looked, ends, at }: { readonly looked: Inventory; readonly ends: readonly Location[]; readonly at: number },
): After {
  const tolerance = ends.reduce((most, { endpoint }) => (endpoint.timeToleranceNs > most ? endpoint.timeToleranceNs : most), 0n);
  const { extraneous, changed, inTheWay } = compare(planned, looked, tolerance);
  const other = new Set([...extraneous, ...[...changed, ...inTheWay].map((pair) => pair.have)]);
  const before = new Set<string>();
  for (let position = 0; position < planned.index.count; position++) before.add(latin1(recordAt(planned, position)));
  const same = new Set<PathBytes>();
  const unchanged = new Set<PathBytes>();
  for (let position = 0; position < looked.index.count; position++) {
    if (other.has(position) || isFresh(looked, position, at)) continue;
    const path = pathAt(looked, position);
    same.add(path);
    if (before.has(latin1(recordAt(looked, position)))) unchanged.add(path);
  }
  return { looked, same, unchanged, at };
}

/** The first reading of a source, of which nothing was known: what it holds is what it will be held to. */
function baseline(found: string | undefined): Judgement {
  return found === undefined ? {} : { to: { verdict: 'proven', digest: found, found: '' } };
}

interface About {
  readonly path: PathBytes;
  readonly algorithm: DigestAlgorithm;
  readonly at: number;
  /** What it was found to hold before, where that was bad. */
  readonly known: string | undefined;
}

function note(
  judgement: Judgement,
  { path, algorithm, at, known }: About,
  into: {
    readonly verdicts: { readonly to: Map<PathBytes, Proof>; readonly from: Map<PathBytes, Proof> };
    readonly wrong: Wrong[];
  },
): void {
  for (const side of ['to', 'from'] as const) {
    const said = judgement[side];
    if (said === undefined) continue;
    into.verdicts[side].set(path, proofOf(said, algorithm, at));
    if (said.verdict !== 'proven' && said.found !== known)
      into.wrong.push({ path, side, verdict: said.verdict, digest: said.digest, found: said.found });
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
