import { randomUUID } from 'node:crypto';
import { type EndpointDriver, type Fence, LEASE_MARK } from '../endpoints/endpoint.ts';
import { fromText, joinPath } from '../lib/path-bytes.ts';
import { endMarked } from '../lib/process-marked.ts';
import { ok, type Result } from '../lib/result.ts';
import { thisProcess } from '../lib/this-process.ts';
import type { Location } from '../model/endpoint.ts';
import type { Emit } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { showLocation } from '../model/names.ts';
import { keepAlive } from './lease-alive.ts';
import { FENCE_CEILING, type LeaseFile } from './lease-file.ts';
import { giveBack, type Slot, takeSlot } from './lease-slot.ts';
import type { Store } from './store.ts';

const NAME = fromText('.replicas-lease');
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How long an owner may be silent before it counts as dead, in milliseconds, where nothing else is said. */
export const LEASE_TTL_MS = 120_000;

/** The right to write at one target, until it is released or lost. */
export interface Lease {
  /** Its name, drawn anew for each lease: what works for it carries it (`LEASE_MARK`). */
  readonly owner: string;
  /** Higher than that of any lease that this workspace had there before, and than that of whom it succeeded. */
  readonly number: number;
  /** The lease file at the target; undefined where none can lie there (RsyncOnly). */
  readonly fence: Fence | undefined;
  /**
   * Asked before each step that could harm a successor: `lease.lost` once another has the lease, for good; another failure where that cannot be
   * told. A heartbeat that is overdue on our own clock is made up for first.
   */
  readonly confirm: () => Promise<Result<void, Failure>>;
  /** The same without asking anybody while no heartbeat is overdue: nobody can have succeeded us then. */
  readonly confirmIfOverdue: () => Promise<Result<void, Failure>>;
  /** Names a process that would outlive us, so that whoever takes over can end it. */
  readonly started: (pid: number) => Promise<void>;
  readonly release: () => Promise<void>;
}

/** What a lease is taken with. `ttlMs`: after so long without a heartbeat others may take it; there are six in it. */
export interface LeaseContext {
  readonly location: Location;
  readonly driver: EndpointDriver;
  readonly store: Store;
  readonly now: () => number;
  readonly ttlMs: number;
  readonly emit: Emit;
}

/**
 * Takes the lease of a target: in our state, so that two runs of one workspace do not meet, and at the target itself, so
 * that two workspaces do not. A dead owner on this host is noticed at once, one elsewhere after its time to live without
 * a heartbeat; what it left at work is ended before it is succeeded, and that is told and remembered. `lease.held` names the owner.
 */
export async function takeLease(context: LeaseContext): Promise<Result<Lease, Failure>> {
  const { store, location, now } = context;
  const place = showLocation(location);
  const slots = slotsOf(context, place);
  store.makeLeases();
  const taken: Slot[] = [];
  const succeeded = new Set<string>();
  let mine = newLease(context, Math.min(FENCE_CEILING, store.leaseNumber(place) + 1));
  for (const slot of slots) {
    const result = await takeSlot(slot, mine, { now, seen: store.leaseSeen });
    if (!result.ok) {
      for (const other of taken) await giveBack(other, mine);
      return result;
    }
    if (result.value.from !== undefined) succeeded.add(result.value.from);
    mine = result.value.mine;
    taken.push(slot);
  }
  store.saveLeaseNumber(place, mine.fence);
  for (const from of succeeded) {
    store.saveTakeOver(place, { from, at: new Date(now()).toISOString() });
    context.emit({ type: 'lease-taken-over', place, from, fence: mine.fence });
  }
  return ok(keepAlive(slots, mine, now));
}

/** Our own side first: who is held there need not go to the target. */
function slotsOf({ store, location, driver }: LeaseContext, place: string): readonly Slot[] {
  const { argument } = driver.rsyncAddress(location.path);
  const common = { place, watched: place, argument, endStrays: strayEnder(driver) };
  const state: Slot = { ...common, side: 'state', files: store.leases, path: fromText(store.leaseName(place)) };
  if (driver.files === undefined) return [state];
  return [state, { ...common, side: 'target', files: driver.files, path: joinPath(location.path, NAME) }];
}

/** Ends what an owner left here and at the target, once for each. One whose name we never gave is nobody's. */
function strayEnder(driver: EndpointDriver): Slot['endStrays'] {
  const done = new Set<string>();
  return async (owner) => {
    if (!UUID.test(owner) || done.has(owner)) return;
    done.add(owner);
    await Promise.all([endMarked(LEASE_MARK, owner), driver.endStrays(owner)]);
  };
}

function newLease({ now, ttlMs }: LeaseContext, fence: number): LeaseFile {
  const since = new Date(now()).toISOString();
  return { ...thisProcess(), owner: randomUUID(), since, fence, beat: 0, ttlMs, children: [] };
}
