import { describe, expect, test } from 'vitest';
import { amountOf } from '../../src/inventory/records.ts';
import type { FileEntry } from '../../src/model/inventory.ts';
import type { Decision, Item } from '../../src/model/plan.ts';
import { type GuardContext, guard } from '../../src/plan/guard.ts';
import { at, facts, file, inventory, item, removal, transfer } from '../render/samples.ts';

const TO = at('archive', 'pv');
const CEILINGS = { percent: 10, files: 1000, bytes: 1e11 };
const COPY = transfer(TO, [file('a', 1)]);
const REMOVE = removal(TO, [file('x', 1)]);
const FULL = inventory([file('a', 1)]);
const GAP = {
  path: file('d', 0).path,
  because: { code: 'source.gaps', message: 'd', hint: '', retry: 'later', blame: 'from' },
} as const;
const WITH_GAP = { ...FULL, gaps: [GAP] };

function context(ceilings = CEILINGS): GuardContext {
  return { resource: 'PoolMirror/pv', ceilings, approvals: [] };
}

function decided(decision: Decision, from = FULL, to = FULL): Item {
  return guard(
    item(TO, decision, {
      facts: facts({ wanted: amountOf(from), holds: { files: 100, bytes: 100 }, basis: { from, to, toleranceNs: 0n } }),
    }),
    context(),
  );
}

/** So many files of so many bytes in all. */
function filesOf([count, bytes]: readonly [number, number]): readonly FileEntry[] {
  return Array.from({ length: count }, (_, at) => file(`x${at}`, at === 0 ? bytes : 0));
}

/** A removal, or a replacing, of so many files and bytes at a replica that holds so many. */
function taking(removed: readonly [number, number], holds: readonly [number, number], ceilings = CEILINGS): readonly string[] {
  const entries = filesOf(removed);
  const basis = { from: FULL, to: FULL, toleranceNs: 0n };
  const known = facts({ wanted: { files: 1, bytes: 1 }, holds: { files: holds[0], bytes: holds[1] }, basis });
  const replacing = transfer(TO, entries, { way: { type: 'Replace', replaced: inventory(entries) } });
  return [removal(TO, entries), replacing].map((action) => {
    const { decision } = guard(item(TO, { status: 'todo', actions: [action] }, { facts: known }), context(ceilings));
    return decision.status === 'held' ? decision.hold.message : decision.status;
  });
}

/** The same is said of what is removed and of what is overwritten. */
function bothSay(expected: string): readonly string[] {
  return [expected, expected.replace('would remove', 'would overwrite')];
}

test.each<readonly [string, readonly [number, number], readonly [number, number], string]>([
  ['24 files of 24', [24, 24], [24, 24], 'todo'],
  ['25 files of 25', [25, 25], [25, 25], "would remove 100 % of this replica's files (25 of 25), the ceiling is 10 %"],
  ['25 files of 250', [25, 25], [250, 250], 'todo'],
  ['26 files of 250', [26, 26], [250, 250], "would remove 10.4 % of this replica's files (26 of 250), the ceiling is 10 %"],
  [
    'few of the files, most of the bytes',
    [30, 900],
    [3000, 1000],
    "would remove 90 % of this replica's bytes (900 B of 1.0 kB), the ceiling is 10 %",
  ],
  ['as many files as allowed', [1000, 1], [100_000, 100_000], 'todo'],
  ['one more', [1001, 1], [100_000, 100_000], 'would remove 1,001 files, more than the ceiling of 1,000'],
  ['as many bytes as allowed', [1, 1e11], [1e6, 1e13], 'todo'],
  ['one more byte', [1, 1e11 + 1], [1e6, 1e13], 'would remove 100.0 GB, more than the ceiling of 100.0 GB'],
  ['nothing', [0, 0], [0, 0], 'todo'],
])('%s', (_, removed, holds, expected) => {
  expect(taking(removed, holds)).toEqual(bothSay(expected));
});

test('a ceiling that is switched off', () => {
  const off = Number.POSITIVE_INFINITY;
  expect(taking([5000, 5000], [5000, 5000], { percent: off, files: off, bytes: off })).toEqual(bothSay('todo'));
  const none = { percent: off, files: 0, bytes: off };
  expect(taking([1, 1], [1, 1], none)).toEqual(bothSay('would remove 1 file, more than the ceiling of 0'));
});

describe('gaps', () => {
  test.each([
    ['at the source', WITH_GAP, FULL],
    ['at the replica', FULL, WITH_GAP],
  ])('%s: copies go on, removals do not, and what is left is unknown', (_, from, to) => {
    expect(decided({ status: 'todo', actions: [COPY, REMOVE] }, from, to).decision).toEqual({ status: 'todo', actions: [COPY] });
    expect(decided({ status: 'todo', actions: [REMOVE] }, from, to).decision).toEqual({
      status: 'unknown',
      because: GAP.because,
    });
  });

  test('an emptied source and a gap at the replica: not even a held removal', () => {
    const { decision } = decided({ status: 'todo', actions: [COPY, REMOVE] }, inventory([]), WITH_GAP);
    expect(decision).toMatchObject({
      status: 'held',
      hold: { code: 'source.emptied' },
      actions: [{ type: 'transfer', hold: { code: 'source.emptied' } }],
    });
  });
});

describe('an emptied source', () => {
  test.each<readonly [string, Decision]>([
    ['settled', { status: 'settled' }],
    ['todo', { status: 'todo', actions: [COPY, REMOVE] }],
    ['waiting', { status: 'waiting', code: 'replica.upstream-first', message: '', hint: '' }],
    ['held for another reason', { status: 'held', hold: { code: 'replica.in-the-way', message: '', hint: '' }, actions: [] }],
  ])('holds what was %s', (_, decision) => {
    const guarded = decided(decision, inventory([]));
    expect(guarded.decision).toMatchObject({ status: 'held', hold: { code: 'source.emptied' } });
    const actions = guarded.decision.status === 'held' ? guarded.decision.actions : [];
    expect(actions.every((action) => action.hold?.code === 'source.emptied')).toBe(true);
    expect(actions).toHaveLength(decision.status === 'todo' ? 2 : 0);
  });

  test('with a gap it is not called emptied', () => {
    const from = { ...inventory([]), gaps: [GAP] };
    expect(decided({ status: 'todo', actions: [COPY] }, from).decision.status).toBe('todo');
  });
});

test('what was not looked at is left as it is', () => {
  const unknown = item(TO, { status: 'unknown', because: GAP.because });
  expect(guard(unknown, context())).toBe(unknown);
});

test('a held removal keeps no copy waiting', () => {
  const { decision } = guard(
    item(
      TO,
      { status: 'todo', actions: [COPY, removal(TO, filesOf([2000, 2000]))] },
      { facts: facts({ wanted: amountOf(FULL), basis: { from: FULL, to: FULL, toleranceNs: 0n } }) },
    ),
    context(),
  );
  expect(decision).toMatchObject({
    status: 'todo',
    actions: [{ type: 'transfer' }, { type: 'remove', hold: { code: 'ceiling.exceeded' } }],
  });
  expect(decision.status === 'todo' && decision.actions[0]?.hold).toBeUndefined();
});

test('a source whose files are all empty now, where the replica holds more of them, is held whole', () => {
  const want = inventory([file('a', 0), file('b', 0)]);
  const have = inventory([file('a', 5), file('b', 7), file('extra', 3)]);
  const known = facts({
    wanted: { files: 2, bytes: 0 },
    holds: { files: 3, bytes: 15 },
    extraneous: { files: 1, bytes: 3 },
    basis: { from: want, to: have, toleranceNs: 0n },
  });
  const { decision } = guard(item(TO, { status: 'todo', actions: [REMOVE] }, { facts: known }), context());
  expect(decision).toMatchObject({
    status: 'held',
    hold: {
      code: 'source.emptied',
      message: 'all that the source of PV has is empty now (2 files), this replica has 3 files, 15 B',
    },
  });
  const onlyMore = facts({
    wanted: { files: 2, bytes: 0 },
    holds: { files: 3, bytes: 3 },
    extraneous: { files: 1, bytes: 3 },
    basis: { from: want, to: have, toleranceNs: 0n },
  });
  expect(guard(item(TO, { status: 'settled' }, { facts: onlyMore }), context()).decision).toEqual({ status: 'settled' });
});
