import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileAccess } from '../../src/endpoints/endpoint.ts';
import { fromText, ROOT } from '../../src/lib/path-bytes.ts';
import type { Result } from '../../src/lib/result.ts';
import { startOf, thisProcess } from '../../src/lib/this-process.ts';
import type { Failure } from '../../src/model/failure.ts';
import { type Lease, takeLease } from '../../src/state/lease.ts';
import { type LeaseFile, parseLease, printLease } from '../../src/state/lease-file.ts';
import { type LeaseStage, leasesLeft, makeLeaseStage, TTL_MS, taken } from './lease-stage.ts';

let stage: LeaseStage;
let children: { readonly pid: number }[];

beforeEach(async () => {
  stage = await makeLeaseStage();
  children = [];
});

afterEach(() => {
  for (const { pid } of children) if (startOf(pid) !== undefined) process.kill(-pid, 'SIGKILL');
});

/** A workspace of its own, with its own state. */
async function workspace(
  name: string,
  target?: (real: FileAccess) => FileAccess,
): Promise<() => Promise<Result<Lease, Failure>>> {
  const context = await stage.context(name, target === undefined ? {} : { target });
  return () => takeLease(context);
}

/** A process that has run and is no more. */
async function deadProcess(): Promise<{ readonly pid: number; readonly start: string }> {
  const child = sleeper();
  const dead = { pid: child.pid, start: startOf(child.pid) ?? '' };
  const closed = new Promise((resolve) => child.process.once('close', resolve));
  process.kill(-child.pid, 'SIGKILL');
  await closed;
  return dead;
}

/** A process that sleeps in a group of its own, as what we spawn does, under the name of rsync and with this argument. */
function sleeper(
  argument: string = `${stage.path}/disk/pool/`,
  name = 'rsync',
): { readonly pid: number; readonly process: ReturnType<typeof spawn> } {
  const script = 'setInterval(() => undefined, 1000)';
  const started = spawn(process.execPath, ['-e', script, argument], { detached: true, stdio: 'ignore', argv0: name });
  if (started.pid === undefined) throw new Error('it did not start');
  children.push({ pid: started.pid });
  return { pid: started.pid, process: started };
}

function filesLeft(): Promise<readonly string[]> {
  return leasesLeft(stage.path);
}

describe('a free target', () => {
  test('is taken at both places and given back without a trace', async () => {
    const lease = taken(await (await workspace('state'))());
    const file = await stage.there();
    expect(file).toMatchObject({
      ...thisProcess(),
      fence: 1,
      beat: 0,
      ttlMs: TTL_MS,
      children: [],
      since: '2026-11-20T00:00:00.000Z',
    });
    expect(await filesLeft()).toEqual([
      'disk/pool/.replicas-lease',
      expect.stringMatching(/^state\/leases\/here-pool-[0-9a-f]{16}\.json$/),
    ]);
    await lease.release();
    expect(await filesLeft()).toEqual([]);
  });

  test('of two workspaces one gets it, and the other when it is released', async () => {
    const [one, two] = [await workspace('one'), await workspace('two')];
    const results = await Promise.all([one(), two()]);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    const refused = results.find((result) => !result.ok);
    expect(refused).toMatchObject({
      error: {
        code: 'lease.held',
        retry: 'later',
        message: expect.stringContaining(`process ${process.pid} on ${hostname()} since 2026-11-20`),
      },
    });
    for (const result of results) if (result.ok) await result.value.release();
    const next = taken(await two());
    await next.release();
    expect(await filesLeft()).toEqual([]);
  });

  test('two runs of one workspace: the second is held before it reaches the target', async () => {
    const run = await workspace('state');
    const lease = taken(await run());
    expect(await run()).toMatchObject({ ok: false, error: { code: 'lease.held' } });
    await lease.release();
  });

  test('a target that cannot be written to is a failure, and our own side is free again', async () => {
    const away = { ...stage.location, path: fromText('not/there') };
    const result = await takeLease({ ...(await stage.context('state')), location: away });
    expect(result).toMatchObject({ ok: false });
    expect(result.ok ? '' : result.error.code).not.toBe('lease.held');
    expect(await filesLeft()).toEqual([]);
  });

  test('at the root of an endpoint', async () => {
    const result = await takeLease({ ...(await stage.context('state')), location: { ...stage.location, path: ROOT } });
    expect(await readdir(join(stage.path, 'disk'))).toContain('.replicas-lease');
    await taken(result).release();
  });
});

describe('an owner on this host', () => {
  test('that runs keeps it, however long its counter stands still', async () => {
    const other = sleeper();
    await stage.leave({ pid: other.pid, start: startOf(other.pid) ?? '' });
    const run = await workspace('state');
    expect(await run()).toMatchObject({
      error: { code: 'lease.held', message: expect.stringContaining(`process ${other.pid} on ${hostname()}`) },
    });
    stage.clock.now += 100 * TTL_MS;
    expect(await run()).toMatchObject({ ok: false });
    expect((await stage.there())?.owner).toBe('left-behind');
    expect(await filesLeft()).toEqual(['disk/pool/.replicas-lease']);
  });

  test('that is dead loses it at once, and the fence is raised', async () => {
    await stage.leave(await deadProcess());
    const lease = taken(await (await workspace('state'))());
    expect(lease.number).toBe(8);
    expect(await stage.there()).toMatchObject({ pid: process.pid, fence: 8 });
    await lease.release();
    expect(await filesLeft()).toEqual([]);
  });

  test.each([
    ['whose pid is another process now', { start: '1' }],
    ['of before the last boot', { bootId: 'another-boot' }],
  ])('%s is dead', async (_, changes) => {
    await stage.leave(changes);
    await taken(await (await workspace('state'))()).release();
  });

  test('the rsyncs that it left at work there are ended, others with the same number are not', async () => {
    const [child, stranger] = [sleeper(), sleeper()];
    const ended = new Promise((resolve) => child.process.once('close', resolve));
    const named = [
      { pid: child.pid, start: startOf(child.pid) ?? '' },
      { pid: stranger.pid, start: '1' },
    ];
    await stage.leaveInState('state', { ...(await deadProcess()), children: named });
    const lease = taken(await (await workspace('state'))());
    await ended;
    expect(lease.number).toBe(8);
    expect(startOf(child.pid)).toBeUndefined();
    expect(startOf(stranger.pid)).not.toBeUndefined();
    await lease.release();
  });

  test('what else a file at the target names is let be: anybody who writes there may have put it there', async () => {
    const others = [sleeper('/elsewhere/'), sleeper(undefined, 'sleep')];
    const named = others.map(({ pid }) => ({ pid, start: startOf(pid) ?? '' }));
    await stage.leave({ ...(await deadProcess()), children: named });
    const lease = taken(await (await workspace('state'))());
    for (const { pid } of others) expect(startOf(pid)).not.toBeUndefined();
    expect(await stage.there()).toMatchObject({ pid: process.pid, children: [] });
    await lease.release();
  });

  test('an rsync that was left at work there is ended when only the target remembers it', async () => {
    const child = sleeper();
    const ended = new Promise((resolve) => child.process.once('close', resolve));
    await stage.leave({ ...(await deadProcess()), children: [{ pid: child.pid, start: startOf(child.pid) ?? '' }] });
    const lease = taken(await (await workspace('state'))());
    await ended;
    await lease.release();
  });

  test.each([2 ** 53 - 1, 2 ** 53 - 2, 2 ** 53 - 3, 2 ** 53 - 4])(
    'a fence of %d there leaves ours one that can be read',
    async (fence) => {
      await stage.leave({ ...(await deadProcess()), fence });
      const run = await workspace('state');
      await run();
      stage.clock.now += TTL_MS + 1;
      const found = await run();
      const lease = found.ok ? found.value : undefined;
      expect(await stage.there()).toMatchObject({ pid: process.pid, owner: expect.not.stringMatching('left-behind') });
      await lease?.release();
    },
  );

  test('of two that find it dead one succeeds, whichever writes last', async () => {
    await stage.leave(await deadProcess());
    // Both have read the dead lease before either goes on.
    let arrived = 0;
    let go: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      go = resolve;
    });
    const meeting = (real: FileAccess): FileAccess => ({
      ...real,
      async read(path, ceiling) {
        const seen = await real.read(path, ceiling);
        if (path === 'pool/.replicas-lease' && ++arrived <= 2) {
          if (arrived === 2) go();
          await both;
        }
        return seen;
      },
      async replace(path, content) {
        const done = await real.replace(path, content);
        // Each looks at its own work before the other writes.
        await new Promise((resolve) => setTimeout(resolve, 50 * arrived));
        return done;
      },
    });
    const results = await Promise.all([(await workspace('one', meeting))(), (await workspace('two', meeting))()]);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    for (const result of results) if (result.ok) await result.value.release();
    expect(await filesLeft()).toEqual([]);
  });

  test('who found it dead, and comes when another has succeeded it, is held', async () => {
    await stage.leave(await deadProcess());
    let wasRead: () => void = () => undefined;
    const read = new Promise<void>((resolve) => {
      wasRead = resolve;
    });
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const late = (real: FileAccess): FileAccess => ({
      ...real,
      async read(path, ceiling) {
        const seen = await real.read(path, ceiling);
        wasRead();
        await gate;
        return seen;
      },
    });
    const second = (await workspace('two', late))();
    await read;
    const first = taken(await (await workspace('one'))());
    open();
    expect(await second).toMatchObject({ error: { code: 'lease.held' } });
    expect(await stage.there()).toMatchObject({ pid: process.pid, fence: 8 });
    await first.release();
    expect(await filesLeft()).toEqual([]);
  });

  test('a successor that died while it took over is succeeded too', async () => {
    const dead = await deadProcess();
    await stage.leave(dead);
    const stopped = (real: FileAccess): FileAccess => ({
      ...real,
      replace: () => Promise.reject(new Error('killed')),
      remove: async () => ({ ok: true, value: undefined }),
    });
    await expect((await workspace('one', stopped))()).rejects.toThrow('killed');
    const claims = (await readdir(stage.target)).filter((name) => name !== '.replicas-lease');
    expect(claims).toEqual([expect.stringMatching(/^\.replicas-lease\.[0-9a-f]{16}$/)]);
    // We are that successor ourselves here: as long as it lives, it is held; then it is not.
    const two = await workspace('two');
    expect(await two()).toMatchObject({ error: { code: 'lease.held' } });
    const claim = join(stage.target, claims[0] ?? '');
    const left = parseLease(await readFile(claim));
    await writeFile(claim, printLease({ ...(left ?? fail()), ...dead }));
    await taken(await two()).release();
    expect((await filesLeft()).filter((name) => name.startsWith('disk'))).toEqual([]);
  });
});

describe('an owner elsewhere', () => {
  test('keeps it until its counter stood still for its time to live, on our clock', async () => {
    await stage.leave({ host: 'login2.example.org', bootId: 'x', pid: 4711, since: '2026-11-19T00:00:00.000Z' });
    const run = await workspace('state');
    expect(await run()).toMatchObject({
      error: { code: 'lease.held', message: expect.stringContaining('process 4711 on login2.example.org since 2026-11-19') },
    });
    stage.clock.now += TTL_MS;
    expect(await run()).toMatchObject({ error: { code: 'lease.held' } });
    await stage.leave({ host: 'login2.example.org', bootId: 'x', pid: 4711, beat: 4 });
    stage.clock.now += 1;
    expect(await run()).toMatchObject({ error: { code: 'lease.held' } });
    stage.clock.now += TTL_MS;
    expect(await run()).toMatchObject({ error: { code: 'lease.held' } });
    stage.clock.now += 1;
    const lease = taken(await run());
    expect(lease.number).toBe(8);
    await lease.release();
  });

  test('its children are not looked for here', async () => {
    const child = sleeper();
    const named = [{ pid: child.pid, start: startOf(child.pid) ?? '' }];
    await stage.leaveInState('state', { host: 'login2.example.org', ttlMs: 0, children: named });
    const run = await workspace('state');
    expect(await run()).toMatchObject({ ok: false });
    stage.clock.now += 1;
    await taken(await run()).release();
    expect(startOf(child.pid)).not.toBeUndefined();
  });

  test('a clock that was set back starts the wait anew', async () => {
    await stage.leave({ host: 'login2.example.org' });
    const run = await workspace('state');
    await run();
    stage.clock.now -= 3_600_000;
    expect(await run()).toMatchObject({ ok: false });
    stage.clock.now += TTL_MS;
    expect(await run()).toMatchObject({ ok: false });
  });
});

test.each([
  ['empty', ''],
  ['cut short', '{"format":"replicas/lease/v1","owner":"a'],
  ['of another format', '{"format":"replicas/lease/v9"}'],
  ['edited', '{"format":"replicas/lease/v1","owner":"../../x","host":1}'],
  ['binary', '\u0000\u00ff'],
])('a lease that is %s is held by nobody knows whom, for the usual time', async (_, content) => {
  await writeFile(join(stage.target, '.replicas-lease'), content);
  const run = await workspace('state');
  expect(await run()).toMatchObject({ error: { code: 'lease.held', message: expect.stringContaining('cannot be named') } });
  stage.clock.now += TTL_MS + 1;
  const lease = taken(await run());
  await lease.release();
  expect((await filesLeft()).filter((name) => name.startsWith('disk'))).toEqual([]);
});

test('an owner’s name that is a path leads nowhere', async () => {
  await stage.leave({ ...(await deadProcess()), owner: '../../../escape' });
  await taken(await (await workspace('state'))()).release();
  expect(await readdir(stage.path)).not.toContain('escape');
});

describe('a lease that another has taken over', () => {
  test('is neither renewed nor removed by us', async () => {
    const lease = taken(await (await workspace('state'))());
    await stage.leave({ host: 'login2.example.org', owner: 'the-next' });
    await lease.started(process.pid);
    expect((await stage.there())?.owner).toBe('the-next');
    await lease.release();
    expect((await stage.there())?.owner).toBe('the-next');
  });

  test('ours names the processes that would outlive us', async () => {
    const lease = taken(await (await workspace('state'))());
    const child = sleeper();
    await lease.started(child.pid);
    const [file = ''] = (await readdir(join(stage.path, 'state/leases'))).filter((name) => name.endsWith('.json'));
    const ours = parseLease(await readFile(join(stage.path, 'state/leases', file)));
    expect(ours?.children).toEqual([{ pid: child.pid, start: startOf(child.pid) }]);
    expect((await stage.there())?.children).toEqual(ours?.children);
    await lease.release();
  });
});

test('a lease in a file: what is printed is read back, whatever is not one is none', () => {
  const lease: LeaseFile = {
    ...thisProcess(),
    owner: 'o',
    since: 's',
    fence: 1,
    beat: 2,
    ttlMs: 3,
    children: [{ pid: 5, start: '6' }],
  };
  expect(parseLease(printLease(lease))).toEqual(lease);
  const text = Buffer.from(printLease(lease)).toString();
  for (let length = 0; length < text.length - 1; length++) expect(parseLease(Buffer.from(text.slice(0, length)))).toBeUndefined();
  const edited = (changes: object): LeaseFile | undefined =>
    parseLease(Buffer.from(JSON.stringify({ ...JSON.parse(text), ...changes })));
  expect([{ pid: -1 }, { fence: 1.5 }, { beat: '1' }, { ttlMs: null }, { owner: 1 }, { children: {} }].map(edited)).toEqual(
    Array(6).fill(undefined),
  );
  expect(
    edited({ children: [{ pid: 1, start: '' }, { pid: 0, start: '' }, { pid: -5, start: '' }, null, 'x'] })?.children,
  ).toEqual([]);
});

function fail(): never {
  throw new Error('no lease in the claim');
}
