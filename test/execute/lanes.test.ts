import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLanes } from '../../src/execute/lanes.ts';

/** Work that runs until it is told to end. */
function job(): { readonly work: () => Promise<void>; readonly end: () => void; readonly began: () => boolean } {
  let started = false;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    work: () => {
      started = true;
      return ended;
    },
    end: () => end(),
    began: () => started,
  };
}

/** Lets all that can go on go on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('as many at once as the lane allows, the rest in their order', async () => {
  const lanes = createLanes();
  const jobs = [job(), job(), job(), job()];
  const runs = jobs.map(({ work }) => lanes.run(new Map([['a', 2]]), work));
  await settle();
  expect(jobs.map((it) => it.began())).toEqual([true, true, false, false]);
  jobs[1]?.end();
  await settle();
  expect(jobs.map((it) => it.began())).toEqual([true, true, true, false]);
  jobs[0]?.end();
  await settle();
  expect(jobs.map((it) => it.began())).toEqual([true, true, true, true]);
  for (const it of jobs) it.end();
  await Promise.all(runs);
});

test('work for two lanes waits for both, and holds none meanwhile', async () => {
  const lanes = createLanes();
  const [onA, onBoth, onB] = [job(), job(), job()];
  const runs = [
    lanes.run(new Map([['a', 1]]), onA.work),
    lanes.run(
      new Map([
        ['a', 1],
        ['b', 1],
      ]),
      onBoth.work,
    ),
    lanes.run(new Map([['b', 1]]), onB.work),
  ];
  await settle();
  expect([onA.began(), onBoth.began(), onB.began()]).toEqual([true, false, true]);
  onA.end();
  await settle();
  expect(onBoth.began()).toBe(false);
  onB.end();
  await settle();
  expect(onBoth.began()).toBe(true);
  onBoth.end();
  await Promise.all(runs);
});

test('two that take the same lanes in other orders do not wait for one another for ever', async () => {
  const lanes = createLanes();
  const one = new Map([
    ['a', 1],
    ['b', 1],
  ]);
  const two = new Map([
    ['b', 1],
    ['a', 1],
  ]);
  const work = async (): Promise<string> => {
    await settle();
    return 'done';
  };
  const ran = await Promise.all([lanes.run(one, work), lanes.run(two, work), lanes.run(one, work)]);
  expect(ran).toEqual(['done', 'done', 'done']);
});

test('work that throws, at once or later, frees its lane', async () => {
  const lanes = createLanes();
  const keys = new Map([['a', 1]]);
  const atOnce = (): Promise<void> => {
    throw new Error('at once');
  };
  await expect(lanes.run(keys, atOnce)).rejects.toThrow('at once');
  await expect(lanes.run(keys, () => Promise.reject(new Error('later')))).rejects.toThrow('later');
  expect(await lanes.run(keys, async () => 5)).toBe(5);
});

test('no lane at all: nothing to wait for', async () => {
  expect(await createLanes().run(new Map(), async () => 'ran')).toBe('ran');
});

test('law: all is done, and no lane ever carries more than it may', async () => {
  const most = new Map([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
  const keys = fc.subarray([...most.keys()]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ keys, turns: fc.nat(3) }), { maxLength: 20 }), async (all) => {
      const lanes = createLanes();
      const busy = new Map<string, number>();
      let done = 0;
      await Promise.all(
        all.map((it) =>
          lanes.run(new Map(it.keys.map((key) => [key, most.get(key) ?? 0])), async () => {
            for (const key of it.keys) {
              busy.set(key, (busy.get(key) ?? 0) + 1);
              expect(busy.get(key)).toBeLessThanOrEqual(most.get(key) ?? 0);
            }
            for (let turn = 0; turn < it.turns; turn++) await settle();
            for (const key of it.keys) busy.set(key, (busy.get(key) ?? 0) - 1);
            done++;
          }),
        ),
      );
      expect(done).toBe(all.length);
    }),
  );
});
