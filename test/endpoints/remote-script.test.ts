import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitingForRrsync } from '../../src/endpoints/rsync-only/rrsync-lock.ts';
import { framedScript, runRemote } from '../../src/endpoints/ssh/remote-script.ts';
import type { Command, Ending, Spawn } from '../../src/lib/command.ts';
import { spawn } from '../../src/lib/spawn.ts';
import type { Tools } from '../../src/lib/tools.ts';
import type { SshEndpoint } from '../../src/model/endpoint.ts';

const endpoint: SshEndpoint = {
  type: 'Ssh',
  name: 'delta',
  maxTransfers: 2,
  root: '/',
  identity: 'NotChecked',
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
  host: 'localhost',
  port: undefined,
  user: undefined,
  identityFile: undefined,
  knownHostsFile: undefined,
  configFile: undefined,
  shell: 'Full',
  rsyncPath: 'rsync',
};

let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'remote-script-'));
  await mkdir(join(scratch, 'away'));
});

afterEach(() => rm(scratch, { recursive: true, force: true }));

/** Tools whose ssh is a shell on this host, in which the login says something first. */
function withLogin(login: string): Tools {
  const local: Spawn = (command: Command, signal) =>
    spawn({ ...command, program: 'sh', args: ['-c', `${login}\n${command.args.at(-1)}`], cwd: join(scratch, 'away') }, signal);
  const limits = { idleMs: 20_000, deadlineMs: 20_000 };
  return { spawn: local, now: Date.now, signal: new AbortController().signal, scratch, limits, step: () => undefined };
}

test('each script has its own answer, bytes and all, and none sees the script of the next on its stdin', async () => {
  const ran = await runRemote(
    endpoint,
    ["printf 'a\\0\\377'; echo oops >&2; exit 3", 'cat; cd /; echo second', 'pwd -P'],
    withLogin(''),
  );
  if (!ran.ok) throw new Error(ran.error.message);
  expect(ran.value.map(({ stdout, stderr, exit }) => [stdout.toString('latin1'), stderr, exit])).toEqual([
    ['a\0\xff', 'oops\n', 3],
    ['second\n', '', 0],
    [`${join(scratch, 'away')}\n`, '', 0],
  ]);
});

test('what the login says, on either stream and without an end of line, is no part of an answer', async () => {
  const ran = await runRemote(endpoint, ['echo yes'], withLogin("printf 'Welcome to delta'; printf 'Quota: 93 %%' >&2"));
  if (!ran.ok) throw new Error(ran.error.message);
  expect(ran.value.map(({ stdout, stderr }) => [stdout.toString(), stderr])).toEqual([['yes\n', '']]);
});

test('an account that runs something else is no shell for us', async () => {
  expect(await runRemote(endpoint, ['echo yes'], withLogin('echo only rsync here >&2; exit 1'))).toMatchObject({
    ok: false,
    error: { code: 'endpoint.unusable', message: expect.stringContaining('only rsync here') },
  });
});

test('of a script that arrives cut short, nothing runs', async () => {
  const script = framedScript('marker', ['touch made', 'touch made-too']);
  const cut = script.slice(0, script.lastIndexOf('touch'));
  const limits = { idleMs: 20_000, deadlineMs: 20_000 };
  const command: Command = {
    program: 'sh',
    args: ['-s'],
    input: Buffer.from(cut),
    cwd: join(scratch, 'away'),
    output: { type: 'text', ceiling: 10_000 },
    limits,
  };
  expect(await spawn(command, new AbortController().signal)).toMatchObject({ status: 'exited', stdout: '' });
  const ending = await spawn({ ...command, args: ['-c', 'ls'] }, new AbortController().signal);
  expect(ending.stdout).toBe('');
});

test('a second rsync waits while rrsync is busy with another', async () => {
  const answers: Ending[] = [
    {
      status: 'exited',
      code: 12,
      stdout: '',
      stderr: '/usr/bin/rrsync error: Another instance of rrsync is already accessing this directory.\n',
    },
    { status: 'exited', code: 0, stdout: 'listed', stderr: '' },
  ];
  const tools = withLogin('');
  const busyOnce: Spawn = async () => answers.shift() ?? { status: 'exited', code: 1, stdout: '', stderr: 'asked too often' };
  const command: Command = { program: 'rsync', args: [], output: { type: 'text', ceiling: 1 }, limits: tools.limits };
  expect(await waitingForRrsync({ ...tools, spawn: busyOnce }).spawn(command, tools.signal)).toMatchObject({
    code: 0,
    stdout: 'listed',
  });
});
