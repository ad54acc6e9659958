import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { endMarked } from '../../src/lib/process-marked.ts';
import { startOf } from '../../src/lib/this-process.ts';
import { sshEndpoint } from '../components/endpoints.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { AS_NOBODY, startSshd } from '../components/sshd.ts';
import { makeScratch } from '../world.ts';

const MARK = 'REPLICAS_TEST_MARK';
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts a process and waits until it is itself, not yet a copy of this one. */
async function start(script: string, env: Readonly<Record<string, string>>, before: readonly string[] = []): Promise<number> {
  const [program = '', ...args] = [...before, 'sh', '-c', `echo begun; ${script}`];
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  started.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  if (child.pid === undefined) throw new Error('it did not start');
  return child.pid;
}

test('ends what carries the mark, whatever it does with TERM, and nothing else', async () => {
  const plain = await start('exec sleep 300', { [MARK]: 'one' });
  const stopped = await start('exec sleep 300', { [MARK]: 'one' });
  const deaf = await start("trap '' TERM; while :; do sleep 1; done", { [MARK]: 'one' });
  const longer = await start('exec sleep 300', { [MARK]: 'one-more' });
  const other = await start('exec sleep 300', { [`X_${MARK}`]: 'one', OTHER: `\n${MARK}=one\n` });
  process.kill(stopped, 'SIGSTOP');
  await endMarked(MARK, 'one');
  expect([plain, stopped, deaf].map(startOf)).toEqual([undefined, undefined, undefined]);
  expect(startOf(longer)).not.toBeUndefined();
  expect(startOf(other)).not.toBeUndefined();
});

test('never ourselves, nor what we came from', async () => {
  const source = new URL('../../src/lib/process-marked.ts', import.meta.url).href;
  const program = `import(${JSON.stringify(source)}).then(async ({ endMarked }) => { await endMarked('${MARK}', 'kin'); console.log('alive'); })`;
  const tsx = new URL('../../node_modules/tsx/dist/cli.mjs', import.meta.url).pathname;
  const script = `"$0" "$@"; echo parent too`;
  const ran = await run('sh', ['-c', script, process.execPath, tsx, '-e', program], { env: { [MARK]: 'kin' } });
  expect(ran).toMatchObject({ code: 0, stdout: 'alive\nparent too\n' });
});

requires('ordinary account')('of another user', () => {
  test('is let be', async () => {
    if (process.getuid?.() !== 0) return;
    const theirs = await start('exec sleep 300', { [MARK]: 'theirs' }, AS_NOBODY);
    await endMarked(MARK, 'theirs');
    expect(startOf(theirs)).not.toBeUndefined();
  });
});

requires('sshd')('a shared ssh connection', () => {
  test('that a marked process has left running serves others: it is let be', async () => {
    const scratch = await makeScratch();
    const sshd = await startSshd();
    onTestFinished(async () => {
      await sshd.stop();
      await scratch.remove();
    });
    const { host, port, user, identityFile, configFile, knownHostsFile } = sshEndpoint(sshd, {
      root: '/',
      shell: 'Full',
      key: await sshd.authorize({ type: 'shell' }),
    });
    const path = join(scratch.path, 'master');
    const options = ['ControlMaster=auto', 'ControlPersist=60', `ControlPath=${path}`, `UserKnownHostsFile=${knownHostsFile}`];
    const place = ['-F', `${configFile}`, '-p', `${port}`, '-i', `${identityFile}`, ...options.flatMap((it) => ['-o', it])];
    const ssh = (...words: readonly string[]) => run('ssh', [...place, ...words], { env: { [MARK]: 'first' } });
    expect((await ssh(`${user}@${host}`, 'true')).code).toBe(0);
    await endMarked(MARK, 'first');
    expect((await ssh('-O', 'check', `${user}@${host}`)).code).toBe(0);
    await ssh('-O', 'exit', `${user}@${host}`);
  });
});
