import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { daemonAddress } from '../../src/endpoints/daemon/daemon-address.ts';
import { LEASE_MARK } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { localAddress } from '../../src/endpoints/local/local-address.ts';
import { sshAddress } from '../../src/endpoints/ssh/ssh-address.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import type { SshEndpoint } from '../../src/model/endpoint.ts';
import { daemonEndpoint, localEndpoint, sshEndpoint } from '../components/endpoints.ts';
import { makeLink } from '../components/link.ts';
import type { Network } from '../components/network.ts';
import { descendantsOf, processesWith, stopAll } from '../components/processes.ts';
import { startProxy } from '../components/proxy.ts';
import { requires } from '../components/requirement.ts';
import { type RsyncDaemon, startRsyncDaemon } from '../components/rsync-daemon.ts';
import { run } from '../components/run.ts';
import { type Sshd, startSshd } from '../components/sshd.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch } from '../world.ts';
import { type Moving, move } from './moving.ts';

const STALLED_AFTER_MS = 2000;
/** TERM, two seconds, KILL, and what a busy machine adds. */
const ENDING_MS = 6000;
const PLACE = fromText('far');

let path: string;

/** `here` and `far`; the one that is the source holds a file that takes 20 seconds to move. */
beforeEach(async () => {
  const scratch = await makeScratch();
  onTestFinished(() => scratch.remove());
  path = scratch.path;
  for (const name of ['here', 'far']) await mkdir(join(path, name));
});

type Direction = 'pull' | 'push';

async function fill(name: 'here' | 'far'): Promise<void> {
  await run('dd', ['if=/dev/urandom', `of=${join(path, name, 'big')}`, 'bs=1M', 'count=20']);
}

const here = () => localAddress(localEndpoint(path), fromText('here'));

async function aDaemon(network?: Network): Promise<RsyncDaemon> {
  const modules = [{ name: 'far', path: join(path, 'far') }];
  const daemon = await startRsyncDaemon({ modules, ...(network === undefined ? {} : { network }) });
  onTestFinished(() => daemon.stop());
  return daemon;
}

async function anSshd(network?: Network): Promise<{ readonly sshd: Sshd; readonly endpoint: SshEndpoint }> {
  const sshd = await startSshd(network);
  onTestFinished(() => sshd.stop());
  return { sshd, endpoint: sshEndpoint(sshd, { root: path, shell: 'Full', key: await sshd.authorize({ type: 'shell' }) }) };
}

/** The same account, reached through a proxy in front of it. */
async function behind(endpoint: SshEndpoint, port: number): Promise<SshEndpoint> {
  const knownHostsFile = join(path, 'known_hosts');
  await writeFile(knownHostsFile, (await readFile(endpoint.knownHostsFile ?? '', 'utf8')).replace(/\]:\d+/, `]:${port}`));
  return { ...endpoint, port, knownHostsFile };
}

async function pullFrom(daemon: Pick<RsyncDaemon, 'host' | 'port'>): Promise<Moving> {
  await fill('far');
  const address = daemonAddress(daemonEndpoint({ ...daemon, pid: 0, log: () => '', stop: async () => undefined }), PLACE);
  return move(address, here(), { stalledAfterMs: STALLED_AFTER_MS });
}

async function overSsh(direction: Direction, endpoint: SshEndpoint, owner?: string): Promise<Moving> {
  await fill(direction === 'pull' ? 'far' : 'here');
  const far = sshAddress(endpoint, PLACE, owner);
  const options = { stalledAfterMs: STALLED_AFTER_MS, ...(owner === undefined ? {} : { env: { [LEASE_MARK]: owner } }) };
  return direction === 'pull' ? move(far, here(), options) : move(here(), far, options);
}

/** The transfer stands still from now on: it is ended within its limit, and nothing of it is left on this side. */
async function expectEnded(moving: Moving): Promise<void> {
  const { ending, silentMs } = await moving.ended;
  expect(ending).toMatchObject({ status: 'ended', why: 'stalled', detail: expect.stringMatching(/^no progress for \d s$/) });
  expect(silentMs).toBeGreaterThan(STALLED_AFTER_MS - 1);
  expect(silentMs).toBeLessThan(STALLED_AFTER_MS + ENDING_MS);
  expect(processesWith(path).filter(({ args }) => !args.includes('--server') && !args.includes('--daemon'))).toEqual([]);
}

requires('rsync')('a pull from a daemon', () => {
  test('whose serving process is stopped', async () => {
    const daemon = await aDaemon();
    const moving = await pullFrom(daemon);
    await moving.begun;
    const serving = descendantsOf(daemon.pid);
    expect(serving.length).toBeGreaterThan(0);
    stopAll(serving);
    await expectEnded(moving);
  });

  test('behind a proxy that passes nothing on any more', async () => {
    const daemon = await aDaemon();
    const proxy = await startProxy(daemon.port);
    onTestFinished(() => proxy.stop());
    const moving = await pullFrom({ ...daemon, port: proxy.port });
    await moving.begun;
    proxy.stallAfter(0);
    await expectEnded(moving);
  });
});

requires('rsync', 'netns')('a pull from a daemon over a link', () => {
  test('that is cut', async () => {
    const link = await makeLink();
    onTestFinished(() => link.remove());
    const daemon = await aDaemon(link);
    const moving = await pullFrom(daemon);
    await moving.begun;
    await link.cut();
    await expectEnded(moving);
  });
});

requires('rsync', 'sshd')('over ssh', () => {
  test.each<Direction>(['pull', 'push'])('a %s whose session is stopped', async (direction) => {
    const { sshd, endpoint } = await anSshd();
    const moving = await overSsh(direction, endpoint);
    await moving.begun;
    stopAll(descendantsOf(sshd.pid).filter(({ args }) => args[0]?.startsWith('sshd')));
    await expectEnded(moving);
  });

  test.each<Direction>(['pull', 'push'])('a %s whose rsync there is stopped, and which is ended there too', async (direction) => {
    const { sshd, endpoint } = await anSshd();
    const owner = randomUUID();
    const moving = await overSsh(direction, endpoint, owner);
    await moving.begun;
    const far = descendantsOf(sshd.pid).filter(({ args }) => args.includes('--server'));
    expect(far.length).toBeGreaterThan(0);
    stopAll(far);
    await expectEnded(moving);
    // Killing this side does not reach it: it is stopped, and would stay for ever.
    expect(processesWith(path).filter(({ args }) => args.includes('--server')).length).toBeGreaterThan(0);
    await createDriver(endpoint, makeTools(path)).endStrays(owner);
    expect(processesWith(path).filter(({ args }) => args.includes('--server'))).toEqual([]);
  });

  test.each<Direction>(['pull', 'push'])('a %s behind a proxy that passes nothing on any more', async (direction) => {
    const { sshd, endpoint } = await anSshd();
    const proxy = await startProxy(sshd.port);
    onTestFinished(() => proxy.stop());
    const moving = await overSsh(direction, await behind(endpoint, proxy.port));
    await moving.begun;
    proxy.stallAfter(0);
    await expectEnded(moving);
  });
});

requires(
  'rsync',
  'sshd',
  'netns',
)('over ssh and a link that is cut', () => {
  test.each<Direction>(['pull', 'push'])('a %s', async (direction) => {
    const link = await makeLink();
    onTestFinished(() => link.remove());
    const { endpoint } = await anSshd(link);
    const moving = await overSsh(direction, endpoint);
    await moving.begun;
    await link.cut();
    await expectEnded(moving);
  });
});
