import { expect, test } from 'vitest';
import type { Action } from '../../src/model/action.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Decision } from '../../src/model/plan.ts';
import { type Done, resultsOf } from '../../src/plan/results.ts';
import { at, facts, file, inventory, item, plan, reading, removal, transfer } from '../render/samples.ts';

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

const REPLACE = transfer(TO, [file('b', 1)], { id: 'replace', way: { type: 'Replace', replaced: inventory([file('b', 2)]) } });
const REPAIR = transfer(TO, [file('c', 1)], { id: 'repair', way: { type: 'Repair', replaced: inventory([file('c', 1)]) } });
const REPLACE_MORE = { ...REPLACE, id: 'more', entries: inventory([file('b', 1), file('z', 1)]) };
const ELSEWHERE = { ...REPAIR, id: 'elsewhere', from: at('mirror2', 'pv') };
const READ = reading(TO, [file('c', 1)]);
const READ_BACK = reading(TO, [file('a', 1)], { id: 'back', requires: [COPY.id] });
const READ_BACK_TOO = reading(TO, [file('b', 1)], { id: 'back too', requires: [REPLACE.id] });
const CORRUPT: Outcome = { status: 'failed', failure: failure('replica.corrupt') };
const SUSPECT: Outcome = { status: 'failed', failure: failure('source.suspect') };
const ALL: Decision = { status: 'todo', actions: [COPY, READ_BACK, REPLACE, READ_BACK_TOO, REPAIR, ELSEWHERE, READ, REMOVE] };
const LATER: Decision = { status: 'waiting', code: 'verify.later', message: '', hint: '' };
const UPSTREAM: Decision = { status: 'waiting', code: 'replica.upstream-first', message: '', hint: '' };
const HOLD = { code: 'ceiling.exceeded', message: '', hint: '' } as const;
const BEYOND: Decision = { status: 'held', hold: { code: 'replica.corrupt', message: '', hint: '' }, actions: [] };

/** What is decided first is all; then this is left, with these facts. */
test.each<readonly [string, Decision | 'as before', readonly (readonly [Action, Outcome])[], string | undefined]>([
  [
    'what replaces failed, what adds went well after it',
    ALL,
    [
      [REPLACE, FULL],
      [COPY, DONE],
    ],
    'target.full',
  ],
  [
    'it went well the second time, and more has come since',
    { status: 'todo', actions: [REPLACE_MORE] },
    [
      [REPLACE, FULL],
      [COPY, DONE],
      [REPLACE, DONE],
    ],
    undefined,
  ],
  ['it went well, and the very same is to be copied again', ALL, [[COPY, DONE]], 'transfer.partial'],
  [
    'it went well, and part of it is to be copied again',
    { status: 'todo', actions: [REPLACE] },
    [
      [REPLACE_MORE, DONE],
      [COPY, DONE],
    ],
    'transfer.partial',
  ],
  [
    'it went well, and what is left is held',
    { status: 'todo', actions: [{ ...COPY, hold: HOLD }, READ] },
    [[COPY, DONE]],
    undefined,
  ],
  ['nobody has looked again', 'as before', [[COPY, DONE]], undefined],
  [
    'what was moved is corrupt, what was replaced is not',
    ALL,
    [
      [READ_BACK, CORRUPT],
      [READ_BACK_TOO, DONE],
    ],
    'replica.corrupt',
  ],
  [
    'only what was replaced is still open',
    { status: 'todo', actions: [REPLACE, READ_BACK_TOO] },
    [
      [READ_BACK, CORRUPT],
      [READ_BACK_TOO, DONE],
    ],
    undefined,
  ],
  [
    'a repair failed from one place and went well from another',
    SETTLED,
    [
      [REPAIR, SUSPECT],
      [ELSEWHERE, DONE],
    ],
    undefined,
  ],
  [
    'and there is still something to repair',
    { status: 'todo', actions: [REPAIR] },
    [
      [REPAIR, SUSPECT],
      [ELSEWHERE, DONE],
    ],
    'source.suspect',
  ],
  [
    'corruption was found, and is repaired',
    SETTLED,
    [
      [READ, CORRUPT],
      [REPAIR, DONE],
    ],
    undefined,
  ],
  [
    'the rest is read another day',
    LATER,
    [
      [READ, CORRUPT],
      [REPAIR, DONE],
    ],
    undefined,
  ],
  ['the rest waits for its feed', UPSTREAM, [[READ, FAILED]], 'transfer.partial'],
  ['nothing good is known: the hold says so', BEYOND, [[READ, CORRUPT]], undefined],
])('%s', (_, decision, tried, expected) => {
  const first = plan(item(TO, ALL));
  const done = tried.flatMap(([action, outcome]): readonly Done[] => first.entries.map((entry) => ({ entry, action, outcome })));
  const [result] = resultsOf(decision === 'as before' ? first : plan(item(TO, decision)), done);
  expect(result?.failure?.code).toBe(expected);
});

test('what is corrupt and not repaired is a failure, whoever found it', () => {
  const corrupt = facts({ state: 'corrupt', corrupt: { files: 2, bytes: 2 } });
  const left = plan(item(TO, { status: 'todo', actions: [REPAIR] }, { facts: corrupt }));
  expect(resultsOf(left, [])[0]?.failure).toMatchObject({ code: 'replica.corrupt', blame: 'to' });
  const held = plan(item(TO, BEYOND, { facts: corrupt }));
  expect(resultsOf(held, [])[0]?.failure).toBeUndefined();
});

test('what was done elsewhere does not count', () => {
  const elsewhere = plan(item(at('mirror2', 'pv'), TODO));
  const other = plan(item(TO, TODO, { dataset: 'PW' }));
  const done = [...elsewhere.entries, ...other.entries].map((entry): Done => ({ entry, action: COPY, outcome: FULL }));
  expect(resultsOf(plan(item(TO, TODO)), done)).toEqual([{ entry: plan(item(TO, TODO)).entries[0], done: [] }]);
});
