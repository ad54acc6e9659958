import { expect, test } from 'vitest';
import { unlessStalled } from '../../src/endpoints/local/unless-stalled.ts';

const limits = { idleMs: 100, deadlineMs: 60_000 };
const { signal } = new AbortController();
const never = new Promise<never>(() => {});

test('work that ends is waited for, however it ends', async () => {
  expect(await unlessStalled({ limits, signal }, async () => 1)).toEqual({ status: 'done', value: 1 });
  await expect(unlessStalled({ limits, signal }, () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
});

test('work that makes no step any more is given up, and is told so', async () => {
  let asked: (() => boolean) | undefined;
  const waited = await unlessStalled({ limits, signal }, (tick, isOver) => {
    tick();
    asked = isOver;
    return never;
  });
  expect(waited).toMatchObject({ status: 'ended', why: 'stalled' });
  expect(asked?.()).toBe(true);
});

test('steps keep it going up to the deadline', async () => {
  const waited = await unlessStalled({ limits: { idleMs: 200, deadlineMs: 600 }, signal }, (tick) => {
    const timer = setInterval(tick, 20);
    return never.finally(() => clearInterval(timer));
  });
  expect(waited).toMatchObject({ status: 'ended', why: 'deadline' });
});

test('when the program stops, it stops', async () => {
  const stop = new AbortController();
  const waiting = unlessStalled({ limits: { idleMs: 60_000, deadlineMs: 60_000 }, signal: stop.signal }, () => never);
  stop.abort();
  expect(await waiting).toMatchObject({ status: 'ended', why: 'cancelled' });
  expect(await unlessStalled({ limits, signal: stop.signal }, () => never)).toMatchObject({ why: 'cancelled' });
});
