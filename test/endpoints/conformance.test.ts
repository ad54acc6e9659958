import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText, ROOT } from '../../src/lib/path-bytes.ts';
import type { RsyncDaemonEndpoint } from '../../src/model/endpoint.ts';
import { daemonEndpoint, localEndpoint } from '../components/endpoints.ts';
import { requires } from '../components/requirement.ts';
import { type ModuleSetting, startRsyncDaemon } from '../components/rsync-daemon.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, makeTree, type Scratch } from '../world.ts';
import { conformance } from './conformance.ts';
import { RSYNC_DAEMON } from './daemon-way.ts';
import { LOCAL } from './local-way.ts';
import { parseListing } from './parse-listing.ts';

conformance(LOCAL);
conformance(RSYNC_DAEMON);

let scratch: Scratch;
beforeEach(async () => {
  scratch = await makeScratch();
});
afterEach(() => scratch.remove());

const ALL = { exclude: [], include: [] };
const login = { user: 'alice', password: 's3cret' };

/** A daemon that offers `modules`, all of one small tree, and an endpoint that knows the password. */
async function daemonWith(modules: readonly Omit<ModuleSetting, 'path'>[]) {
  const path = join(scratch.path, 'data');
  await makeTree(path, ['a = 1', 'd/b = 2']);
  const passwordFile = join(scratch.path, 'password');
  await writeFile(passwordFile, 's3cret\n', { mode: 0o600 });
  const daemon = await startRsyncDaemon({ modules: modules.map((module) => ({ ...module, path })) });
  onTestFinished(() => daemon.stop());
  const endpoint: RsyncDaemonEndpoint = daemonEndpoint(daemon, { user: login.user, passwordFile });
  return { daemon, driver: createDriver(endpoint, makeTools(scratch.path)) };
}

requires('rsync')('RsyncDaemon alone', () => {
  test('tells its modules with their comments, but not the hidden ones', async () => {
    const { daemon, driver } = await daemonWith([
      { name: 'PV', comment: 'Performance verification  (all)' },
      { name: 'a-module-with-a-long-name', comment: 'tab\there é' },
      { name: 'bare' },
      { name: 'with space', comment: 'x' },
      { name: 'hidden', comment: 'not shown', listed: 'Hidden' },
    ]);
    expect(await driver.modules()).toMatchObject({
      state: 'present',
      value: [
        { name: 'PV', comment: 'Performance verification  (all)' },
        { name: 'a-module-with-a-long-name', comment: 'tab\there é' },
        { name: 'bare', comment: '' },
        { name: 'with space', comment: 'x' },
      ],
    });
    await daemon.stop();
    expect(await driver.modules()).toMatchObject({ state: 'unknown', because: { code: 'endpoint.unreachable' } });
  });

  test('opens a module with its password, which is in no argument', async () => {
    const { driver } = await daemonWith([{ name: 'shut', login }]);
    const [seen] = await driver.list([{ path: fromText('shut'), filter: ALL }]);
    expect([...parseListing(seen).keys()].sort()).toEqual(['a', 'd', 'd/b']);
    const address = driver.rsyncAddress(fromText('shut/d'));
    expect(address.side).toBe('remote');
    expect(address.argument.endsWith('/')).toBe(true);
    expect([address.argument, ...address.options].join(' ')).not.toContain('s3cret');
  });
});

requires('rsync')('Local alone', () => {
  test('has no modules, and its address is its path', async () => {
    const driver = createDriver(localEndpoint(scratch.path), makeTools(scratch.path));
    expect(await driver.modules()).toMatchObject({ state: 'absent' });
    expect(driver.rsyncAddress(ROOT)).toEqual({ argument: `${scratch.path}/`, options: [], env: {}, side: 'local' });
  });
});
