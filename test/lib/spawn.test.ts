import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command, Ending, Output } from '../../src/lib/command.ts';
import { spawn } from '../../src/lib/spawn.ts';

const PATIENT = { idleMs: 60_000, deadlineMs: 60_000 };
const TEXT: Output = { type: 'text', ceiling: 1_000_000 };

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'spawn-test-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

function shell(script: string, more: Partial<Command> = {}): Promise<Ending> {
  return spawn(
    { program: 'sh', args: ['-c', script], output: TEXT, limits: PATIENT, cwd: dir, ...more },
    new AbortController().signal,
  );
}

/** True while a process runs; one that was killed and only waits to be reaped does not. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    return !/^\d+ \(.*\) [ZX]/s.test(stat);
  } catch {
    return false;
  }
}

async function pidIn(name: string): Promise<number> {
  return Number(await readFile(join(dir, name), 'latin1'));
}

test('gives exit code, stdout and stderr, one character per byte', async () => {
  expect(await shell("printf '\\303\\274'; printf oops >&2; exit 7")).toEqual({
    status: 'exited',
    code: 7,
    stdout: '\u00c3\u00bc',
    stderr: 'oops',
  });
});

test('gives stdin and closes it; without any it is empty', async () => {
  expect(await shell('cat', { input: Buffer.from('a\0b') })).toMatchObject({ code: 0, stdout: 'a\0b' });
  expect(await shell('cat')).toMatchObject({ code: 0, stdout: '' });
});

test('a program that does not read its stdin is no trouble', async () => {
  expect(await shell('exec true', { input: Buffer.alloc(4_000_000) })).toMatchObject({ status: 'exited', code: 0 });
});

test('the environment has no time zone, language, or helper that asks', async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    RSYNC_PASSWORD: 'x',
    RSYNC_RSH: 'x',
    SSH_ASKPASS: 'x',
    SSH_ASKPASS_REQUIRE: 'force',
    KEPT: 'kept',
  });
  try {
    const ending = await shell('env', { env: { OURS: 'yes' } });
    const names = ending.stdout.split('\n');
    expect(names).toEqual(expect.arrayContaining(['TZ=UTC0', 'LC_ALL=C', 'OURS=yes', 'KEPT=kept']));
    expect(names.filter((line) => /^(RSYNC_|SSH_ASKPASS)/.test(line))).toEqual([]);
  } finally {
    for (const name of ['RSYNC_PASSWORD', 'RSYNC_RSH', 'SSH_ASKPASS', 'SSH_ASKPASS_REQUIRE', 'KEPT']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
});

test('stdout can go to a file or to a reader', async () => {
  const path = join(dir, 'out');
  expect(await shell('echo hello', { output: { type: 'file', path, ceiling: 1000 } })).toMatchObject({ code: 0, stdout: '' });
  expect(await readFile(path, 'utf8')).toBe('hello\n');
  const chunks: Uint8Array[] = [];
  expect(await shell('echo hello', { output: { type: 'stream', onData: (chunk) => chunks.push(chunk) } })).toMatchObject({
    code: 0,
    stdout: '',
  });
  expect(Buffer.concat(chunks).toString()).toBe('hello\n');
});

test('stderr is kept to its end', async () => {
  const ending = await shell(
    'i=0; while [ $i -lt 3000 ]; do echo "line $i of what went wrong, at some length"; i=$((i+1)); done >&2',
  );
  expect(ending.stderr.length).toBe(65_536);
  expect(ending.stderr.endsWith('line 2999 of what went wrong, at some length\n')).toBe(true);
});

test.each([
  ['a program that is not there', { program: 'no-such-program-here', args: [] }, /ENOENT/],
  ['a file that may not be executed', { program: '/etc/passwd', args: [] }, /EACCES/],
  ['a directory that is not there', { cwd: '/nonexistent' }, /ENOENT/],
  ['an output file that cannot be made', { output: { type: 'file', path: '/nonexistent/out', ceiling: 1 } }, /ENOENT/],
] as const)('%s: not started', async (_, more, detail) => {
  const ending = await shell('true', more);
  expect(ending).toMatchObject({ status: 'ended', why: 'not-started', detail: expect.stringMatching(detail) });
});

test('a process killed by a signal', async () => {
  expect(await shell('kill -KILL $$')).toMatchObject({ status: 'ended', why: 'signal', detail: 'SIGKILL' });
});

test('one that says nothing is ended as stalled; one that goes on saying something is not', async () => {
  expect(await shell('sleep 60', { limits: { idleMs: 200, deadlineMs: 60_000 } })).toMatchObject({
    status: 'ended',
    why: 'stalled',
  });
  const talking = 'for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.2; done';
  expect(await shell(talking, { limits: { idleMs: 1000, deadlineMs: 60_000 } })).toMatchObject({ status: 'exited', code: 0 });
  const output: Output = { type: 'file', path: join(dir, 'out'), ceiling: 1000 };
  expect(await shell(talking, { output, limits: { idleMs: 1000, deadlineMs: 60_000 } })).toMatchObject({
    status: 'exited',
    code: 0,
  });
});

test('where progress is told, noise does not count: it is ended, and says what stood still', async () => {
  let done = 0;
  const noise = 'for i in 1 2 3; do echo step; sleep 0.2; done; while :; do echo noise; echo noise >&2; sleep 0.05; done';
  const onData = (chunk: Uint8Array): void => {
    done += Buffer.from(chunk).toString().split('step').length - 1;
  };
  const output: Output = { type: 'stream', onData, progress: () => done };
  expect(await shell(noise, { output, limits: { idleMs: 800, deadlineMs: 60_000 } })).toMatchObject({
    status: 'ended',
    why: 'stalled',
    detail: expect.stringMatching(/^no progress for \d+ m?s$/),
  });
  expect(done).toBe(3);
});

test('how long it may be silent can depend on what it is at', async () => {
  let begun = false;
  const onData = (): void => {
    begun = true;
  };
  const output: Output = { type: 'stream', onData };
  const limits = { idleMs: () => (begun ? 300 : 60_000), deadlineMs: 60_000 };
  expect(await shell('sleep 1; echo begun; sleep 60', { output, limits })).toMatchObject({
    status: 'ended',
    why: 'stalled',
    detail: expect.stringMatching(/^no output for \d+ ms$/),
  });
  expect(begun).toBe(true);
});

test('time in which we ourselves stand still is not held against it', async () => {
  const ending = shell('sleep 1; echo done; sleep 1; echo done', { limits: { idleMs: 1500, deadlineMs: 60_000 } });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const until = performance.now() + 3000;
  while (performance.now() < until);
  expect(await ending).toMatchObject({ status: 'exited', code: 0 });
});

test('one that talks for ever is ended at its deadline', async () => {
  const limits = { idleMs: 60_000, deadlineMs: 300 };
  expect(await shell('while :; do echo x; sleep 0.05; done', { limits })).toMatchObject({ status: 'ended', why: 'deadline' });
});

test('a flood is ended at the ceiling, in memory and in a file', async () => {
  const flood = { program: 'sh', args: ['-c', 'exec cat /dev/zero'] };
  const text = await shell('', { ...flood, output: { type: 'text', ceiling: 100_000 } });
  expect(text).toMatchObject({ status: 'ended', why: 'too-large' });
  expect(text.stdout.length).toBeLessThanOrEqual(100_000);
  const output: Output = { type: 'file', path: join(dir, 'out'), ceiling: 100_000 };
  expect(await shell('', { ...flood, output })).toMatchObject({ status: 'ended', why: 'too-large' });
  // Over before the first look: still too large.
  expect(await shell('printf 123456', { output: { type: 'file', path: join(dir, 'out'), ceiling: 5 } })).toMatchObject({
    why: 'too-large',
  });
});

test('cancelling ends it; before the start it is not started', async () => {
  const controller = new AbortController();
  const ending = spawn(
    { program: 'sleep', args: ['60'], output: TEXT, limits: PATIENT, onStarted: () => controller.abort() },
    controller.signal,
  );
  expect(await ending).toMatchObject({ status: 'ended', why: 'cancelled' });
  const late = await spawn({ program: 'touch', args: [join(dir, 'made')], output: TEXT, limits: PATIENT }, controller.signal);
  expect(late).toMatchObject({ status: 'ended', why: 'cancelled' });
  await expect(readFile(join(dir, 'made'))).rejects.toThrow();
});

test('the grandchildren go with it, also those that ignore TERM', async () => {
  const script = `(trap '' TERM; echo $$ >/dev/null; sh -c 'trap "" TERM; echo $$ >grandchild; while :; do sleep 1; done') & echo $$ >child; wait`;
  const limits = { idleMs: 500, deadlineMs: 60_000 };
  expect(await shell(script, { limits })).toMatchObject({ status: 'ended', why: 'stalled' });
  expect(await isRunning(await pidIn('child'))).toBe(false);
  expect(await isRunning(await pidIn('grandchild'))).toBe(false);
});

test('what a process leaves behind in its group does not outlive it', async () => {
  const ending = await shell('sleep 300 >/dev/null 2>&1 & echo $! >left; exit 3');
  expect(ending).toMatchObject({ status: 'exited', code: 3 });
  expect(await isRunning(await pidIn('left'))).toBe(false);
});

test('a stopped process is ended too', async () => {
  const ending = await shell('echo $$ >stopped; kill -STOP $$', { limits: { idleMs: 300, deadlineMs: 60_000 } });
  expect(ending).toMatchObject({ status: 'ended', why: 'stalled' });
  expect(await isRunning(await pidIn('stopped'))).toBe(false);
});

test('the lead learns the process id, which is that of the group', async () => {
  let pid = 0;
  const ending = await shell('echo $$', { onStarted: (started) => (pid = started) });
  expect(ending.stdout).toBe(`${pid}\n`);
});

test('when this process exits, its children go with it', async () => {
  const source = new URL('../../src/lib/spawn.ts', import.meta.url).href;
  const program = `
    import { spawn } from ${JSON.stringify(source)};
    const command = { program: 'sleep', args: ['300'], output: { type: 'text', ceiling: 1 }, limits: { idleMs: 1e6, deadlineMs: 1e6 },
      onStarted: (pid) => process.stdout.write(String(pid), () => process.exit(4)) };
    spawn(command, new AbortController().signal);`;
  const file = join(dir, 'parent.mjs');
  await writeFile(file, program);
  const tsx = new URL('../../node_modules/tsx/dist/cli.mjs', import.meta.url).pathname;
  const ending = await spawn(
    { program: process.execPath, args: [tsx, file], output: TEXT, limits: PATIENT },
    new AbortController().signal,
  );
  expect(ending).toMatchObject({ status: 'exited', code: 4 });
  expect(await isRunning(Number(ending.stdout))).toBe(false);
});

test('many at once share one signal without a warning', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): unknown => warnings.push(warning);
  process.on('warning', note);
  const { signal } = new AbortController();
  const command: Command = { program: 'true', args: [], output: TEXT, limits: PATIENT };
  await Promise.all(Array.from({ length: 20 }, () => spawn(command, signal)));
  process.removeListener('warning', note);
  expect(warnings).toEqual([]);
});
