import { dirname } from 'node:path';
import { asRecord } from '../lib/as-record.ts';
import { makeDirectories } from '../lib/make-directories.ts';
import { readRegularFile } from '../lib/read-regular-file.ts';
import { isRunning } from '../lib/this-process.ts';
import type { LeaseStatus } from '../model/status.ts';
import { readJson, type Save } from './json-file.ts';
import { FENCE_CEILING, parseLease } from './lease-file.ts';

/** What is remembered of leases besides the leases themselves. Places are texts `endpoint:path`. */
export interface LeaseMemory {
  /** Makes the directory of the leases, which may have been deleted under us. */
  readonly makeLeases: () => void;
  /** Since when, on our clock, the lease of `place` has carried this mark; remembers it when it is new. */
  readonly leaseSeen: (place: string, mark: string, now: number) => number;
  /** The fencing number of the last lease of `place` that this workspace had; 0 when it had none. */
  readonly leaseNumber: (place: string) => number;
  readonly saveLeaseNumber: (place: string, number: number) => void;
  /** Whom this workspace succeeded at `place`, as a person would name him, and when; ISO 8601, UTC. */
  readonly saveTakeOver: (place: string, takeOver: { readonly from: string; readonly at: string }) => void;
  /** Whether an owner of this workspace's leases of `place` is gone, or was succeeded, and what he left there was not cleared away since. */
  readonly leaseLeft: (place: string) => boolean;
  readonly saveCleared: (place: string) => void;
  /** Who of this workspace works at `place` now, and whom it succeeded there last; undefined when neither is known. */
  readonly leaseStatus: (place: string) => LeaseStatus | undefined;
}

/** The most of a lease file that is read. */
const CEILING = 64 * 1024;

/** `file`: where the lease of a place is kept. */
export function leaseMemory(file: (place: string) => string, save: Save, remember: (write: () => void) => void): LeaseMemory {
  return {
    makeLeases: () => remember(() => makeDirectories(dirname(file('')))),
    leaseSeen(place, mark, now) {
      const path = `${file(place)}.seen`;
      const known = asRecord(readJson(path));
      if (known?.mark === mark && typeof known.since === 'number' && known.since <= now) return known.since;
      save(path, { mark, since: now });
      return now;
    },
    leaseNumber(place) {
      const number = asRecord(readJson(`${file(place)}.number`))?.number;
      return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? Math.min(number, FENCE_CEILING) : 0;
    },
    saveLeaseNumber: (place, number) => save(`${file(place)}.number`, { number }),
    saveTakeOver: (place, takeOver) => save(`${file(place)}.taken`, takeOver),
    leaseLeft(place) {
      const takenOver = asRecord(readJson(`${file(place)}.taken`));
      if (takenOver !== undefined && takenOver.cleared !== true) return true;
      const read = readRegularFile(file(place), CEILING);
      const lease = read.ok ? parseLease(read.value) : undefined;
      return read.ok && (lease === undefined || isRunning(lease) !== true);
    },
    saveCleared(place) {
      const takenOver = asRecord(readJson(`${file(place)}.taken`));
      if (takenOver !== undefined && takenOver.cleared !== true) save(`${file(place)}.taken`, { ...takenOver, cleared: true });
    },
    leaseStatus(place) {
      const holder = holderIn(file(place));
      const takenOver = takeOverIn(`${file(place)}.taken`);
      if (holder === undefined && takenOver === undefined) return undefined;
      return { ...(holder === undefined ? {} : { holder }), ...(takenOver === undefined ? {} : { takenOver }) };
    },
  };
}

/** The owner of a lease, unless it is known to be gone. */
function holderIn(path: string): LeaseStatus['holder'] {
  const read = readRegularFile(path, CEILING);
  const lease = read.ok ? parseLease(read.value) : undefined;
  if (lease === undefined || isRunning(lease) === false) return undefined;
  return { host: lease.host, pid: lease.pid, since: lease.since };
}

function takeOverIn(path: string): LeaseStatus['takenOver'] {
  const { from, at } = asRecord(readJson(path)) ?? {};
  return typeof from === 'string' && typeof at === 'string' ? { from, at } : undefined;
}
