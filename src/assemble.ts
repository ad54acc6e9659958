import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EndpointDriver } from './endpoints/endpoint.ts';
import { createDriver } from './endpoints/index.ts';
import { isLeftBehind, isTemporary } from './endpoints/shared/temporary.ts';
import { isSystemError } from './lib/is-system-error.ts';
import { makeDirectories } from './lib/make-directories.ts';
import { spawn } from './lib/spawn.ts';
import { startOf } from './lib/this-process.ts';
import type { Tools } from './lib/tools.ts';
import { parseDuration } from './lib/units.ts';
import { UsageError } from './lib/usage-error.ts';
import type { Endpoint, LocalEndpoint } from './model/endpoint.ts';
import type { Emit } from './model/event.ts';
import { showLocation } from './model/names.ts';
import { createObserver } from './observe/observe.ts';
import type { PassContext } from './reconcile.ts';
import { type Approvals, openApprovals } from './state/approvals.ts';
import { LEASE_TTL_MS, takeLease } from './state/lease.ts';
import { openLedgers } from './state/ledgers.ts';
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
  const store = openStore(directory, filesBelow(join(directory, 'leases'), tools));
  const ledgers = openLedgers({ directory, remember: store.remember, step });
  const approvals = openApprovals(directory, step);
  const shown = openShown(directory, store.remember);
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
    approvalUsed(resource, digest) {
      for (const approval of approvals.read(resource)) if (approval.digest === digest) approvals.remove(approval);
    },
    takeLease: (location) => takeLease({ location, driver: driver(location.endpoint), store, now: tools.now, ttlMs, emit }),
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
    stalledAfterMs: 600_000,
    maxTransfers: 1,
  };
  const { files } = createDriver(endpoint, tools);
  if (files === undefined) throw new Error('a Local endpoint has files');
  return files;
}

/** In the state directory where that can be written, else in the system's; what dead runs left behind is removed. */
function scratchDirectory(state: string | undefined): string {
  const prefix = `${hostname()}-${process.pid}-`;
  if (state === undefined) return systemScratch(prefix);
  const parent = join(state, 'scratch');
  try {
    makeDirectories(join(state, 'leases'));
    sweepLeases(join(state, 'leases'));
    makeDirectories(parent);
    for (const name of readdirSync(parent)) if (isOfDeadRun(name)) rmSync(join(parent, name), { recursive: true, force: true });
    return mkdtempSync(join(parent, prefix));
  } catch {
    return systemScratch(prefix);
  }
}

function systemScratch(prefix: string): string {
  try {
    return mkdtempSync(join(tmpdir(), `reconcile-${prefix}`));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(
      `${tmpdir()}: no place for temporary files (${error.code}). Set TMPDIR to a directory that can be written`,
    );
  }
}

/** Removes what killed runs left half written there. */
function sweepLeases(directory: string): void {
  for (const name of readdirSync(directory).filter(isTemporary)) {
    const stats = statSync(join(directory, name), { throwIfNoEntry: false });
    if (stats !== undefined && isLeftBehind(stats.mtimeMs, Date.now())) rmSync(join(directory, name), { force: true });
  }
}

function isOfDeadRun(name: string): boolean {
  const start = `${hostname()}-`;
  if (!name.startsWith(start)) return false;
  const pid = Number(name.slice(start.length).split('-')[0]);
  return Number.isInteger(pid) && pid > 1 && pid !== process.pid && startOf(pid) === undefined;
}
