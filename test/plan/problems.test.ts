import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/model/failure.ts';
import type { Decision } from '../../src/model/plan.ts';
import type { Problem } from '../../src/model/problem.ts';
import { problemChange, problemsOf } from '../../src/plan/problems.ts';
import { at, file, item, plan, reading, removal, transfer } from '../render/samples.ts';

const TO = at('archive', 'pv');
const HOLD = { code: 'ceiling.exceeded', message: 'too much', hint: 'look' } as const;
const DOWN: Failure = { code: 'endpoint.unreachable', message: 'icc is down', hint: 'wait', retry: 'later', blame: 'from' };

function codes(decision: Decision, failure?: Failure): readonly string[] {
  const [entry] = plan(item(TO, decision)).entries;
  if (entry === undefined) return [];
  return problemsOf([failure === undefined ? { entry, done: [] } : { entry, done: [], failure }]).map((problem) => problem.code);
}

test.each<readonly [string, Decision, Failure | undefined, readonly string[]]>([
  ['settled', { status: 'settled' }, undefined, []],
  ['something to do', { status: 'todo', actions: [transfer(TO, [file('a', 1)])] }, undefined, []],
  [
    'a held removal beside copies',
    { status: 'todo', actions: [transfer(TO, [file('a', 1)]), removal(TO, [file('x', 1)], { hold: HOLD })] },
    undefined,
    ['ceiling.exceeded'],
  ],
  ['held', { status: 'held', hold: HOLD, actions: [] }, undefined, ['ceiling.exceeded']],
  ['waiting', { status: 'waiting', code: 'replica.upstream-first', message: '', hint: '' }, undefined, []],
  ['to be read another day', { status: 'waiting', code: 'verify.later', message: '', hint: '' }, undefined, []],
  [
    'held, while something is read',
    { status: 'held', hold: { ...HOLD, code: 'source.suspect' }, actions: [reading(TO, [file('a', 1)])] },
    undefined,
    ['source.suspect'],
  ],
  ['unknown', { status: 'unknown', because: DOWN }, undefined, ['endpoint.unreachable']],
  ['a failure outweighs what was decided', { status: 'held', hold: HOLD, actions: [] }, DOWN, ['endpoint.unreachable']],
  [
    'a failure while waiting',
    { status: 'waiting', code: 'replica.upstream-first', message: '', hint: '' },
    DOWN,
    ['endpoint.unreachable'],
  ],
  ['leased to another process', { status: 'todo', actions: [transfer(TO, [file('a', 1)])] }, { ...DOWN, code: 'lease.held' }, []],
])('%s', (_, decision, failure, expected) => {
  expect(codes(decision, failure)).toEqual(expected);
});

test('what a problem says, also about a dataset as a whole', () => {
  const { replica: _, ...whole } = item(TO, { status: 'unknown', because: DOWN });
  const entries = [...plan(item(TO, { status: 'unknown', because: DOWN })).entries, ...plan(whole).entries];
  const said = { resource: 'PoolMirror/pv', code: 'endpoint.unreachable', message: 'icc is down', hint: 'wait' };
  expect(problemsOf(entries.map((entry) => ({ entry, done: [] })))).toEqual([
    { ...said, replica: 'archive:pv' },
    { ...said, replica: '' },
  ]);
});

describe('how problems change', () => {
  const problem = (resource: string, replica: string, code: Problem['code']): Problem => ({
    resource,
    replica,
    code,
    message: 'm',
    hint: 'h',
  });
  const A = problem('PoolMirror/a', 'x:1', 'target.full');
  const B = problem('PoolMirror/b', 'x:2', 'endpoint.unreachable');
  const ALL = new Set(['PoolMirror/a', 'PoolMirror/b']);
  const line = ({ resource, replica, code }: Problem): string => `${resource}\t${replica}\t${code}`;

  test.each<
    readonly [string, readonly Problem[], readonly string[], ReadonlySet<string>, string, readonly Problem[], readonly string[]]
  >([
    ['none, as before', [], [], ALL, 'same', [], []],
    ['a new one', [A], [], ALL, 'changed', [], [line(A)]],
    [
      'the same, in other words and another order',
      [B, { ...A, message: 'other' }],
      [line(A), line(B)],
      ALL,
      'same',
      [],
      [line(A), line(B)],
    ],
    ['one is gone', [B], [line(A), line(B)], ALL, 'changed', [A], [line(B)]],
    [
      'another trouble at the same replica: no recovery',
      [{ ...A, code: 'transfer.failed' }],
      [line(A)],
      ALL,
      'changed',
      [],
      [line({ ...A, code: 'transfer.failed' })],
    ],
    ['what was not looked at stays known', [], [line(A), line(B)], new Set(['PoolMirror/b']), 'changed', [B], [line(A)]],
    ['only what was not looked at', [], [line(A)], new Set(['PoolMirror/b']), 'same', [], [line(A)]],
    [
      'lines that are none of ours are forgotten',
      [],
      ['rubbish', 'a\tb\tno.code', '', 'PoolMirror/a\tx:1\tconstructor'],
      ALL,
      'same',
      [],
      [],
    ],
  ])('%s', (_, problems, known, looked, status, recovered, remember) => {
    const change = problemChange({ problems, looked, open: new Set() }, known);
    expect(change.status).toBe(status);
    expect(change.recovered.map(line)).toEqual(recovered.map(line));
    expect(change.remember).toEqual(remember);
    expect(change.problems).toBe(problems);
    // Remembered and seen again, nothing has changed.
    expect(problemChange({ problems, looked, open: new Set() }, change.remember).status).toBe('same');
  });
});
