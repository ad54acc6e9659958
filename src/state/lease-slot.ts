import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { FileAccess } from '../endpoints/endpoint.ts';
import { fromLatin1, type PathBytes } from '../lib/path-bytes.ts';
import { endGroup } from '../lib/process-group.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { argumentsOf, isRunning, isStopped, startOf } from '../lib/this-process.ts';
import type { Failure } from '../model/failure.ts';
import { FENCE_CEILING, type LeaseFile, parseLease, printLease } from './lease-file.ts';
import { leaseHeld, leaseLostTo, ownerText } from './lease-texts.ts';

const CEILING = 64 * 1024;
/** How long an unreadable lease must stay the same until it counts as left behind. */
const UNREADABLE_TTL_MS = 120_000;

/** One file that stands for a lease. `place`: whose lease, for messages; `watched`: under what name its counter is remembered. */
export interface Slot {
  /** `state`: a cache, which may be deleted under us; `target`: where the data are. */
  readonly side: 'state' | 'target';
  readonly files: FileAccess;
  readonly path: PathBytes;
  readonly place: string;
  readonly watched: string;
  /** How rsync names the place on its command line. Whoever may write at a target could name any process in its lease file. */
  readonly argument: string;
  /** Ends what an owner left at work, here and at the target, as far as it carries its name. */
  readonly endStrays: (owner: string) => Promise<void>;
}

/** Our clock, and since when the lease of a slot has carried a mark. */
export interface Watch {
  readonly now: () => number;
  readonly seen: (watched: string, mark: string, now: number) => number;
}

/** The lease as it stands in a slot now. `from`: who was succeeded, as a person would name him. */
export interface Taken {
  readonly mine: LeaseFile;
  readonly from?: string;
}

/** Makes the slot ours, if it is free or its owner is gone; the fence is raised at a take-over. */
export async function takeSlot(slot: Slot, mine: LeaseFile, watch: Watch): Promise<Result<Taken, Failure>> {
  const created = await slot.files.create(slot.path, printLease(mine));
  if (!created.ok) return created;
  if (created.value === 'created') return ok({ mine });
  const seen = await slot.files.read(slot.path, CEILING);
  if (seen.state === 'unknown') return err(seen.because);
  if (seen.state === 'absent') return takeSlot(slot, mine, watch);
  const theirs = parseLease(seen.value);
  return isDead(slot, theirs, watch) ? takeOver({ slot, theirs }, mine, watch) : err(leaseHeld(slot.place, theirs));
}

/** Who has the slot now; undefined where it is free, its owner is gone, or it cannot be told who that is. Changes nothing. */
export async function holderOf(slot: Slot, watch: Watch): Promise<Result<LeaseFile | undefined, Failure>> {
  const seen = await slot.files.read(slot.path, CEILING);
  if (seen.state === 'absent') return ok(undefined);
  if (seen.state === 'unknown') return seen.because.code === 'endpoint.root-missing' ? ok(undefined) : err(seen.because);
  const theirs = parseLease(seen.value);
  return ok(theirs === undefined || isDead(slot, theirs, watch) ? undefined : theirs);
}

/** Removes the file if it is still ours; one that was taken over belongs to another. */
export async function giveBack(slot: Slot, mine: LeaseFile): Promise<void> {
  await slot.files.remove(slot.path, { path: slot.path, owner: mine.owner });
}

/**
 * Whether the slot is still ours: `lease.lost` when it is another's, or gone from the target. Gone from the state alone it is ours still:
 * who deletes a cache takes nothing over.
 */
export async function confirmSlot(slot: Slot, mine: LeaseFile): Promise<Result<void, Failure>> {
  const found = await look(slot, mine);
  return found.ok ? ok(undefined) : found;
}

/**
 * Writes our lease anew, if it is still ours. This process or its host may be stopped at any step: the file is looked at once more where it
 * is replaced, and what took longer than our time to live is undone, since another may have had the lease meanwhile. A state that
 * cannot be written takes nothing from us.
 */
export async function renewSlot(slot: Slot, mine: LeaseFile, now: () => number): Promise<Result<void, Failure>> {
  const began = now();
  const found = await look(slot, mine);
  if (!found.ok) return found;
  if (found.value === 'gone') {
    // Made anew where that can be done; whoever was quicker is found at the next look.
    await slot.files.create(slot.path, printLease(mine));
    return ok(undefined);
  }
  const written = await slot.files.replace(slot.path, printLease(mine), { path: slot.path, owner: mine.owner });
  if (now() - began <= mine.ttlMs) return slot.side === 'state' ? ok(undefined) : written;
  await giveBack(slot, mine);
  return err(leaseLostTo(slot.place, undefined));
}

/** `gone` is said of the state alone. */
async function look(slot: Slot, mine: LeaseFile): Promise<Result<'ours' | 'gone', Failure>> {
  const seen = await slot.files.read(slot.path, CEILING);
  const deleted = seen.state === 'absent' || (seen.state === 'unknown' && seen.because.code === 'endpoint.root-missing');
  if (deleted && slot.side === 'state') return ok('gone');
  if (seen.state === 'unknown') return err(seen.because);
  const lease = seen.state === 'absent' ? undefined : parseLease(seen.value);
  return lease?.owner === mine.owner ? ok('ours') : err(leaseLostTo(slot.place, lease));
}

/**
 * Succeeds a dead owner. Two that found it dead would both replace its file and both believe it theirs, so the successor is who
 * first makes a file that names the dead one: a lease of its own, which can be left behind and taken over in turn.
 */
async function takeOver(
  { slot, theirs }: { readonly slot: Slot; readonly theirs: LeaseFile | undefined },
  mine: LeaseFile,
  watch: Watch,
): Promise<Result<Taken, Failure>> {
  const name = createHash('sha256').update(markOf(theirs)).digest('hex').slice(0, 16);
  const claim = { ...slot, path: fromLatin1(`${slot.path}.${name}`), watched: `${slot.watched} ${name}` };
  const claimed = await takeSlot(claim, mine, watch);
  if (!claimed.ok) return claimed;
  try {
    if (theirs !== undefined) await endWork(slot, theirs);
    // It took a while: one that was only stopped may be awake again.
    const again = await slot.files.read(slot.path, CEILING);
    if (again.state === 'unknown') return err(again.because);
    if (again.state === 'absent') return await takeSlot(slot, mine, watch);
    const now = parseLease(again.value);
    if (markOf(now) !== markOf(theirs)) return err(leaseHeld(slot.place, now));
    const next: LeaseFile = { ...mine, fence: Math.min(FENCE_CEILING, Math.max(mine.fence, (theirs?.fence ?? 0) + 1)) };
    const replaced = await slot.files.replace(slot.path, printLease(next));
    return replaced.ok ? ok({ mine: next, from: ownerText(theirs) }) : replaced;
  } finally {
    await giveBack(claim, mine);
  }
}

/**
 * Whether the owner is gone: at once for a process of this host, else when its counter stood still for its time to live. One that is
 * stopped (SIGSTOP) counts as elsewhere: it may never wake, and when it does it finds its lease lost.
 */
function isDead(slot: Slot, theirs: LeaseFile | undefined, { now, seen }: Watch): boolean {
  const running = theirs === undefined ? undefined : isRunning(theirs);
  if (running === false) return true;
  if (running === true && theirs !== undefined && !isStopped(theirs.pid)) return false;
  const since = seen(slot.watched, markOf(theirs), now());
  return now() - since > (theirs?.ttlMs ?? UNREADABLE_TTL_MS);
}

/** What of a lease changes with its owner and at each heartbeat. */
function markOf(lease: LeaseFile | undefined): string {
  return lease === undefined ? 'unreadable' : `${lease.owner} ${lease.fence} ${lease.beat}`;
}

/** Ends what the dead owner left at work: the very processes that it named here, if they are rsyncs of this place, and what carries its name. */
async function endWork(slot: Slot, lease: LeaseFile): Promise<void> {
  const here = isRunning(lease) === undefined ? [] : lease.children;
  const alive = here.filter(({ pid, start }) => startOf(pid) === start && isRsyncOf(pid, slot.argument));
  await Promise.all([...alive.map((child) => endGroup(child.pid)), slot.endStrays(lease.owner)]);
}

function isRsyncOf(pid: number, argument: string): boolean {
  const [program = '', ...args] = argumentsOf(pid);
  return basename(program) === 'rsync' && args.includes(argument);
}
