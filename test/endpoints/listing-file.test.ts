import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EndpointDriver } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import type { Spawn } from '../../src/lib/command.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import { spawn } from '../../src/lib/spawn.ts';
import type { Tools } from '../../src/lib/tools.ts';
import type { Endpoint, RsyncDaemonEndpoint, SshEndpoint } from '../../src/model/endpoint.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, type Scratch } from '../world.ts';

let scratch: Scratch;

beforeEach(async () => {
  scratch = await makeScratch();
  for (const name of ['disk', 'own']) await mkdir(join(scratch.path, name));
});

afterEach(() => scratch.remove());

/** Tools whose programs print `bytes` of nothing: a file with a hole, which takes no room. */
function printing(bytes: number): Tools {
  const tools = makeTools(join(scratch.path, 'own'));
  const endless: Spawn = (command, signal) =>
    spawn({ ...command, program: 'truncate', args: ['-s', String(bytes), '/proc/self/fd/1'] }, signal);
  return { ...tools, spawn: endless };
}

const COMMON = {
  maxTransfers: 2,
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
  host: 'delta.example.org',
  identity: 'NotChecked',
} as const;
const NO_KEYS = { user: undefined, identityFile: undefined, knownHostsFile: undefined, configFile: undefined };
const full: SshEndpoint = {
  type: 'Ssh',
  name: 'delta',
  ...COMMON,
  ...NO_KEYS,
  root: '/',
  port: 22,
  shell: 'Full',
  rsyncPath: 'rsync',
};
const daemon: RsyncDaemonEndpoint = {
  type: 'RsyncDaemon',
  name: 'icc',
  ...COMMON,
  port: 873,
  user: undefined,
  passwordFile: undefined,
};

const ways: readonly (readonly [string, (disk: string) => Endpoint])[] = [
  ['find here', (disk) => localEndpoint(disk)],
  ['find over ssh', () => full],
  ['rsync from a daemon', () => daemon],
];

test.each(ways)('%s: a listing larger than one Buffer is unknown, and leaves no file behind', async (_, endpoint) => {
  for (const bytes of [2 ** 31, 5 * 2 ** 30]) {
    const driver: EndpointDriver = createDriver(endpoint(join(scratch.path, 'disk')), printing(bytes));
    const path = fromText(driver.endpoint.type === 'RsyncDaemon' ? 'PV' : '');
    const seen = await driver.list([{ path, filter: { exclude: [], include: [] } }]);
    expect(seen).toMatchObject([{ state: 'unknown', because: { code: 'listing.too-large' } }]);
    expect(await readdir(join(scratch.path, 'own'))).toEqual([]);
  }
});

test.each([...ways.map(([way, endpoint]) => [way, endpoint, 'xxh128'] as const), ['sums over ssh', () => full, 'md5'] as const])(
  '%s: neither are digests',
  async (_, endpoint, algorithm) => {
    const driver = createDriver(endpoint(join(scratch.path, 'disk')), printing(5 * 2 ** 30));
    const path = fromText(driver.endpoint.type === 'RsyncDaemon' ? 'PV' : '');
    const digests = await driver.digests(path, [{ path: fromText('a'), size: 1 }], { algorithm, cache: 'keep' });
    expect(digests).toMatchObject({ ok: false, error: { code: 'listing.too-large' } });
    expect(await readdir(join(scratch.path, 'own'))).toEqual([]);
  },
);
