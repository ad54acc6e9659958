import { randomUUID } from 'node:crypto';
import type { EndpointDriver } from '../endpoints/endpoint.ts';
import { fromText, joinPath } from '../lib/path-bytes.ts';
import { ok, type Result } from '../lib/result.ts';
import { startOf, thisProcess } from '../lib/this-process.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import { showLocation } from '../model/names.ts';
import type { LeaseFile } from './lease-file.ts';
import { giveBack, renew, type Slot, takeSlot } from './lease-slot.ts';
import type { Store } from './store.ts';

const BEAT_MS = 20_000;
const TTL_MS = 120_000;
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
  const { store, location, driver, now } = context;
  const place = showLocation(location);
  const common = { place, watched: place, argument: driver.rsyncAddress(location.path).argument };
  const slots: Slot[] = [{ ...common, files: store.leases, path: fromText(store.leaseName(place)) }];
  if (driver.files !== undefined) slots.push({ ...common, files: driver.files, path: joinPath(location.path, NAME) });
  const taken: Slot[] = [];
  let mine = newLease(now);
  for (const slot of slots) {
    const result = await takeSlot(slot, mine, { now, seen: store.leaseSeen });
    if (!result.ok) {
      for (const other of taken) await giveBack(other, mine);
      return result;
    }
    mine = result.value;
    taken.push(slot);
  }
  return ok(keepAlive(slots, mine));
}

function newLease(now: () => number): LeaseFile {
  const since = new Date(now()).toISOString();
  return { ...thisProcess(), owner: randomUUID(), since, fence: 1, beat: 0, ttlMs: TTL_MS, children: [] };
}

function keepAlive(slots: readonly Slot[], taken: LeaseFile): Lease {
  let mine = taken;
  let writing: Promise<void> = Promise.resolve();
  const write = (): Promise<void> => {
    const content = mine;
    writing = writing.then(async () => {
      for (const slot of slots) await renew(slot, content);
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
