import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { type Started, start } from './run.ts';
import { local, makeMirror, mirror, slowly, type Workspace } from './workspace.ts';

const QUIET = { code: 0, stdout: '', stderr: '' };

interface Slow extends Workspace {
  /** Starts a pass whose rsync moves 1 MB a second, and waits until the big file is on its way. */
  startSlowly(...args: readonly string[]): Promise<Started>;
}

/** A mirror of two small files and one of 6 MB. */
async function slow(spec: object = {}): Promise<Slow> {
  const workspace = await makeMirror(['a = one', 'z/z = two'], spec);
  await run('dd', ['if=/dev/urandom', `of=${workspace.at('disk/source/big')}`, 'bs=1M', 'count=6']);
  const env = await slowly(workspace);
  return {
    ...workspace,
    async startSlowly(...args) {
      const started = await start(workspace.path, args, { env });
      await until(async () => (await partialBytes(workspace)) > 0);
      return started;
    },
  };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}

/** How much of the big file lies where it is being received. */
async function partialBytes(workspace: Workspace): Promise<number> {
  const { stdout } = await run('find', [workspace.at('disk/replica/.replicas-partial'), '-type', 'f', '-printf', '%s\n']);
  return Math.max(0, ...stdout.split('\n').map(Number));
}

/** The rsync processes that work in this workspace. Those that only wait for their parent to notice have no command line. */
async function rsyncs(workspace: Workspace): Promise<readonly number[]> {
  const { stdout } = await run('sh', ['-c', 'grep -l -a "$0" /proc/[0-9]*/cmdline 2>/dev/null', `${workspace.at('disk')}/`]);
  const pids = stdout
    .split('\n')
    .flatMap((path) => /^\/proc\/(\d+)\//.exec(path)?.[1] ?? [])
    .map(Number);
  const programs = await Promise.all(pids.map(async (pid) => ({ pid, name: (await run('cat', [`/proc/${pid}/comm`])).stdout })));
  return programs.filter(({ name }) => name === 'rsync\n').map(({ pid }) => pid);
}

/** Those that `parent` started itself, each the head of its group. */
async function rsyncsOf(parent: number, workspace: Workspace): Promise<readonly number[]> {
  const all = await rsyncs(workspace);
  const { stdout } = await run('grep', ['-l', `^PPid:\t${parent}$`, ...all.map((pid) => `/proc/${pid}/status`)]);
  return all.filter((pid) => stdout.includes(`/proc/${pid}/`));
}

/** Stops the rsync processes of this workspace where they are; the answer lets them go on. */
async function paused(workspace: Workspace): Promise<() => void> {
  const pids = await rsyncs(workspace);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  };
}

/** After one more pass all is as if nothing had happened, and nothing of ours is left lying about. */
async function expectConverged(workspace: Workspace): Promise<void> {
  expect((await workspace.run()).code).toBe(0);
  await expectSound(workspace);
  expect((await workspace.run('--plan', '--detailed-exitcode')).code).toBe(0);
}

async function leftInState(workspace: Workspace): Promise<string> {
  // The number of the last lease, and whom it was taken over from, are remembered.
  const memory = ['!', '-name', '*.number', '!', '-name', '*.taken'];
  return (await run('find', [workspace.at('state/leases'), workspace.at('state/scratch'), '-mindepth', '1', ...memory])).stdout;
}

/** `trashed`: what was overwritten. */
async function expectSound(workspace: Workspace, trashed: readonly string[] = []): Promise<void> {
  expect(await workspace.data('disk/replica')).toEqual(await workspace.all('disk/source'));
  const left = await workspace.left('disk/replica');
  const inTrash = left.filter((path) => /^\.replicas-trash(?:\/|$)/.test(path));
  expect(left.filter((path) => !inTrash.includes(path))).toEqual([]);
  expect(inTrash.map((path) => path.split('/').slice(3).join('/')).filter((path) => path !== '')).toEqual(trashed);
  expect(await leftInState(workspace)).toBe('');
  expect(await rsyncs(workspace)).toEqual([]);
}

requires('rsync')('in the middle of a copy', () => {
  test('rsync is killed: nothing half is seen, and it converges', async () => {
    const workspace = await slow();
    const pass = await workspace.startSlowly();
    for (const pid of await rsyncs(workspace)) process.kill(pid, 'SIGKILL');
    const have = await workspace.data('disk/replica');
    const want = await workspace.data('disk/source');
    for (const [path, entry] of have) if (entry.type === 'file') expect(entry).toEqual(want.get(path));
    pass.signal('SIGTERM');
    expect((await pass.ended).code).toBe(143);
    await expectConverged(workspace);
  });

  test('rsync alone is killed: it is told, with its code, and converges', async () => {
    const workspace = await slow();
    const pass = await workspace.startSlowly();
    const [head = 0, ...more] = await rsyncsOf(pass.pid, workspace);
    expect({ head, more }).toEqual({ head: expect.toSatisfy((pid: number) => pid > 1), more: [] });
    process.kill(-head, 'SIGKILL');
    const says = expect.stringMatching(/^PoolMirror\/m disk:replica: process\.failed: .*SIGKILL\n.*tried again.*\n$/);
    expect(await pass.ended).toEqual({ code: 3, stdout: '', stderr: says });
    const ours = await workspace.left('disk/replica');
    expect(ours.filter((path) => !/^\.replicas-partial(\/|$)/.test(path))).toEqual([]);
    expect(await leftInState(workspace)).toBe('');
    await expectConverged(workspace);
  });

  test('reconcile is killed: the next one ends what it left, takes the lease over and converges', async () => {
    const workspace = await slow();
    const pass = await workspace.startSlowly();
    const left = await rsyncs(workspace);
    expect(left.length).toBeGreaterThan(0);
    pass.signal('SIGKILL');
    expect((await pass.ended).code).toBe(null);
    expect(existsSync(workspace.at('disk/replica/.replicas-lease'))).toBe(true);
    expect(await workspace.run()).toEqual(QUIET);
    await expectSound(workspace);
  });

  test('reconcile is killed and its state is lost: it converges all the same', async () => {
    const workspace = await slow();
    const pass = await workspace.startSlowly();
    pass.signal('SIGKILL');
    await pass.ended;
    await rm(workspace.at('state'), { recursive: true });
    await expectConverged(workspace);
  });

  test.each<[NodeJS.Signals, number]>([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ])('%s ends it with %i, and its children; what was moved is kept', async (signal, code) => {
    const workspace = await slow();
    const pass = await workspace.startSlowly();
    pass.signal(signal);
    const ended = await pass.ended;
    // To be stopped is no problem of a replica: nothing is told, now or as a recovery later.
    expect(ended).toEqual({ code, stdout: '', stderr: '' });
    expect(await rsyncs(workspace)).toEqual([]);
    expect(existsSync(workspace.at('disk/replica/.replicas-lease'))).toBe(false);
    expect(await partialBytes(workspace)).toBeGreaterThan(0);
    expect(await workspace.run()).toEqual(QUIET);
    await expectSound(workspace);
  });

  test('SIGTERM with --json: the last line is still the exit', async () => {
    const workspace = await slow();
    const pass = await workspace.startSlowly('--json');
    pass.signal('SIGTERM');
    const { stdout, code } = await pass.ended;
    expect(code).toBe(143);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'exit', code: 143 });
  });

  test('another run leaves the replica to the first: exit 6, from another state directory too', async () => {
    const workspace = await slow();
    const pass = await workspace.startSlowly();
    const goOn = await paused(workspace);
    expect(await workspace.run()).toEqual({ code: 6, stdout: '', stderr: '' });
    expect(await workspace.run('--state', 'other')).toEqual({ code: 6, stdout: '', stderr: '' });
    const told = await workspace.run('-v');
    expect(told.stdout).toMatch(new RegExp(`lease\\.held.*process ${pass.pid} on `));
    expect((await workspace.run('--plan')).code).toBe(0);
    expect((await workspace.run('status')).code).toBe(0);
    goOn();
    expect((await pass.ended).code).toBe(0);
    await expectSound(workspace);
  });

  test('two that begin together: each thing is done once, and rightly', async () => {
    const workspace = await makeMirror(Array.from({ length: 300 }, (_, n) => `d${n % 7}/f${n} = content ${n}`));
    const other = ['--state', 'other'];
    for (const round of ['missing', 'settled']) {
      const passes = await Promise.all([start(workspace.path, []), start(workspace.path, []), start(workspace.path, other)]);
      const ended = await Promise.all(passes.map((pass) => pass.ended));
      for (const { code, stdout, stderr } of ended) {
        expect([0, 6], round).toContain(code);
        expect({ stdout, stderr }, round).toEqual({ stdout: '', stderr: '' });
      }
      expect(
        ended.map(({ code }) => code),
        round,
      ).toContain(0);
      expect(await workspace.data('disk/replica'), round).toEqual(await workspace.data('disk/source'));
    }
    const ours = await workspace.left('disk/replica');
    // Who comes late may leave the place for receiving behind, empty.
    expect(ours.filter((path) => path !== '.replicas-partial')).toEqual([]);
  });

  test('another run does what nobody else does', async () => {
    const workspace = await slow();
    const source = { endpoint: 'disk', path: 'source' };
    await workspace.declare(
      local('disk', workspace.at('disk')),
      mirror('m', { source, replicas: [{ endpoint: 'disk', path: 'replica' }] }),
      mirror('n', { source, replicas: [{ endpoint: 'disk', path: 'second' }] }),
    );
    const pass = await workspace.startSlowly('--only', 'PoolMirror/m');
    const goOn = await paused(workspace);
    expect(await workspace.run()).toEqual(QUIET);
    expect(await workspace.data('disk/second')).toEqual(await workspace.data('disk/source'));
    goOn();
    pass.signal('SIGTERM');
    await pass.ended;
    await expectConverged(workspace);
  });

  test('the state directory is deleted: the copy is not harmed', async () => {
    const workspace = await slow();
    const pass = await workspace.startSlowly();
    await rm(workspace.at('state'), { recursive: true });
    const ended = await pass.ended;
    expect(ended).toEqual(QUIET);
    await expectConverged(workspace);
  });

  test('the source changes under the copy: the same pass follows', async () => {
    const workspace = await slow();
    const pass = await workspace.startSlowly();
    await workspace.tree('disk/source', ['a = changed since', 'late = l']);
    expect(await pass.ended).toEqual(QUIET);
    await expectSound(workspace, ['a']);
  });

  test('the source vanishes under the copy: nothing is lost, and it is told', async () => {
    const workspace = await slow({ extraneous: 'Delete' });
    const pass = await workspace.startSlowly();
    await rm(workspace.at('disk/source'), { recursive: true });
    const ended = await pass.ended;
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(/source\.absent|transfer\./);
    expect([...(await workspace.data('disk/replica')).keys()]).toContain('a');
  });
});

requires('rsync', 'ordinary account')('a pass whose state directory cannot be written', () => {
  test('says so instead of writing without a lease', async () => {
    const workspace = await makeMirror(['a = one']);
    await workspace.tree('state', ['status/']);
    await run('chown', ['-R', '65534', workspace.at('disk')]);
    await chmod(workspace.at('state'), 0o555);
    const ran = await workspace.runWith({ as: 'Ordinary' });
    expect(ran).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining(workspace.at('state')) });
    expect(ran.stderr).not.toMatch(/\n\s+at /);
    expect((await workspace.data('disk/replica')).size).toBe(0);
    const looked = await workspace.runWith({ as: 'Ordinary' }, 'status', '--refresh');
    expect(looked).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/disk:replica +missing|disk:replica +behind/),
    });
  });
});
