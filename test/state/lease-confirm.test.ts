import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { FileAccess } from '../../src/endpoints/endpoint.ts';
import { err, type Result } from '../../src/lib/result.ts';

import type { Failure } from '../../src/model/failure.ts';
import { showLocation } from '../../src/model/names.ts';
import { takeLease } from '../../src/state/lease.ts';
import { type LeaseStage, leftBehind, makeLeaseStage, TTL_MS, taken } from './lease-stage.ts';

const OURS: Result<void, Failure> = { ok: true, value: undefined };
const LOST = { ok: false, error: { code: 'lease.lost', retry: 'later' } };
const FULL: Failure = { code: 'target.full', message: 'full', hint: '', retry: 'person', blame: 'to' };

let stage: LeaseStage;

beforeEach(async () => {
  stage = await makeLeaseStage();
});

function fileAtTarget(): string {
  return join(stage.target, '.replicas-lease');
}

describe('a lease confirms itself', () => {
  test('as long as both its files are ours', async () => {
    const lease = taken(await stage.take('state'));
    expect(await lease.confirm()).toEqual(OURS);
    expect(lease.owner).toBe((await stage.there())?.owner);
    expect(lease.fence).toEqual({ path: 'pool/.replicas-lease', owner: lease.owner });
    await lease.release();
  });

  test('not when another has taken it over at the target, and says who; nor ever again', async () => {
    const lease = taken(await stage.take('state'));
    const ours = await readFile(fileAtTarget());
    await stage.leave({ host: 'login2.example.org', pid: 4711 });
    expect(await lease.confirm()).toMatchObject({
      ok: false,
      error: { code: 'lease.lost', message: expect.stringContaining('process 4711 on login2.example.org since 2026-11-19') },
    });
    await writeFile(fileAtTarget(), ours);
    expect(await lease.confirm()).toMatchObject(LOST);
    await lease.release();
  });

  test('not when another run of this workspace has taken it over in the state', async () => {
    const lease = taken(await stage.take('state'));
    await stage.leaveInState('state', { pid: 4711 });
    expect(await lease.confirm()).toMatchObject(LOST);
    await lease.release();
  });

  test('not when its file at the target is gone, cut short or foreign', async () => {
    for (const content of [undefined, '', '{"format":"replicas/lease/v1","owner":"', 'x']) {
      const lease = taken(await stage.take('state'));
      if (content === undefined) await rm(fileAtTarget());
      else await writeFile(fileAtTarget(), content);
      expect(await lease.confirm()).toMatchObject(LOST);
      await lease.release();
      await rm(fileAtTarget(), { force: true });
    }
  });

  test('when only the state was deleted, which is made anew with the next heartbeat', async () => {
    const lease = taken(await stage.take('state'));
    await rm(join(stage.path, 'state'), { recursive: true });
    expect(await lease.confirm()).toEqual(OURS);
    await mkdir(join(stage.path, 'state/leases'), { recursive: true });
    expect(await lease.confirm()).toEqual(OURS);
    await lease.started(process.pid);
    expect((await stage.store('state')).leaseStatus(showLocation(stage.location))?.holder).toMatchObject({ pid: process.pid });
    await lease.release();
  });

  test('by what hinders it where it cannot look: that is not lost', async () => {
    let hindered = false;
    const target = (real: FileAccess): FileAccess => ({
      ...real,
      read: async (path, ceiling) => (hindered ? { state: 'unknown', because: FULL, at: 0 } : real.read(path, ceiling)),
    });
    const lease = taken(await stage.take('state', { target }));
    hindered = true;
    expect(await lease.confirm()).toEqual(err(FULL));
    hindered = false;
    expect(await lease.confirm()).toEqual(OURS);
    await lease.release();
  });
});

describe('a heartbeat that is overdue', () => {
  test('is made up for before anything is confirmed', async () => {
    const lease = taken(await stage.take('state'));
    stage.clock.now += TTL_MS;
    await lease.confirm();
    expect((await stage.there())?.beat).toBe(0);
    stage.clock.now += 1;
    expect(await lease.confirm()).toEqual(OURS);
    expect((await stage.there())?.beat).toBe(1);
    await lease.release();
  });

  test('and cannot be made up for: nothing is confirmed', async () => {
    const target = (real: FileAccess): FileAccess => ({ ...real, replace: async () => err(FULL) });
    const lease = taken(await stage.take('state', { target }));
    expect(await lease.confirm()).toEqual(OURS);
    stage.clock.now += TTL_MS + 1;
    expect(await lease.confirm()).toEqual(err(FULL));
    await lease.release();
  });

  test('that the state alone cannot take is none', async () => {
    const state = (real: FileAccess): FileAccess => ({ ...real, replace: async () => err(FULL) });
    const lease = taken(await stage.take('state', { state }));
    stage.clock.now += TTL_MS + 1;
    expect(await lease.confirm()).toEqual(OURS);
    expect((await stage.there())?.beat).toBe(1);
    await lease.release();
  });

  test('is not written over the lease of another, who came in the middle of it', async () => {
    let asleep = false;
    // We stand still between the look and the write, for longer than others wait.
    const target = (real: FileAccess): FileAccess => ({
      ...real,
      async replace(path, content, fence) {
        if (asleep) {
          stage.clock.now += TTL_MS + 1;
          await stage.leave({ host: 'login2.example.org', owner: 'the-next' });
        }
        return real.replace(path, content, fence);
      },
    });
    const lease = taken(await stage.take('state', { target }));
    asleep = true;
    await lease.started(process.pid);
    expect((await stage.there())?.owner).toBe('the-next');
    expect(await lease.confirm()).toMatchObject(LOST);
    await lease.release();
    expect((await stage.there())?.owner).toBe('the-next');
  });

  test('that was written too late is taken back: neither goes on', async () => {
    let asleep = false;
    const target = (real: FileAccess): FileAccess => ({
      ...real,
      async replace(path, content, fence) {
        const done = await real.replace(path, content, fence);
        if (asleep) stage.clock.now += TTL_MS + 1;
        return done;
      },
    });
    const lease = taken(await stage.take('state', { target }));
    asleep = true;
    await lease.started(process.pid);
    await expect(readFile(fileAtTarget())).rejects.toThrow('ENOENT');
    expect(await lease.confirm()).toMatchObject(LOST);
    await lease.release();
  });
});

test('it beats six times in its time to live', async () => {
  const lease = taken(await stage.take('state', { ttlMs: 600 }));
  await vi.waitFor(async () => expect((await stage.there())?.beat).toBeGreaterThan(2), { timeout: 10_000, interval: 20 });
  expect((await stage.there())?.ttlMs).toBe(600);
  await lease.release();
});

describe('a process that is stopped while it holds a lease', () => {
  const TTL = 1500;

  interface Holder {
    readonly pid: number;
    readonly owner: string;
    confirm(): Promise<string>;
    signal(name: NodeJS.Signals): void;
  }

  async function startHolder(state: string): Promise<Holder> {
    const script = new URL('lease-holder.ts', import.meta.url).pathname;
    const args = ['--import', 'tsx', script, join(stage.path, 'disk'), join(stage.path, state), String(TTL)];
    const child: ChildProcess = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const { pid, stdin, stdout } = child;
    if (pid === undefined || stdin === null || stdout === null) throw new Error('it did not start');
    const lines = createInterface(stdout)[Symbol.asyncIterator]();
    const line = async (): Promise<string> => String((await lines.next()).value);
    const [, owner = ''] = (await line()).split(' ');
    const confirm = (): Promise<string> => {
      stdin.write('confirm\n');
      return line();
    };
    return { pid, owner, confirm, signal: (name) => void child.kill(name) };
  }

  test('beyond its time to live loses it, and wakes up without harm to its successor', async () => {
    for (const state of ['first', 'second']) await mkdir(join(stage.path, state, 'leases'), { recursive: true });
    const first = await startHolder('first');
    expect(await first.confirm()).toBe('ours');
    const context = { ...(await stage.context('second', { ttlMs: TTL })), now: Date.now };
    first.signal('SIGSTOP');

    const began = Date.now();
    expect(await takeLease(context)).toMatchObject({ ok: false, error: { code: 'lease.held' } });
    const second = taken(
      await vi.waitFor(
        async () => {
          const result = await takeLease(context);
          expect(result.ok).toBe(true);
          return result;
        },
        { timeout: 15_000, interval: 100 },
      ),
    );
    expect(Date.now() - began).toBeGreaterThan(TTL);
    expect(stage.told).toEqual([
      {
        type: 'lease-taken-over',
        place: 'here:pool',
        from: expect.stringMatching(new RegExp(`^process ${first.pid} on ${hostname()} since 20`)),
        fence: 2,
      },
    ]);
    expect(stage.ended).toEqual([first.owner]);
    first.signal('SIGCONT');
    expect(await first.confirm()).toMatch(new RegExp(`^lease\\.lost here:pool: process ${process.pid} on `));
    // Two more of its heartbeats would have come by now.
    const beat = (await stage.there())?.beat ?? 0;
    await vi.waitFor(async () => expect((await stage.there())?.beat).toBeGreaterThan(beat + 2), { timeout: 10_000 });
    expect((await stage.there())?.owner).toBe(second.owner);
    expect(await second.confirm()).toEqual(OURS);
    await second.release();
    await expect(readFile(fileAtTarget())).rejects.toThrow('ENOENT');
  });

  test('and goes on in time keeps it', async () => {
    await mkdir(join(stage.path, 'first/leases'), { recursive: true });
    const first = await startHolder('first');
    first.signal('SIGSTOP');
    expect(await stage.take('second')).toMatchObject({ ok: false });
    first.signal('SIGCONT');
    expect(await first.confirm()).toBe('ours');
    await vi.waitFor(async () => expect((await stage.there())?.beat).toBeGreaterThan(1), { timeout: 10_000 });
    stage.clock.now += 10 * TTL_MS;
    expect(await stage.take('second')).toMatchObject({ ok: false, error: { code: 'lease.held' } });
  });
});

test('a lease file that says the same of another owner is not ours', async () => {
  const lease = taken(await stage.take('state'));
  await writeFile(fileAtTarget(), leftBehind({ owner: `${lease.owner} ` }));
  expect(await lease.confirm()).toMatchObject(LOST);
  await lease.release();
});
