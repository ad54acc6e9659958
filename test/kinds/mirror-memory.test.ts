import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../src/model/plan.ts';
import type { SettledMemory } from '../../src/model/settled-memory.ts';
import { applied } from '../applied.ts';
import { worlds } from '../random-worlds.ts';
import { DAY_MS, NOW } from '../world-files.ts';
import { type MirrorOptions, type Place, planLines, type World, world } from '../worlds.ts';
import { itemsOf, type Memories, memoriesOf, planWith } from './memory-stage.ts';

const SETTLED = 'source: a=3 d/ d/b l->a | archive [noted]: a=3~10d d/ d/b~3d l->a x=2';

/** The only thing that is remembered of a world. */
function memoryOf(of: World): SettledMemory {
  const [memory, ...more] = memoriesOf(of).values();
  if (memory === undefined || more.length > 0) throw new Error('one memory is what is wanted');
  return memory;
}

/** What an item says, but for what it rests on. */
function said(
  { facts, remember: _remember, ...item }: Item | undefined = { dataset: '', decision: { status: 'settled' }, then: [] },
) {
  const { basis: _basis, ...told } = facts ?? {};
  return { ...item, facts: told };
}

describe('a replica that was settled and proven', () => {
  test('is settled again, with the same to be said of it, and nobody looks into listings and ledgers', () => {
    const of = world(SETTLED);
    const memories = memoriesOf(of);
    const [again, ...more] = itemsOf(of, { memories, into: 'forbidden' });
    expect(more).toEqual([]);
    expect(said(again)).toEqual(said(itemsOf(of)[0]));
    expect(again).toMatchObject({
      decision: { status: 'settled' },
      remember: memories.get('archive:.'),
      facts: {
        state: 'verified',
        wanted: { files: 3, bytes: 4 },
        holds: { files: 4, bytes: 6 },
        extraneous: { files: 1, bytes: 2 },
        verifiedAt: NOW - 10 * DAY_MS,
      },
    });
    expect(planWith(of, { memories, into: 'forbidden' }).entries[0]?.item.decision).toEqual({ status: 'settled' });
  });

  test('vouches for the source, also where another replica cannot be looked at', () => {
    const of = world(`${SETTLED} | mirror [noted]: ?`, { verify: { source: 'Read' } });
    const [archive, mirror, ...more] = itemsOf(of, { memories: memoriesOf(of), into: 'forbidden' });
    expect([archive?.decision.status, mirror?.decision.status, more]).toEqual(['settled', 'unknown', []]);
  });

  test('is looked into by whoever asks for what the decision rests on', () => {
    const of = world(SETTLED);
    const [item] = itemsOf(of, { memories: memoriesOf(of) });
    expect(item?.facts?.basis?.from.index.count).toBe(4);
    expect(item?.facts?.basis?.to.index.count).toBe(5);
  });
});

describe('nothing is rested on a memory', () => {
  const other: readonly (readonly [string, Partial<SettledMemory>])[] = [
    ['of another declaration', { spec: 'sha256:another' }],
    ['of another listing of the source', { from: 'sha256:another' }],
    ['of another listing of the replica', { to: 'sha256:another' }],
    ['of another ledger of the source', { fromLedger: 'another' }],
    ['of another ledger of the replica', { toLedger: 'another' }],
    ['of what is due meanwhile', { until: NOW }],
    ['of a time to come', { since: NOW + 1 }],
  ];
  test.each(other)('%s', (_, change) => {
    const of = world(SETTLED);
    const memories: Memories = new Map([['archive:.', { ...memoryOf(of), ...change }]]);
    expect(() => itemsOf(of, { memories, into: 'forbidden' })).toThrow('nobody may look into it');
    expect(itemsOf(of, { memories }).map(said)).toEqual(itemsOf(of).map(said));
    // And what is remembered next is what was seen now.
    expect(itemsOf(of, { memories })[0]?.remember).toEqual(memoryOf(of));
  });

  const later: readonly (readonly [string, string, MirrorOptions, string])[] = [
    ['when a file is gone', 'source: a=3 d/ d/b l->a | archive [noted]: a=3~10d d/ l->a x=2', {}, 'archive todo'],
    ['when the source has another', `${SETTLED.replace('l->a', 'l->a n')}`, {}, 'archive todo'],
    ['when a link leads elsewhere', SETTLED.replace('l->a', 'l->d'), {}, 'archive todo'],
    ['when a file has another inode', SETTLED.replace('b~3d', 'b~moved'), {}, 'archive todo'],
    ['when a file is known to be corrupt', SETTLED.replace('b~3d', 'b~bad'), {}, 'archive todo'],
    ['when one at the source is under suspicion', SETTLED.replace('d/b ', 'd/b~bad '), {}, 'dataset .'],
    ['when nothing is known of the ledger', SETTLED.replaceAll(/~\d+d/g, '~unread'), {}, 'archive todo'],
    ['when it was not published', SETTLED.replace('noted', 'noted unpublished'), {}, 'archive todo'],
    ['when its trash is due', `${SETTLED} ~/2026-10-01/p/a`, {}, 'archive todo'],
    ['when a proof is due', SETTLED, { now: NOW + 20 * DAY_MS }, 'archive todo'],
    ['when the clock was set back', SETTLED, { now: NOW - 4 * DAY_MS }, 'archive todo'],
    ['when it is not ours', SETTLED.replace('noted', 'noted swapped'), {}, 'archive held endpoint.swapped'],
    [
      'when the source may not be mounted',
      SETTLED.replace('source:', 'source [unidentified]:'),
      {},
      'archive unknown endpoint.not-identified',
    ],
    ['when part of it cannot be read', `${SETTLED} !d`, {}, 'archive unknown source.gaps'],
    ['when what it has too much is no longer kept', SETTLED, { extraneous: 'Trash' }, 'archive todo'],
    ['when another digest is asked for', SETTLED, { digest: 'sha256', provenBy: 'md5' }, 'archive todo'],
    ['when a person asks for a re-check', SETTLED, { verify: { everyMs: 0, budgetFor: 'Run' } }, 'archive todo'],
    ['where nothing is known of the replica', SETTLED.replace(' [noted]', ''), {}, 'archive settled'],
  ];
  test.each(later)('%s', (_, line, options, first) => {
    const of = world(line, options);
    const memories = memoriesOf(world(SETTLED));
    expect(memories.size).toBe(1);
    const lines = planLines(planWith(of, { memories }));
    expect(lines).toEqual(planLines(planWith(of)));
    expect(lines[0]?.startsWith(first) ? first : lines[0]).toBe(first);
    expect(itemsOf(of, { memories }).map(said)).toEqual(itemsOf(of).map(said));
  });

  test('when the source has lost all it had, and nobody has released that any more', () => {
    const emptied = 'source: d/ | archive [noted]: d/ a';
    const released = world(emptied, { approve: ['archive source.emptied: d/ a'] });
    const memories = memoriesOf(released);
    expect(memories.size).toBe(1);
    expect(planLines(planWith(world(emptied), { memories }))).toEqual(['archive held source.emptied']);
  });
});

test.each<readonly [string, string, MirrorOptions]>([
  ['what is to be copied', 'source: a b | archive [noted]: a', {}],
  [
    'what was never read, and waits for a budget',
    'source: a b | archive [noted spent=5]: a b~unread',
    { verify: { budgetBytes: 5 } },
  ],
  ['what is due, and waits for a budget', 'source: a b | archive [noted spent=5]: a b~31d', { verify: { budgetBytes: 5 } }],
  [
    'what has another inode, and waits for a budget',
    'source: a | archive [noted spent=5]: a~moved',
    { verify: { budgetBytes: 5 } },
  ],
  ['what is corrupt', 'source: a~bad | archive [noted]: a~bad', {}],
  ['what has a source under suspicion', 'source: a~bad b | archive [noted]: a b', {}],
  [
    'what has a source that is due',
    'source [spent=5]: a~31d | archive [noted]: a',
    { verify: { source: 'Read', budgetBytes: 5 } },
  ],
  [
    'what has a source that was never read',
    'source [spent=5]: a~unread | archive [noted]: a',
    { verify: { source: 'Read', budgetBytes: 5 } },
  ],
  ['what could not be read in part', 'source: a !d | archive [noted]: a', {}],
  ['what is not there', 'source: | archive [noted]: -', {}],
  ['what is held', 'source: d/ | archive [noted]: d/ a', {}],
  ['what a person asked for', SETTLED, { verify: { everyMs: DAY_MS * 30, budgetFor: 'Run' } }],
])('%s is not remembered', (_, line, options) => {
  expect(memoriesOf(world(line, options))).toEqual(new Map());
});

test.each<readonly [string, MirrorOptions, number]>([
  ['source: a b~29d | archive [noted]: a~10d b~3d x~29d', {}, 20],
  ['source: a b~29d | archive [noted]: a~10d b~3d', { verify: { source: 'Read' } }, 1],
  ['source: a | archive [noted]: a~3d', { verify: { everyMs: 7 * DAY_MS } }, 4],
  ['source: d/ | archive [noted]: d/', {}, 30],
])('%s: nothing is due for some days', (line, options, days) => {
  expect(memoryOf(world(line, options)).until).toBe(NOW + days * DAY_MS);
});

test('whatever is remembered, the decision is what it would be without', () => {
  const days = fc.constantFrom(-1, 0, 0, 0, 29, 31);
  let rested = 0;
  fc.assert(
    fc.property(
      worlds('Sound'),
      worlds('Faulty'),
      fc.array(fc.boolean(), { maxLength: 4 }),
      days,
      (drawn, other, moved, later) => {
        const before = passes(drawn);
        const memories = memoriesOf(before);
        const places = before.places.map((place, at): Place => {
          const instead = moved[at] === true ? other.places[at] : undefined;
          const { name, feed } = place;
          return instead === undefined ? place : { ...instead, name, ...(feed === undefined ? {} : { feed }) };
        });
        const after: World = { places, options: { ...before.options, now: NOW + later * DAY_MS } };
        const found = itemsOf(after, { memories });
        expect(found.map(said)).toEqual(itemsOf(after).map(said));
        rested += found.filter(({ remember }) => remember !== undefined && [...memories.values()].includes(remember)).length;
      },
    ),
    { numRuns: 150 },
  );
  expect(rested).toBeGreaterThan(10);
});

/** The world after some passes over it, of which each place has a note. */
function passes(drawn: World): World {
  let of: World = { ...drawn, places: drawn.places.map((place) => ({ ...place, noted: 'noted' })) };
  for (let pass = 0; pass < 4; pass++) of = applied(of, planWith(of));
  return of;
}
