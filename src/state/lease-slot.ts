import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { FileAccess } from '../endpoints/endpoint.ts';
import { fromLatin1, type PathBytes } from '../lib/path-bytes.ts';
import { endGroup } from '../lib/process-group.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { argumentsOf, isRunning, startOf } from '../lib/this-process.ts';
import type { Failure } from '../model/failure.ts';
import { FENCE_CEILING, type LeaseFile, parseLease, printLease } from './lease-file.ts';

const CEILING = 64 * 1024;
/** How long an unreadable lease must stay the same until it counts as left behind. */
const UNREADABLE_TTL_MS = 120_000;

/** One file that stands for a lease. `place`: whose lease, for messages; `watched`: under what name its counter is remembered. */
export interface Slot {
  readonly files: FileAccess;
  readonly path: PathBytes;
  readonly place: string;
  readonly watched: string;
  /** How rsync names the place on its command line. Whoever may write at a target could name any process in its lease file. */
  readonly argument: string;
}

/** Our clock, and since when the lease of a slot has carried a mark. */
export interface Watch {
  readonly now: () => number;
  readonly seen: (watched: string, mark: string, now: number) => number;
}

/** Makes the slot ours, if it is free or its owner is gone. The lease as it stands there, with the fence raised at a take-over. */
export async function takeSlot(slot: Slot, mine: LeaseFile, watch: Watch): Promise<Result<LeaseFile, Failure>> {
  const created = await slot.files.create(slot.path, printLease(mine));
  if (!created.ok) return created;
  if (created.value === 'created') return ok(mine);
  const seen = await slot.files.read(slot.path, CEILING);
  if (seen.state === 'unknown') return err(seen.because);
  if (seen.state === 'absent') return takeSlot(slot, mine, watch);
  const theirs = parseLease(seen.value);
  return isDead(slot, theirs, watch) ? takeOver({ slot, theirs }, mine, watch) : err(held(slot, theirs));
}

/** Removes the file if it is still ours; one that was taken over belongs to another. */
export async function giveBack(slot: Slot, mine: LeaseFile): Promise<void> {
  if (await isOurs(slot, mine)) await slot.files.remove(slot.path);
}

/** Writes our lease anew, unless another has taken it over meanwhile (this host may have slept). */
export async function renew(slot: Slot, mine: LeaseFile): Promise<void> {
  if (await isOurs(slot, mine)) await slot.files.replace(slot.path, printLease(mine));
}

async function isOurs(slot: Slot, mine: LeaseFile): Promise<boolean> {
  const seen = await slot.files.read(slot.path, CEILING);
  return seen.state === 'present' && parseLease(seen.value)?.owner === mine.owner;
}

/**
 * Succeeds a dead owner. Two that found it dead would both replace its file and both believe it theirs, so the successor is who
 * first makes a file that names the dead one: a lease of its own, which can be left behind and taken over in turn.
 */
async function takeOver(
  { slot, theirs }: { readonly slot: Slot; readonly theirs: LeaseFile | undefined },
  mine: LeaseFile,
  watch: Watch,
): Promise<Result<LeaseFile, Failure>> {
  const name = createHash('sha256').update(markOf(theirs)).digest('hex').slice(0, 16);
  const claim = { ...slot, path: fromLatin1(`${slot.path}.${name}`), watched: `${slot.watched} ${name}` };
  const claimed = await takeSlot(claim, mine, watch);
  if (!claimed.ok) return claimed;
  try {
    const again = await slot.files.read(slot.path, CEILING);
    if (again.state === 'unknown') return err(again.because);
    if (again.state === 'absent') return await takeSlot(slot, mine, watch);
    const now = parseLease(again.value);
    if (markOf(now) !== markOf(theirs)) return err(held(slot, now));
    if (theirs !== undefined) await endChildren(theirs, slot.argument);
    const next: LeaseFile = { ...mine, fence: Math.min(FENCE_CEILING, Math.max(mine.fence, (theirs?.fence ?? 0) + 1)) };
    const replaced = await slot.files.replace(slot.path, printLease(next));
    return replaced.ok ? ok(next) : replaced;
  } finally {
    await giveBack(claim, mine);
  }
}

/** Whether the owner is gone: at once for a process of this host, else when its counter stood still for its time to live. */
function isDead(slot: Slot, theirs: LeaseFile | undefined, { now, seen }: Watch): boolean {
  const running = theirs === undefined ? undefined : isRunning(theirs);
  if (running !== undefined) return !running;
  const since = seen(slot.watched, markOf(theirs), now());
  return now() - since > (theirs?.ttlMs ?? UNREADABLE_TTL_MS);
}

/** What of a lease changes with its owner and at each heartbeat. */
function markOf(lease: LeaseFile | undefined): string {
  return lease === undefined ? 'unreadable' : `${lease.owner} ${lease.fence} ${lease.beat}`;
}

/** Ends what the dead owner left at work here: the very processes that it named, if they are rsyncs of this place. */
async function endChildren(lease: LeaseFile, argument: string): Promise<void> {
  if (isRunning(lease) === undefined) return;
  const alive = lease.children.filter(({ pid, start }) => startOf(pid) === start && isRsyncOf(pid, argument));
  await Promise.all(alive.map((child) => endGroup(child.pid)));
}

function isRsyncOf(pid: number, argument: string): boolean {
  const [program = '', ...args] = argumentsOf(pid);
  return basename(program) === 'rsync' && args.includes(argument);
}

function held(slot: Slot, owner: LeaseFile | undefined): Failure {
  const who =
    owner === undefined ? 'a process that cannot be named' : `process ${owner.pid} on ${owner.host} since ${owner.since}`;
  return {
    code: 'lease.held',
    message: `${slot.place}: ${who} works on it`,
    hint: 'It is done at a later pass; everything else goes on.',
    retry: 'later',
    blame: 'us',
  };
}
