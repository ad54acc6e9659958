import { randomUUID } from 'node:crypto';
import { fromText } from '../lib/path-bytes.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { thisProcess } from '../lib/this-process.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import { showLocation } from '../model/names.ts';
import { keepAlive } from './lease-alive.ts';
import { holderOf, type Slot, takeSlot } from './lease-slot.ts';
import { leaseHeld } from './lease-texts.ts';
import type { Store } from './store.ts';

/** The right to be the only one of this workspace that reads a place, until it is released. */
export interface ReadingLease {
  readonly release: () => Promise<void>;
}

/** What it is taken with. `ttlMs` as for a lease. */
export interface ReadingContext {
  readonly location: Location;
  readonly store: Store;
  readonly now: () => number;
  readonly ttlMs: number;
}

/**
 * Takes the reading of a place, in our state alone: nothing is written where the data are. Two runs of one workspace do not read the same
 * bytes for the same ledger, and none reads what another is about to read back; whoever wants to write does not wait for it. `lease.held`
 * names who works there.
 */
export async function takeReading({ location, store, now, ttlMs }: ReadingContext): Promise<Result<ReadingLease, Failure>> {
  const place = showLocation(location);
  const common = { side: 'state', files: store.leases, place, argument: '', endStrays: async () => undefined } as const;
  const writing: Slot = { ...common, path: fromText(store.leaseName(place)), watched: place };
  const reading: Slot = { ...common, path: fromText(`${store.leaseName(place)}.reading`), watched: `${place} (reading)` };
  const watch = { now, seen: store.leaseSeen };
  const writer = await holderOf(writing, watch);
  if (!writer.ok) return writer;
  if (writer.value !== undefined) return err(leaseHeld(place, writer.value));
  store.makeLeases();
  const since = new Date(now()).toISOString();
  const mine = { ...thisProcess(), owner: randomUUID(), since, fence: 1, beat: 0, ttlMs, children: [] };
  const taken = await takeSlot(reading, mine, watch);
  return taken.ok ? ok(keepAlive([reading], taken.value.mine, now)) : taken;
}
