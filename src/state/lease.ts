import { randomUUID } from 'node:crypto';
import type { EndpointDriver, FileAccess } from '../endpoints/endpoint.ts';
import { fromText, joinPath, type PathBytes } from '../lib/path-bytes.ts';
import { endGroup } from '../lib/process-group.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { isRunning, startOf, thisProcess } from '../lib/this-process.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import { showLocation } from '../model/names.ts';
import { type LeaseFile, parseLease, printLease } from './lease-file.ts';
import type { Store } from './store.ts';

const BEAT_MS = 20_000;
const TTL_MS = 120_000;
const CEILING = 64 * 1024;
const NAME = fromText('.replicas-lease');

/** The right to write at one target, until it is released. */
export interface Lease {
  readonly fence: number;
  /** Names a process that would outlive us, so that whoever takes over can end it. */
  readonly started: (pid: number) => Promise<void>;
  readonly release: () => Promise<void>;
}

/** What a lease is taken with. */
export interface LeaseContext {
  readonly location: Location;
  readonly driver: EndpointDriver;
  readonly store: Store;
  readonly now: () => number;
}

/**
 * Takes the lease of a target: in our state, so that two runs of one workspace do not meet, and at the target itself, so
 * that two workspaces do not. A dead owner on this host is noticed at once, one elsewhere after its time to live without
 * a heartbeat. `lease.held` names the owner.
 */
export async function takeLease(context: LeaseContext): Promise<Result<Lease, Failure>> {
  const { store, location, driver } = context;
  const slots: Slot[] = [{ files: store.leases, path: fromText(store.leaseName(showLocation(location))) }];
  if (driver.files !== undefined) slots.push({ files: driver.files, path: joinPath(location.path, NAME) });
  const taken: Slot[] = [];
  let mine = newLease(context);
  for (const slot of slots) {
    const result = await takeSlot(context, slot, mine);
    if (!result.ok) {
      for (const other of taken) await giveBack(other, mine);
      return result;
    }
    mine = result.value;
    taken.push(slot);
  }
  return ok(keepAlive(slots, mine));
}

/** One file that stands for the lease. */
interface Slot {
  readonly files: FileAccess;
  readonly path: PathBytes;
}

function newLease({ now }: LeaseContext): LeaseFile {
  const since = new Date(now()).toISOString();
  return { ...thisProcess(), owner: randomUUID(), since, fence: 1, beat: 0, ttlMs: TTL_MS, children: [] };
}

async function takeSlot(context: LeaseContext, slot: Slot, mine: LeaseFile): Promise<Result<LeaseFile, Failure>> {
  const created = await slot.files.create(slot.path, printLease(mine));
  if (!created.ok) return created;
  if (created.value === 'created') return ok(mine);
  const seen = await slot.files.read(slot.path, CEILING);
  if (seen.state === 'unknown') return err(seen.because);
  if (seen.state === 'absent') return takeSlot(context, slot, mine);
  const theirs = parseLease(seen.value);
  if (!isDead(context, theirs)) return err(held(context.location, theirs));
  if (theirs !== undefined) await endChildren(theirs);
  const next: LeaseFile = { ...mine, fence: Math.max(mine.fence, (theirs?.fence ?? 0) + 1) };
  const replaced = await slot.files.replace(slot.path, printLease(next));
  if (!replaced.ok) return replaced;
  const again = await slot.files.read(slot.path, CEILING);
  const winner = again.state === 'present' ? parseLease(again.value) : undefined;
  return winner?.owner === next.owner ? ok(next) : err(held(context.location, winner));
}

/** Whether the owner is gone: at once for a process of this host, else when its counter stood still for its time to live. */
function isDead(context: LeaseContext, theirs: LeaseFile | undefined): boolean {
  const running = theirs === undefined ? undefined : isRunning(theirs);
  if (running !== undefined) return !running;
  const mark = theirs === undefined ? 'unreadable' : `${theirs.owner} ${theirs.fence} ${theirs.beat}`;
  const since = context.store.leaseSeen(showLocation(context.location), mark, context.now());
  return context.now() - since > (theirs?.ttlMs ?? TTL_MS);
}

async function endChildren(lease: LeaseFile): Promise<void> {
  if (isRunning(lease) === undefined) return;
  const alive = lease.children.filter((child) => startOf(child.pid) === child.start);
  await Promise.all(alive.map((child) => endGroup(child.pid)));
}

function keepAlive(slots: readonly Slot[], taken: LeaseFile): Lease {
  let mine = taken;
  let writing: Promise<void> = Promise.resolve();
  const write = (): Promise<void> => {
    const content = printLease(mine);
    writing = writing.then(async () => {
      for (const slot of slots) await slot.files.replace(slot.path, content);
    });
    return writing;
  };
  const timer = setInterval(() => {
    mine = { ...mine, beat: mine.beat + 1 };
    void write();
  }, BEAT_MS);
  timer.unref();
  return {
    fence: taken.fence,
    async started(pid) {
      mine = { ...mine, children: [...mine.children, { pid, start: startOf(pid) ?? '' }] };
      await write();
    },
    async release() {
      clearInterval(timer);
      await writing;
      for (const slot of [...slots].reverse()) await giveBack(slot, mine);
    },
  };
}

/** Removes the file if it is still ours; one that was taken over belongs to another. */
async function giveBack(slot: Slot, mine: LeaseFile): Promise<void> {
  const seen = await slot.files.read(slot.path, CEILING);
  if (seen.state === 'present' && parseLease(seen.value)?.owner === mine.owner) await slot.files.remove(slot.path);
}

function held(location: Location, owner: LeaseFile | undefined): Failure {
  const who =
    owner === undefined ? 'a process that cannot be named' : `process ${owner.pid} on ${owner.host} since ${owner.since}`;
  return {
    code: 'lease.held',
    message: `${showLocation(location)}: ${who} works on it`,
    hint: 'It is done at a later pass; everything else goes on.',
    retry: 'later',
    blame: 'us',
  };
}
