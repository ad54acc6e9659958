import { setTimeout } from 'node:timers/promises';
import { amountOf, filesIn, type NamedFile, select } from '../inventory/records.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import { ok } from '../lib/result.ts';
import type { ActionOf } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Proofs } from '../model/ledger.ts';
import { showLocation, showPath } from '../model/names.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Ledgers } from '../state/ledgers.ts';
import { type BatchReport, type ReadContext, readBatch } from './read-batch.ts';
import type { RunContext } from './runner.ts';

/** What is to go on beside our own work must have begun before it, in milliseconds. */
const HEAD_START_MS = 3;
/** Files, and bytes, after which what was read is written down. */
const BATCH_FILES = 20_000;
const BATCH_BYTES = 16 * 2 ** 30;

/**
 * Reads files where they are, compares, and writes down what came out. What changed while it was read is left for the next look. What is
 * wrong is written down as such and is a failure here; it is repaired by what is decided next.
 */
export async function verify(action: ActionOf<'verify'>, context: RunContext): Promise<Outcome> {
  const { why } = action.reading;
  // The disk writes while what it writes is read.
  const flushing = why === 'Moved' ? context.driver(action.to.endpoint).flush(action.to.path) : Promise.resolve(ok(undefined));
  await Promise.race([flushing, setTimeout(HEAD_START_MS)]);
  const outcome = await readBatches(action, { ...context, ledgers: asRead(context.ledgers), flushed: () => flushing });
  const flushed = await flushing;
  return flushed.ok ? outcome : { status: 'failed', failure: flushed.error };
}

async function readBatches(action: ActionOf<'verify'>, context: ReadContext): Promise<Outcome> {
  const { tools, since } = context;
  const { forMs, why } = action.reading;
  const began = tools.now();
  let files = 0;
  let bytes = 0;
  let asWrong = 0;
  // What was read; not all of it could be judged.
  const read = { files: 0, bytes: 0 };
  const wrong: BatchReport['wrong'][number][] = [];
  const isDue = why === 'Moved' ? (path: PathBytes) => context.inFlight.has(path) : () => true;
  for (const batch of batchesOf(action.entries, isDue)) {
    if (tools.signal.aborted) return { status: 'failed', failure: stopped(action) };
    if (read.files > 0 && tools.now() - since >= forMs) break;
    const progress = (more: number, moreBytes: number): void => context.progress(read.files + more, read.bytes + moreBytes);
    const report = await readBatch({ ...action, entries: batch.entries }, batch.files, { ...context, progress });
    if (!report.ok) return { status: 'failed', failure: report.error };
    files += report.value.files;
    bytes += report.value.bytes;
    asWrong += report.value.asWrong;
    wrong.push(...report.value.wrong);
    const amount = amountOf(batch.entries);
    read.files += amount.files;
    read.bytes += amount.bytes;
    if (why !== 'Moved') context.ledgers.spend(action.to, amount.bytes, tools.now());
  }
  const [first] = wrong;
  if (first !== undefined) {
    const like = wrong.filter(({ side, verdict }) => side === first.side && verdict === first.verdict).length;
    return { status: 'failed', failure: failureOf(action, first, like) };
  }
  return { status: 'done', ms: tools.now() - began, files, bytes, ...(asWrong === 0 ? {} : { asWrong }) };
}

/** The same ledgers, each read once: what one batch adds says nothing of the next. */
function asRead(ledgers: Ledgers): Ledgers {
  const known = new Map<string, Proofs>();
  return {
    ...ledgers,
    read(location) {
      const place = showLocation(location);
      const proofs = known.get(place) ?? { ...ledgers.read(location) };
      known.set(place, proofs);
      return proofs;
    },
  };
}

/** Files that are read before what came of it is written down. */
interface Batch {
  readonly entries: Inventory;
  readonly files: readonly NamedFile[];
}

/** The files that are due, in pieces of some thousand; whoever is stopped loses no more than one. What was to be moved is due once it has arrived. */
function* batchesOf(entries: Inventory, isDue: (path: PathBytes) => boolean): Generator<Batch> {
  let files: NamedFile[] = [];
  let bytes = 0;
  for (const file of filesIn(entries)) {
    if (!isDue(file.path)) continue;
    files.push(file);
    bytes += file.size;
    if (files.length < BATCH_FILES && bytes < BATCH_BYTES) continue;
    yield batchOf(entries, files);
    files = [];
    bytes = 0;
  }
  if (files.length > 0) yield batchOf(entries, files);
}

function batchOf(entries: Inventory, files: readonly NamedFile[]): Batch {
  if (files.length === entries.index.count) return { entries, files };
  const chosen = files.map(({ position }) => position);
  return { entries: select(entries, chosen), files: files.map(({ path, size }, position) => ({ path, size, position })) };
}

function stopped({ to }: ActionOf<'verify'>): Failure {
  return {
    code: 'process.failed',
    message: `reading ${showLocation(to)}: stopped because the program is stopping`,
    hint: 'What was read so far is written down. Run it again: reconcile',
    retry: 'now',
    blame: 'us',
  };
}

function failureOf(action: ActionOf<'verify'>, first: BatchReport['wrong'][number], count: number): Failure {
  const place = showLocation(first.side === 'from' ? action.from : action.to);
  const file = `${place}: ${count === 1 ? '' : `${count} files, the first `}"${showPath(first.path)}"`;
  const common = { retry: 'later', blame: first.side } as const;
  if (first.verdict === 'astray')
    return {
      ...common,
      code: 'transfer.partial',
      message: `${file} was moved, and is not there`,
      hint: 'It is looked at again and tried again.',
    };
  if (first.verdict === 'unread')
    return {
      ...common,
      code: 'source.gaps',
      message: `${file} could not be read`,
      hint: 'Look at its permissions, and at the disk.',
    };
  if (first.verdict === 'differs')
    return {
      ...common,
      code: 'replica.differs',
      message: `${file} has another content than the source, with the same size and time, and nothing tells which is right`,
      hint: 'See what can be done: reconcile --plan',
    };
  const digests = `${first.found} instead of ${first.digest}`;
  return first.side === 'from' || showLocation(action.from) === showLocation(action.to)
    ? {
        ...common,
        code: 'source.suspect',
        message: `${file} no longer holds what was proven (${digests}, with the same size and time)`,
        hint: 'Nothing is copied from it until it is good again. The replicas hold what was proven.',
      }
    : {
        ...common,
        code: 'replica.corrupt',
        message: `${file} was read twice and does not hold what it should (${digests})`,
        hint: 'It is repaired from a good copy, and kept in .replicas-quarantine, by: reconcile',
      };
}
