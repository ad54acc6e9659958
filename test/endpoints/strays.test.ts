import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type EndpointDriver, LEASE_MARK } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { startOf } from '../../src/lib/this-process.ts';
import { makeBarePath } from '../components/bare-path.ts';
import { daemonEndpoint, localEndpoint, sshEndpoint } from '../components/endpoints.ts';
import { requires } from '../components/requirement.ts';
import { AS_NOBODY, type Grant, startSshd } from '../components/sshd.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch } from '../world.ts';

let path: string;
let owner: string;
const started: ChildProcess[] = [];

beforeEach(async () => {
  const scratch = await makeScratch();
  onTestFinished(() => scratch.remove());
  path = scratch.path;
  owner = randomUUID();
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A process that sleeps, with these variables and behind these words. */
async function sleeper(env: Readonly<Record<string, string>>, before: readonly string[] = []): Promise<number> {
  const [program = '', ...args] = [...before, 'sh', '-c', 'echo begun; exec sleep 300'];
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  started.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  if (child.pid === undefined) throw new Error('it did not start');
  return child.pid;
}

async function sshDriver(grant: Grant): Promise<EndpointDriver> {
  const sshd = await startSshd();
  onTestFinished(() => sshd.stop());
  const shell = grant.type === 'rrsync' ? 'RsyncOnly' : 'Full';
  return createDriver(sshEndpoint(sshd, { root: path, shell, key: await sshd.authorize(grant) }), makeTools(path));
}

async function barePath(): Promise<string> {
  return makeBarePath(join(path, 'bin'));
}

const DRIVERS: readonly (readonly [string, () => Promise<EndpointDriver>])[] = [
  ['Local', async () => createDriver(localEndpoint(path), makeTools(path))],
  ['Ssh', () => sshDriver({ type: 'shell' })],
  ['Ssh with nothing but coreutils, find and rsync', async () => sshDriver({ type: 'shell', path: await barePath() })],
];

requires('sshd')('what a dead owner left at work is ended', () => {
  test.each(DRIVERS)('%s: what carries its name, also when it is stopped, and nothing else', async (_, open) => {
    const driver = await open();
    const plain = await sleeper({ [LEASE_MARK]: owner });
    const between = await sleeper({ A: 'x', [LEASE_MARK]: owner, Z: '\nlast\n' });
    const stopped = await sleeper({ [LEASE_MARK]: owner });
    process.kill(stopped, 'SIGSTOP');
    const others = [
      await sleeper({ [LEASE_MARK]: randomUUID() }),
      await sleeper({ [LEASE_MARK]: `${owner}1` }),
      await sleeper({ [`A${LEASE_MARK}`]: owner }),
      await sleeper({ TEXT: `\n${LEASE_MARK}=${owner}\n` }),
    ];
    await driver.endStrays(owner);
    expect([plain, between, stopped].map(startOf)).toEqual([undefined, undefined, undefined]);
    for (const other of others) expect(startOf(other)).not.toBeUndefined();
  });

  test.each(DRIVERS)('%s: nothing to do is no trouble', async (_, open) => {
    await (await open()).endStrays(owner);
  });

  test.each(DRIVERS)('%s: a name is never a pattern or a command', async (_, open) => {
    const driver = await open();
    const other = await sleeper({ [LEASE_MARK]: owner });
    for (const name of ['*', '', `'; kill -KILL ${other}; '`, `$(kill -KILL ${other})`, '[0-9a-f-]*'])
      await driver.endStrays(name);
    expect(startOf(other)).not.toBeUndefined();
  });

  requires('ordinary account')('by an account', () => {
    test('without root’s rights: its own', async () => {
      const driver = await sshDriver({ type: 'shell', as: 'Ordinary' });
      const before = process.getuid?.() === 0 ? AS_NOBODY : [];
      const [own, foreign] = [await sleeper({ [LEASE_MARK]: owner }, before), await sleeper({ [LEASE_MARK]: owner })];
      await driver.endStrays(owner);
      expect(startOf(own)).toBeUndefined();
      if (before.length > 0) expect(startOf(foreign)).not.toBeUndefined();
    });
  });

  requires('rrsync')('where nothing can be asked', () => {
    test('nothing is done', async () => {
      await mkdir(join(path, 'only'));
      const other = await sleeper({ [LEASE_MARK]: owner });
      const only = await sshDriver({ type: 'rrsync', directory: join(path, 'only'), mode: 'ReadWrite' });
      const daemon = daemonEndpoint({ host: '127.0.0.1', port: 1, pid: 0, log: () => '', stop: async () => undefined });
      for (const driver of [only, createDriver(daemon, makeTools(path))]) await driver.endStrays(owner);
      expect(startOf(other)).not.toBeUndefined();
    });
  });

  test('a host that cannot be reached is let be', async () => {
    const sshd = await startSshd();
    const endpoint = sshEndpoint(sshd, { root: path, shell: 'Full', key: await sshd.authorize({ type: 'shell' }) });
    await sshd.stop();
    await createDriver(endpoint, makeTools(path)).endStrays(owner);
  });

  test('also while the program is being stopped', async () => {
    const sshd = await startSshd();
    onTestFinished(() => sshd.stop());
    const endpoint = sshEndpoint(sshd, { root: path, shell: 'Full', key: await sshd.authorize({ type: 'shell' }) });
    const stray = await sleeper({ [LEASE_MARK]: owner });
    await createDriver(endpoint, { ...makeTools(path), signal: AbortSignal.abort() }).endStrays(owner);
    expect(startOf(stray)).toBeUndefined();
  });
});
