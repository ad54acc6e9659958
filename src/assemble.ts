import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EndpointDriver } from './endpoints/endpoint.ts';
import { createDriver } from './endpoints/index.ts';
import { spawn } from './lib/spawn.ts';
import type { Tools } from './lib/tools.ts';
import { parseDuration } from './lib/units.ts';
import { UsageError } from './lib/usage-error.ts';
import type { Approval } from './model/approval.ts';
import { type Endpoint, type LocalEndpoint, STALLED_AFTER_MS } from './model/endpoint.ts';
import type { Emit } from './model/event.ts';
import { showLocation } from './model/names.ts';
import { createObserver } from './observe/observe.ts';
import type { PassContext } from './reconcile.ts';
import { type Approvals, openApprovals } from './state/approvals.ts';
import { LEASE_TTL_MS, takeLease } from './state/lease.ts';
import { openLedgers } from './state/ledgers.ts';
import { takeReading } from './state/reading-lease.ts';
import { scratchDirectory } from './state/scratch.ts';
import { openShown, type Shown } from './state/shown.ts';
import { openStore, type Store } from './state/store.ts';

/** Everything that a command needs to look and act, put together; `close` removes what only this run needed. */
export interface Assembly extends PassContext {
  readonly store: Store;
  readonly approvals: Approvals;
  readonly shown: Shown;
  readonly close: () => void;
}

const LOOK_LIMITS = { idleMs: 5 * 60_000, deadlineMs: 6 * 60 * 60_000 };

/** `state`: absolute, or undefined for commands that leave no trace (their scratch space is the system's). */
export function assemble(options: {
  readonly state: string | undefined;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly env?: Readonly<Record<string, string | undefined>>;
}): Assembly {
  const { state, signal, emit, env = {} } = options;
  const ttlMs = leaseTtl(env);
  const scratch = scratchDirectory(state);
  const step: Tools['step'] = (edge, what, place) => emit({ type: 'step', edge, what, place });
  const tools: Tools = { spawn, now: Date.now, signal, scratch, limits: LOOK_LIMITS, step };
  const driver = cachedDrivers(tools);
  const directory = state ?? scratch;
  const store = openStore(directory, filesBelow(join(directory, 'leases'), tools), step);
  const ledgers = openLedgers({ directory, save: store.save, remember: store.remember, step });
  const approvals = openApprovals(directory, step);
  const shown = openShown(directory, store.save);
  const observer = createObserver({
    driver,
    now: tools.now,
    emit,
    proofs: ledgers.read,
    approvals: approvals.read,
    settled: store.settled,
    note: (resource, location) => {
      const [kind = '', name = ''] = resource.split('/');
      const items = store.status(kind, name)?.items ?? [];
      return items.find((item) => `${item.endpoint}:${item.path}` === showLocation(location));
    },
  });
  return {
    observer,
    driver,
    tools,
    emit,
    store,
    ledgers,
    approvals,
    shown,
    approvalUsed(resource, used) {
      const isUsed = ({ replica, digest }: Approval): boolean => replica === used.replica && digest === used.digest;
      for (const approval of approvals.read(resource)) if (isUsed(approval)) approvals.remove(approval);
    },
    leftBehind: (location) => store.leaseLeft(showLocation(location)),
    clearedAway: (location) => store.saveCleared(showLocation(location)),
    takeLease: (location) => takeLease({ location, driver: driver(location.endpoint), store, now: tools.now, ttlMs, emit }),
    takeReading: (location) => takeReading({ location, store, now: tools.now, ttlMs }),
    close: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

/** How long an owner of a lease may be silent: RECONCILE_LEASE_TTL, a duration. */
function leaseTtl({ RECONCILE_LEASE_TTL: said }: Readonly<Record<string, string | undefined>>): number {
  if (said === undefined || said === '') return LEASE_TTL_MS;
  const ttlMs = parseDuration(said);
  if (ttlMs === undefined || ttlMs < 1000)
    throw new UsageError(`RECONCILE_LEASE_TTL=${said}: a duration of a second or more, such as 120s`);
  return ttlMs;
}

function cachedDrivers(tools: Tools): (endpoint: Endpoint) => EndpointDriver {
  const drivers = new Map<string, EndpointDriver>();
  return (endpoint) => {
    const known = drivers.get(endpoint.name);
    if (known !== undefined) return known;
    const made = createDriver(endpoint, tools);
    drivers.set(endpoint.name, made);
    return made;
  };
}

/** File access of our own state, with the same guarantees as at a replica. */
function filesBelow(root: string, tools: Tools): Store['leases'] {
  const endpoint: LocalEndpoint = {
    type: 'Local',
    name: 'state',
    root,
    identity: 'NotChecked',
    timeToleranceNs: 0n,
    stalledAfterMs: STALLED_AFTER_MS,
    maxTransfers: 1,
  };
  const { files } = createDriver(endpoint, tools);
  if (files === undefined) throw new Error('a Local endpoint has files');
  return files;
}
