import { expect, test } from 'vitest';
import type { Action } from '../../src/model/action.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Decision } from '../../src/model/plan.ts';
import { type Done, resultsOf } from '../../src/plan/results.ts';
import { at, file, item, plan, removal, transfer } from '../render/samples.ts';

const TO = at('archive', 'pv');
const COPY = transfer(TO, [file('a', 1)]);
const REMOVE = removal(TO, [file('x', 1)]);
const DONE: Outcome = { status: 'done', ms: 1, files: 1, bytes: 1 };
const SETTLED: Decision = { status: 'settled' };
const TODO: Decision = { status: 'todo', actions: [COPY, REMOVE] };

function failure(code: Failure['code']): Failure {
  return { code, message: code, hint: '', retry: 'later', blame: 'to' };
}

const FAILED: Outcome = { status: 'failed', failure: failure('transfer.partial') };
const FULL: Outcome = { status: 'failed', failure: failure('target.full') };
const SKIPPED: Outcome = { status: 'skipped', because: failure('lease.held') };

test.each<readonly [string, Decision, readonly (readonly [Action, Outcome])[], string | undefined]>([
  ['nothing was done', TODO, [], undefined],
  ['all went well', SETTLED, [[COPY, DONE]], undefined],
  ['a complaint, and then all is well', SETTLED, [[COPY, FAILED]], undefined],
  ['a failure, and there is still something to do', TODO, [[COPY, FAILED]], 'transfer.partial'],
  [
    'a failure that makes another action wait',
    TODO,
    [
      [COPY, FULL],
      [REMOVE, SKIPPED],
    ],
    'target.full',
  ],
  ['only skipped', TODO, [[COPY, SKIPPED]], 'lease.held'],
  [
    'a failure, and then it went well',
    TODO,
    [
      [COPY, FAILED],
      [COPY, DONE],
    ],
    undefined,
  ],
  [
    'two failures: the last says what is wrong now',
    TODO,
    [
      [COPY, FAILED],
      [COPY, FULL],
    ],
    'target.full',
  ],
  [
    'it went well and then failed',
    TODO,
    [
      [COPY, DONE],
      [COPY, FULL],
    ],
    'target.full',
  ],
  [
    'a complaint about what has converged, while a removal is held',
    { status: 'held', hold: { code: 'ceiling.exceeded', message: '', hint: '' }, actions: [REMOVE] },
    [[COPY, FAILED]],
    undefined,
  ],
  [
    'a failure, and then nothing could be seen',
    { status: 'unknown', because: failure('endpoint.unreachable') },
    [[COPY, FULL]],
    'target.full',
  ],
])('%s', (_, decision, tried, expected) => {
  const last = plan(item(TO, decision));
  const done = tried.flatMap(([action, outcome]): readonly Done[] => last.entries.map((entry) => ({ entry, action, outcome })));
  const [result] = resultsOf(last, done);
  expect(result?.failure?.code).toBe(expected);
  expect(result?.done).toEqual(done);
});

test('what was done elsewhere does not count', () => {
  const elsewhere = plan(item(at('mirror2', 'pv'), TODO));
  const other = plan(item(TO, TODO, { dataset: 'PW' }));
  const done = [...elsewhere.entries, ...other.entries].map((entry): Done => ({ entry, action: COPY, outcome: FULL }));
  expect(resultsOf(plan(item(TO, TODO)), done)).toEqual([{ entry: plan(item(TO, TODO)).entries[0], done: [] }]);
});
