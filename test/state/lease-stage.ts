import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EndpointDriver, FileAccess } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import type { Result } from '../../src/lib/result.ts';
import { thisProcess } from '../../src/lib/this-process.ts';
import type { Location } from '../../src/model/endpoint.ts';
import type { Event } from '../../src/model/event.ts';
import type { Failure } from '../../src/model/failure.ts';
import { showLocation } from '../../src/model/names.ts';
import { type Lease, type LeaseContext, takeLease } from '../../src/state/lease.ts';
import { type LeaseFile, parseLease, printLease } from '../../src/state/lease-file.ts';
import { openStore, type Store } from '../../src/state/store.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch } from '../world.ts';

export const TTL_MS = 120_000;

/** A replica on this disk, workspaces that want it, and a clock that a test sets. Gone at the end of the test. */
export interface LeaseStage {
  readonly path: string;
  /** The directory of the replica. */
  readonly target: string;
  readonly location: Location;
  readonly clock: { now: number };
  /** What was told of take-overs. */
  readonly told: Event[];
  /** Whose strays were to be ended. */
  readonly ended: string[];
  context(name: string, change?: Change): Promise<LeaseContext>;
  /** Takes the lease for a workspace with a state of its own. */
  take(name: string, change?: Change): Promise<Result<Lease, Failure>>;
  store(name: string): Promise<Store>;
  /** The lease at the replica. */
  there(): Promise<LeaseFile | undefined>;
  leave(changes: Partial<LeaseFile>): Promise<void>;
  /** The lease in the state of a workspace, which is made. */
  leaveInState(name: string, changes: Partial<LeaseFile>): Promise<void>;
}

/** What lies between a lease and its files, where a test says so. */
export interface Change {
  readonly target?: (real: FileAccess) => FileAccess;
  readonly state?: (real: FileAccess) => FileAccess;
  readonly ttlMs?: number;
}

export async function makeLeaseStage(): Promise<LeaseStage> {
  const scratch = await makeScratch();
  onTestFinished(() => scratch.remove());
  const { path } = scratch;
  const target = join(path, 'disk/pool');
  await mkdir(target, { recursive: true });
  const endpoint = localEndpoint(join(path, 'disk'));
  const location = { endpoint, path: fromText('pool') };
  const clock = { now: Date.UTC(2026, 10, 20) };
  const told: Event[] = [];
  const ended: string[] = [];
  const real = createDriver(endpoint, makeTools(path));
  const driver: EndpointDriver = { ...real, endStrays: async (owner) => void ended.push(owner) };

  const store = async (name: string, change: Change = {}): Promise<Store> => {
    const directory = join(path, name);
    await mkdir(join(directory, 'leases'), { recursive: true });
    const files = filesOf(createDriver(localEndpoint(join(directory, 'leases')), makeTools(path)));
    return openStore(directory, change.state?.(files) ?? files);
  };
  const context = async (name: string, change: Change = {}): Promise<LeaseContext> => ({
    location,
    driver: { ...driver, files: change.target?.(filesOf(driver)) ?? filesOf(driver) },
    store: await store(name, change),
    now: () => clock.now,
    ttlMs: change.ttlMs ?? TTL_MS,
    emit: (event) => void told.push(event),
  });
  const file = join(target, '.replicas-lease');
  return {
    path,
    target,
    location,
    clock,
    told,
    ended,
    context,
    store,
    take: async (name, change) => takeLease(await context(name, change)),
    there: async () => parseLease(await readFile(file)),
    leave: (changes) => writeFile(file, leftBehind(changes)),
    async leaveInState(name, changes) {
      const { directory, leaseName } = await store(name);
      await writeFile(join(directory, 'leases', leaseName(showLocation(location))), leftBehind(changes));
    },
  };
}

function filesOf({ files }: EndpointDriver): FileAccess {
  if (files === undefined) throw new Error('a Local endpoint has files');
  return files;
}

/** A lease file of somebody else. */
export function leftBehind(changes: Partial<LeaseFile>): Uint8Array {
  return printLease({
    ...thisProcess(),
    owner: 'left-behind',
    since: '2026-11-19T00:00:00.000Z',
    fence: 7,
    beat: 3,
    ttlMs: TTL_MS,
    children: [],
    ...changes,
  });
}

export function taken(result: Result<Lease, Failure>): Lease {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Every lease file below a directory, without what is only remembered of leases. */
export async function leasesLeft(path: string): Promise<readonly string[]> {
  return (await readdir(path, { recursive: true }))
    .filter((name) => /lease|\.json/.test(name) && !/leases$|\.(number|taken)$/.test(name))
    .sort();
}
