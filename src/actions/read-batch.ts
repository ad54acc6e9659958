import type { NamedFile } from '../inventory/records.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import { ok, type Result } from '../lib/result.ts';
import type { ActionOf } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { DigestAlgorithm } from '../model/inventory.ts';
import type { Verdict } from '../model/ledger.ts';
import { showLocation } from '../model/names.ts';
import { inFlightOf, knownRightOf, knownWrongOf, readAgain, readSource } from './gather-digests.ts';
import { type Judgement, judge, proofOf } from './judge.ts';
import { lookAfter } from './look-after.ts';
import { printVerdicts, type Said } from './print-verdicts.ts';
import { readFiles } from './read-files.ts';
import type { RunContext } from './runner.ts';

/** What was read and judged, and what is wrong with it. */
export interface BatchReport {
  readonly files: number;
  readonly bytes: number;
  readonly wrong: readonly Wrong[];
  /** How many are as wrong as they were known to be: no news. */
  readonly asWrong: number;
}

export interface Wrong {
  readonly path: PathBytes;
  readonly side: 'from' | 'to';
  /** unread: it could not be read. astray: it was moved, and is not there. */
  readonly verdict: Exclude<Verdict, 'proven'> | 'unread' | 'astray';
  readonly digest: string;
  readonly found: string;
}

/** `flushed`: when what was moved is on the disk; nothing is called proven before. */
export interface ReadContext extends RunContext {
  readonly flushed: () => Promise<Result<void, Failure>>;
}

/** Reads the files of an action, judges each and writes the verdicts into the ledgers of both ends. */
export async function readBatch(
  action: ActionOf<'verify'>,
  files: readonly NamedFile[],
  context: ReadContext,
): Promise<Result<BatchReport, Failure>> {
  const { algorithm } = action.reading;
  const isOwn = showLocation(action.from) === showLocation(action.to);
  const { proven, held } = knownRightOf(action, context);
  const known = knownWrongOf(action, context);
  const flown = await inFlightOf(action, files, context);
  if (!flown.ok) return flown;
  const first = await readFiles(action, files, context);
  if (!first.ok) return first;
  const read = first.value;
  const source = new Map<PathBytes, string>();
  const unknown = isOwn
    ? []
    : files.filter(({ path }) => !proven.has(path) && !held.has(path) && !flown.value.has(path) && read.has(path));
  const sourceRead = await readSource(action, unknown, 'keep', context);
  if (!sourceRead.ok) return sourceRead;
  for (const [path, digest] of sourceRead.value) source.set(path, digest);
  const should = (path: PathBytes): string | undefined =>
    proven.get(path) ?? held.get(path) ?? flown.value.get(path) ?? source.get(path);
  // A mismatch may be a fault of the reading: it is done once more, from the disk.
  const odd = files.filter(({ path }) => {
    const expected = should(path);
    const found = read.get(path)?.digest;
    const sent = flown.value.get(path);
    return expected !== undefined && found !== undefined && (found !== expected || (sent !== undefined && sent !== expected));
  });
  const again = await readAgain(action, odd, { read, source, isOwn }, context);
  if (!again.ok) return again;
  const looked = await lookAfter(action, files, { isOwn, read }, context);
  if (!looked.ok) return looked;
  const { to, from } = looked.value;
  const verdicts: Verdicts = { to: [], from: [] };
  const wrong: Wrong[] = [];
  let asWrong = 0;
  const judged = { files: 0, bytes: 0 };
  for (const { path, size } of files) {
    const [there, here] = [to.files.get(path), from.files.get(path)];
    if (there?.same !== true) {
      // What was changed meanwhile is left for the next look.
      if (action.reading.why === 'Moved' && there === undefined)
        wrong.push({ path, side: 'to', verdict: 'astray', digest: '', found: '' });
      continue;
    }
    judged.files++;
    judged.bytes += size;
    const found = read.get(path)?.digest;
    if (found === undefined) {
      wrong.push({ path, side: 'to', verdict: 'unread', digest: '', found: '' });
      continue;
    }
    const evidence = {
      proven: proven.get(path),
      held: held.get(path),
      inFlight: here?.unchanged === true ? flown.value.get(path) : undefined,
      source: here?.same === true ? source.get(path) : undefined,
      found,
    };
    const isFirst = isOwn && (evidence.proven ?? evidence.held) === undefined && !known.differing.has(path);
    const judgement = isFirst ? baseline(found) : judge(evidence);
    const heads = { to: there.head, from: here?.head };
    const about = { path, algorithm, at: to.at, heads, known: isOwn ? known.bad.get(path) : undefined };
    if (about.known !== undefined && judgement.to?.verdict === 'bad' && judgement.to.found === about.known) asWrong++;
    note(known.differing.has(path) ? withoutSource(judgement) : judgement, about, { verdicts, wrong });
  }
  const printed = { to: printVerdicts(verdicts.to), from: printVerdicts(verdicts.from) };
  const flushed = await context.flushed();
  if (!flushed.ok) return flushed;
  context.ledgers.append(action.to, printed.to);
  if (!isOwn) context.ledgers.append(action.from, printed.from);
  return ok({ ...judged, wrong, asWrong });
}

/** The first reading of a source, of which nothing was known: what it holds is what it will be held to. */
function baseline(found: string): Judgement {
  return { to: { verdict: 'proven', digest: found, found: '' } };
}

/** That another gets its copy of a file that differs from what it should be makes it no better. */
function withoutSource({ to }: Judgement): Judgement {
  return to === undefined ? {} : { to };
}

/** What is said of files at both ends. */
interface Verdicts {
  readonly to: Said[];
  readonly from: Said[];
}

interface About {
  readonly path: PathBytes;
  readonly algorithm: DigestAlgorithm;
  readonly at: number;
  /** Its records without the path, at both ends. */
  readonly heads: { readonly to: string; readonly from: string | undefined };
  /** What it was found to hold before, where that was bad. */
  readonly known: string | undefined;
}

function note(
  judgement: Judgement,
  { path, algorithm, at, heads, known }: About,
  into: { readonly verdicts: Verdicts; readonly wrong: Wrong[] },
): void {
  for (const side of ['to', 'from'] as const) {
    const said = judgement[side];
    if (said === undefined) continue;
    const head = heads[side];
    if (head !== undefined) into.verdicts[side].push({ path, proof: proofOf(said, algorithm, at), head });
    if (said.verdict !== 'proven' && said.found !== known)
      into.wrong.push({ path, side, verdict: said.verdict, digest: said.digest, found: said.found });
  }
}
