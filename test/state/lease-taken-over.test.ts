import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { beforeEach, describe, expect, test } from 'vitest';
import { thisProcess } from '../../src/lib/this-process.ts';
import type { LeaseStatus } from '../../src/model/status.ts';
import { takeLease } from '../../src/state/lease.ts';
import { type LeaseStage, makeLeaseStage, TTL_MS, taken } from './lease-stage.ts';

const PLACE = 'here:pool';
/** Of before the last boot: dead at once. */
const DEAD = { bootId: 'another-boot' };

let stage: LeaseStage;

beforeEach(async () => {
  stage = await makeLeaseStage();
});

async function statusOf(name: string): Promise<LeaseStatus | undefined> {
  return (await stage.store(name)).leaseStatus(PLACE);
}

describe('the fencing number', () => {
  async function numberOnce(name: string): Promise<number> {
    const lease = taken(await stage.take(name));
    expect((await stage.there())?.fence).toBe(lease.number);
    await lease.release();
    return lease.number;
  }

  test('goes on after each release', async () => {
    expect([await numberOnce('state'), await numberOnce('state'), await numberOnce('state')]).toEqual([1, 2, 3]);
  });

  test('is above that of a dead owner, and stays so', async () => {
    await stage.leave(DEAD);
    expect([await numberOnce('state'), await numberOnce('state')]).toEqual([8, 9]);
    await stage.leave(DEAD);
    expect(await numberOnce('state')).toBe(10);
  });

  test.each(['', '{"number":', '{"number":"9"}', '{"number":-4}', '{"number":1.5}', '{"number":1e300}'])(
    'begins anew where its memory says %j',
    async (content) => {
      await numberOnce('state');
      const { directory, leaseName } = await stage.store('state');
      await writeFile(join(directory, 'leases', `${leaseName(PLACE)}.number`), content);
      expect([await numberOnce('state'), await numberOnce('state')]).toEqual([1, 2]);
    },
  );

  test('has room above the highest that can be remembered', async () => {
    const { directory, leaseName } = await stage.store('state');
    await writeFile(join(directory, 'leases', `${leaseName(PLACE)}.number`), `{"number":${Number.MAX_SAFE_INTEGER}}`);
    const lease = taken(await stage.take('state'));
    expect(await lease.confirm()).toEqual({ ok: true, value: undefined });
    await lease.release();
  });
});

test('a state that was deleted meanwhile is made anew', async () => {
  const { store, ...context } = await stage.context('state');
  await rm(store.directory, { recursive: true });
  const lease = taken(await takeLease({ ...context, store }));
  expect(store.leaseStatus(PLACE)?.holder).toMatchObject({ pid: process.pid });
  await lease.release();
});

describe('a take-over', () => {
  test('is told once, and remembered', async () => {
    await stage.leave({ ...DEAD, pid: 123 });
    await stage.leaveInState('state', { ...DEAD, pid: 123 });
    const lease = taken(await stage.take('state'));
    const from = `process 123 on ${hostname()} since 2026-11-19T00:00:00.000Z`;
    expect(stage.told).toEqual([{ type: 'lease-taken-over', place: PLACE, from, fence: 8 }]);
    await lease.release();
    expect(await statusOf('state')).toEqual({ takenOver: { from, at: '2026-11-20T00:00:00.000Z' } });
  });

  test('of two dead owners is told of each', async () => {
    await stage.leave({ ...DEAD, pid: 123 });
    await stage.leaveInState('state', { ...DEAD, pid: 456 });
    await taken(await stage.take('state')).release();
    expect(stage.told).toMatchObject([
      { from: expect.stringContaining('process 456') },
      { from: expect.stringContaining('process 123') },
    ]);
  });

  test('of an owner that cannot be named', async () => {
    await writeFile(join(stage.target, '.replicas-lease'), 'x');
    await stage.take('state');
    stage.clock.now += TTL_MS + 1;
    await taken(await stage.take('state')).release();
    expect(stage.told).toMatchObject([{ from: 'a process that cannot be named' }]);
    expect(stage.ended).toEqual([]);
  });

  test('of what was released is none', async () => {
    await taken(await stage.take('state')).release();
    await taken(await stage.take('state')).release();
    expect(stage.told).toEqual([]);
    expect(await statusOf('state')).toBeUndefined();
  });

  test('ends what works there for the dead owner, once, also one of another host', async () => {
    const owner = randomUUID();
    await stage.leave({ owner, host: 'login2.example.org' });
    await stage.leaveInState('state', { owner, host: 'login2.example.org' });
    await stage.take('state');
    expect(stage.ended).toEqual([]);
    stage.clock.now += TTL_MS + 1;
    await taken(await stage.take('state')).release();
    expect(stage.ended).toEqual([owner]);
  });

  test.each(['', 'x', '../..', "'; rm -rf x", 'REPLICAS_LEASE'])(
    'of an owner called %j ends nothing: nobody of ours is called so',
    async (owner) => {
      await stage.leave({ ...DEAD, owner });
      await taken(await stage.take('state')).release();
      expect(stage.ended).toEqual([]);
    },
  );
});

describe('what an owner who is gone left at a place', () => {
  const isLeft = async (): Promise<boolean> => (await stage.store('state')).leaseLeft(PLACE);

  test.each([
    ['dead', DEAD, true],
    ['on another host, and perhaps dead', { host: 'login2.example.org' }, true],
    ['alive', { start: thisProcess().start }, false],
  ])('is to be cleared away while his lease lies there: %s', async (_, changes, expected) => {
    expect(await isLeft()).toBe(false);
    await stage.leaveInState('state', changes);
    expect(await isLeft()).toBe(expected);
  });

  test('is to be cleared away once he was succeeded, whoever is stopped meanwhile, until it is', async () => {
    await stage.leave(DEAD);
    await taken(await stage.take('state')).release();
    expect(await isLeft()).toBe(true);
    await taken(await stage.take('state')).release();
    expect(await isLeft()).toBe(true);
    const told = await statusOf('state');
    (await stage.store('state')).saveCleared(PLACE);
    expect(await isLeft()).toBe(false);
    expect(await statusOf('state')).toEqual(told);
    await stage.leave(DEAD);
    await taken(await stage.take('state')).release();
    expect(await isLeft()).toBe(true);
  });

  test('is nothing where nobody was succeeded', async () => {
    await taken(await stage.take('state')).release();
    (await stage.store('state')).saveCleared(PLACE);
    expect(await isLeft()).toBe(false);
    expect(await statusOf('state')).toBeUndefined();
  });
});

describe('who works there, for status', () => {
  test('is known while the lease is held', async () => {
    const lease = taken(await stage.take('state'));
    expect(await statusOf('state')).toEqual({
      holder: { host: hostname(), pid: process.pid, since: '2026-11-20T00:00:00.000Z' },
    });
    await lease.release();
    expect(await statusOf('state')).toBeUndefined();
  });

  test.each([
    ['dead', DEAD, undefined],
    [
      'on another host',
      { host: 'login2.example.org' },
      { host: 'login2.example.org', pid: process.pid, since: '2026-11-19T00:00:00.000Z' },
    ],
    ['alive', { start: thisProcess().start }, { host: hostname(), pid: process.pid, since: '2026-11-19T00:00:00.000Z' }],
  ])('an owner that is %s', async (_, changes, holder) => {
    await stage.leaveInState('state', changes);
    expect((await statusOf('state'))?.holder).toEqual(holder);
  });

  test('nothing without a state, or with one that cannot be read', async () => {
    await rm(join(stage.path, 'none'), { recursive: true, force: true });
    const { directory, leaseName, leaseStatus } = await stage.store('state');
    for (const name of ['', '.taken']) await writeFile(join(directory, 'leases', `${leaseName(PLACE)}${name}`), '{"from":1');
    expect(leaseStatus(PLACE)).toBeUndefined();
  });
});
