import { expect, test } from 'vitest';
import type { Failure } from '../../src/model/failure.ts';
import type { Decision, Item } from '../../src/model/plan.ts';
import type { StatusItem } from '../../src/model/status.ts';
import type { ItemResult } from '../../src/plan/results.ts';
import { statusItems } from '../../src/plan/status-items.ts';
import { at, facts, file, item, plan, removal } from '../render/samples.ts';

const TO = at('archive', 'pools/pv');
const BEFORE = '2026-11-19T00:00:00.000Z';
const NOW = '2026-11-20T00:00:00.000Z';
const DOWN: Failure = { code: 'endpoint.unreachable', message: 'icc is down', hint: 'wait', retry: 'later', blame: 'from' };
const HOLD = { code: 'ceiling.exceeded', message: 'too much', hint: 'look' } as const;
const FIGURES = { holds: { files: 12, bytes: 3456 }, behind: { files: 1, bytes: 2 }, extraneous: { files: 3, bytes: 4 } };

function result(decision: Decision, more: Partial<Item> = {}, failure?: Failure): ItemResult {
  const [entry] = plan(item(TO, decision, more)).entries;
  if (entry === undefined) throw new Error('a plan of one item has one entry');
  return failure === undefined ? { entry, done: [] } : { entry, done: [], failure };
}

function one(of: ItemResult, before: readonly StatusItem[] = []): StatusItem | undefined {
  return statusItems([of], before, NOW)[0];
}

const COPIED = result({ status: 'settled' }, { facts: facts({ ...FIGURES, state: 'copied' }) });
const KNOWN: StatusItem = {
  dataset: 'PV',
  endpoint: 'archive',
  path: 'pools/pv',
  state: 'copied',
  files: 12,
  bytes: 3456,
  behindFiles: 1,
  behindBytes: 2,
  extraneousFiles: 3,
  lastSuccessAt: BEFORE,
  verifiedAt: '',
  corruptFiles: 0,
  decision: 'settled',
  code: '',
  message: '',
  hint: '',
  since: BEFORE,
  disk: '',
  source: 'icc:PV',
  sourceDisk: '',
};

test('all that is known of a replica', () => {
  expect(one(COPIED)).toEqual({ ...KNOWN, lastSuccessAt: NOW, since: NOW });
});

test('the same as before: since then, and equal again now', () => {
  expect(one(COPIED, [KNOWN])).toEqual({ ...KNOWN, lastSuccessAt: NOW });
});

test('behind now: the last success stays', () => {
  const behind = result({ status: 'todo', actions: [] }, { facts: facts({ ...FIGURES, state: 'behind' }) });
  expect(one(behind, [KNOWN])).toEqual({ ...KNOWN, state: 'behind', decision: 'todo', since: NOW });
});

test('read back: when, which is a success too; and on which disk', () => {
  const place = (disk: string) => ({ self: `${disk}:9`, parents: [], disk });
  const verified = result(
    { status: 'settled' },
    {
      facts: facts({
        ...FIGURES,
        state: 'verified',
        verifiedAt: Date.parse(BEFORE),
        place: place('boot:1'),
        sourcePlace: place('boot:2'),
      }),
    },
  );
  const item = { ...KNOWN, state: 'verified', lastSuccessAt: NOW, verifiedAt: BEFORE, disk: 'boot:1', sourceDisk: 'boot:2' };
  expect(one(verified, [KNOWN])).toEqual(item);
  // What is not looked at keeps what was proven, and where.
  expect(one(result({ status: 'unknown', because: DOWN }), [{ ...KNOWN, ...item, state: 'verified' }])).toMatchObject({
    state: 'unknown',
    verifiedAt: BEFORE,
    disk: 'boot:1',
    sourceDisk: 'boot:2',
  });
});

test('corrupt files are counted; a proof that no calendar holds is none', () => {
  const corrupt = result(
    { status: 'settled' },
    { facts: facts({ ...FIGURES, state: 'corrupt', corrupt: { files: 2, bytes: 9 }, verifiedAt: 9e15 }) },
  );
  expect(one(corrupt, [KNOWN])).toEqual({ ...KNOWN, state: 'corrupt', corruptFiles: 2 });
});

test('what is said of a source leaves its replicas as they are', () => {
  const { replica: _, ...whole } = item(TO, { status: 'held', hold: { ...HOLD, code: 'source.suspect' }, actions: [] });
  const [source] = plan(whole).entries;
  if (source === undefined) throw new Error('a plan of one item has one entry');
  const items = statusItems([{ entry: source, done: [] }, COPIED], [KNOWN], NOW);
  expect(items.map(({ endpoint, state, code }) => [endpoint, state, code])).toEqual([
    ['', 'unknown', 'source.suspect'],
    ['archive', 'copied', ''],
  ]);
});

test('where it is not known which datasets there are, all that were known are unknown', () => {
  const { replica: _, ...whole } = item(TO, { status: 'unknown', because: DOWN });
  const [entry] = plan({ ...whole, dataset: '' }).entries;
  if (entry === undefined) throw new Error('a plan of one item has one entry');
  const known = [KNOWN, { ...KNOWN, dataset: 'PW', verifiedAt: BEFORE }];
  const unknown = { state: 'unknown', decision: 'unknown', code: DOWN.code, message: DOWN.message, hint: DOWN.hint, since: NOW };
  expect(statusItems([{ entry, done: [] }], known, NOW)).toEqual(known.map((it) => ({ ...it, ...unknown })));
});

test('what could not be looked at keeps its figures, not its state', () => {
  const unknown = one(result({ status: 'unknown', because: DOWN }), [KNOWN]);
  expect(unknown).toEqual({
    ...KNOWN,
    state: 'unknown',
    decision: 'unknown',
    code: 'endpoint.unreachable',
    message: 'icc is down',
    hint: 'wait',
    since: NOW,
  });
  // The next time it is known since when.
  expect(
    statusItems(
      [result({ status: 'unknown', because: DOWN })],
      unknown === undefined ? [] : [unknown],
      '2026-11-21T00:00:00.000Z',
    )[0]?.since,
  ).toBe(NOW);
});

test.each<readonly [string, ItemResult, Pick<StatusItem, 'decision' | 'code'>]>([
  ['a failure', result({ status: 'todo', actions: [] }, {}, DOWN), { decision: 'failed', code: 'endpoint.unreachable' }],
  [
    'leased to another process',
    result({ status: 'todo', actions: [] }, {}, { ...DOWN, code: 'lease.held' }),
    { decision: 'waiting', code: 'lease.held' },
  ],
  ['held', result({ status: 'held', hold: HOLD, actions: [] }), { decision: 'held', code: 'ceiling.exceeded' }],
  [
    'a held removal beside other work',
    result({ status: 'todo', actions: [removal(TO, [file('x', 1)], { hold: HOLD })] }),
    { decision: 'todo', code: 'ceiling.exceeded' },
  ],
  [
    'waiting',
    result({ status: 'waiting', code: 'replica.upstream-first', message: '', hint: '' }),
    { decision: 'waiting', code: 'replica.upstream-first' },
  ],
])('%s', (_, of, expected) => {
  expect(one(of)).toMatchObject(expected);
});

test('the memory of another replica, path or dataset is not taken for this one', () => {
  const others = [
    { ...KNOWN, endpoint: 'mirror2' },
    { ...KNOWN, path: 'pools' },
    { ...KNOWN, dataset: 'PW' },
  ];
  expect(one(COPIED, others)?.since).toBe(NOW);
});

test('a replica at the root, and a decision about the dataset as a whole', () => {
  const { replica: _, ...whole } = item(TO, { status: 'unknown', because: DOWN });
  const entries = [...plan(item(at('archive', ''), { status: 'settled' })).entries, ...plan(whole).entries];
  const items = statusItems(
    entries.map((entry) => ({ entry, done: [] })),
    [],
    NOW,
  );
  expect(items.map(({ endpoint, path }) => [endpoint, path])).toEqual([
    ['archive', '.'],
    ['', ''],
  ]);
});
