import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { EndpointDriver } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText, type PathBytes, ROOT } from '../../src/lib/path-bytes.ts';
import type { Endpoint } from '../../src/model/endpoint.ts';
import type { Failure } from '../../src/model/failure.ts';
import { daemonEndpoint, sshEndpoint } from '../components/endpoints.ts';
import { descendantsOf, processesWith, stopAll } from '../components/processes.ts';
import { startProxy } from '../components/proxy.ts';
import { requires } from '../components/requirement.ts';
import { startRsyncDaemon } from '../components/rsync-daemon.ts';
import { type Grant, startSshd } from '../components/sshd.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, makeTree } from '../world.ts';

const STALLED_AFTER_MS = 1500;
/** TERM, two seconds, KILL, and what a busy machine adds. */
const ENDING_MS = 6000;
const FILES = 3000;
/** What is read of them: each makes us a little more patient. */
const READ = 100;

/** A place that can be made to stand still, and the drivers to it. */
interface Place {
  readonly path: PathBytes;
  readonly driver: EndpointDriver;
  /** Stops everything that listens or serves there. */
  readonly freeze: () => void;
  /** The same place behind a proxy that passes so many bytes on, and then nothing. */
  readonly afterBytes: (bytes: number) => Promise<EndpointDriver>;
}

let path: string;

beforeEach(async () => {
  const scratch = await makeScratch();
  onTestFinished(() => scratch.remove());
  path = scratch.path;
  await mkdir(join(path, 'scratch'));
});

function driverTo(endpoint: Endpoint): EndpointDriver {
  return createDriver({ ...endpoint, stalledAfterMs: STALLED_AFTER_MS }, makeTools(join(path, 'scratch')));
}

async function aDaemon(): Promise<Place> {
  await makeTree(join(path, 'far'), tree());
  const daemon = await startRsyncDaemon({ modules: [{ name: 'far', path: join(path, 'far') }] });
  onTestFinished(() => daemon.stop());
  return {
    path: fromText('far'),
    driver: driverTo(daemonEndpoint(daemon)),
    freeze: () => freeze(daemon.pid),
    afterBytes: async (bytes) => driverTo({ ...daemonEndpoint(daemon), port: await proxied(daemon.port, bytes) }),
  };
}

async function anSshd(grant: Grant, root: string): Promise<Place> {
  await makeTree(join(path, 'far'), tree());
  const sshd = await startSshd();
  onTestFinished(() => sshd.stop());
  const shell = grant.type === 'rrsync' ? 'RsyncOnly' : 'Full';
  const endpoint = sshEndpoint(sshd, { root, shell, key: await sshd.authorize(grant) });
  return {
    path: ROOT,
    driver: driverTo(endpoint),
    freeze: () => freeze(sshd.pid),
    afterBytes: async (bytes) => {
      const port = await proxied(sshd.port, bytes);
      const knownHostsFile = join(path, 'known_hosts');
      await writeFile(knownHostsFile, (await readFile(sshd.knownHostsFile, 'utf8')).replace(/\]:\d+/, `]:${port}`));
      return driverTo({ ...endpoint, port, knownHostsFile });
    },
  };
}

function tree(): readonly string[] {
  return Array.from({ length: FILES }, (_, number) => `d${number % 10}/a file with a name of some length ${number} = ${number}`);
}

function freeze(pid: number): void {
  stopAll(descendantsOf(pid));
  process.kill(pid, 'SIGSTOP');
  onTestFinished(() => void process.kill(pid, 'SIGCONT'));
}

async function proxied(port: number, bytes: number): Promise<number> {
  const proxy = await startProxy(port);
  onTestFinished(() => proxy.stop());
  proxy.stallAfter(bytes);
  return proxy.port;
}

/** A look that finds nobody awake at the other side: it ends within its limit, as unknown, and leaves no process behind. */
async function expectTold(look: () => Promise<Failure | undefined>): Promise<void> {
  const began = performance.now();
  expect(await look()).toMatchObject({
    code: expect.stringMatching(/^(transfer\.stalled|endpoint\.unreachable)$/),
    retry: 'later',
  });
  expect(performance.now() - began).toBeLessThan(STALLED_AFTER_MS + ENDING_MS);
  expect(
    processesWith(path).filter(
      ({ args }) => ['rsync', 'ssh'].includes(args[0] ?? '') && !args.includes('--daemon') && !args.includes('--server'),
    ),
  ).toEqual([]);
}

async function listing(driver: EndpointDriver, at: PathBytes): Promise<Failure | undefined> {
  const [seen] = await driver.list([{ path: at, filter: { exclude: [], include: [] } }]);
  return seen?.state === 'unknown' ? seen.because : undefined;
}

async function digesting(driver: EndpointDriver, at: PathBytes): Promise<Failure | undefined> {
  const files = Array.from({ length: READ }, (_, number) => ({
    path: fromText(`d${number % 10}/a file with a name of some length ${number}`),
    size: String(number).length,
  }));
  const digests = await driver.digests(at, files, { algorithm: 'md5', cache: 'keep' });
  return digests.ok ? undefined : digests.error;
}

async function modules(driver: EndpointDriver): Promise<Failure | undefined> {
  const seen = await driver.modules();
  return seen.state === 'unknown' ? seen.because : undefined;
}

async function reading(driver: EndpointDriver): Promise<Failure | undefined> {
  const seen = await driver.files?.read(fromText('d1/x'), 1000);
  return seen?.state === 'unknown' ? seen.because : undefined;
}

const PLACES: readonly (readonly [string, () => Promise<Place>])[] = [
  ['a daemon', aDaemon],
  ['an account with a shell', () => anSshd({ type: 'shell' }, join(path, 'far'))],
];

requires('rsync', 'sshd')('a look at', () => {
  test.each(PLACES)('%s that is stopped', async (name, open) => {
    const place = await open();
    place.freeze();
    await expectTold(() => listing(place.driver, place.path));
    await expectTold(() => digesting(place.driver, place.path));
    if (name === 'a daemon') await expectTold(() => modules(place.driver));
    else await expectTold(() => reading(place.driver));
  });

  test.each(PLACES)('%s that falls silent in the middle of a listing', async (_, open) => {
    const place = await open();
    expect(await listing(await place.afterBytes(10_000_000), place.path)).toBeUndefined();
    await expectTold(async () => listing(await place.afterBytes(20_000), place.path));
  });

  test.each(PLACES)('%s that falls silent while it reads files for us', async (name, open) => {
    const place = await open();
    expect(await digesting(await place.afterBytes(10_000_000), place.path)).toBeUndefined();
    await expectTold(async () => digesting(await place.afterBytes(name === 'a daemon' ? 1000 : 5000), place.path));
  });

  requires('rrsync')('an account with rsync alone', () => {
    test('that is stopped, and that falls silent in the middle of a listing', async () => {
      const place = await anSshd({ type: 'rrsync', directory: join(path, 'far'), mode: 'ReadOnly' }, '/');
      await expectTold(async () => listing(await place.afterBytes(20_000), place.path));
      place.freeze();
      await expectTold(() => listing(place.driver, place.path));
    });
  });
});
