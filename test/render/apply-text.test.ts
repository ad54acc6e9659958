import { expect, it } from 'vitest';
import type { ActionSummary } from '../../src/model/event.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { Item } from '../../src/model/plan.ts';
import { applyText, type ReplicaResult } from '../../src/render/apply-text.ts';
import { PAINTERS } from '../../src/render/painter.ts';
import { problemsText, recoveredText } from '../../src/render/problems-text.ts';
import { at, file, item, mirror, removal, transfer } from './samples.ts';

const ARCHIVE = at('archive', 'pools/pv');
const MIRROR2 = at('mirror2', 'pv');
const COPY: ActionSummary = { id: 'a', type: 'transfer', from: 'icc:PV', to: 'archive:pools/pv', files: 12, bytes: 3400 };
const REMOVE: ActionSummary = { id: 'b', type: 'remove', from: '', to: 'archive:pools/pv', files: 2, bytes: 20 };
const FULL: Failure = {
  code: 'target.full',
  message: 'no space left at mirror2:pv',
  hint: 'Make room there, then: reconcile --only PoolMirror/pv',
  retry: 'person',
  blame: 'to',
};
const HOLD = {
  code: 'ceiling.exceeded',
  message: 'would remove 26 files',
  hint: 'Look at the list: reconcile --plan -v',
} as const;
const RESOURCE = mirror('pv', at('icc', 'PV'));
const DONE = { status: 'done', ms: 2000, files: 12, bytes: 3400 } as const;

function result(each: Item, ...outcomes: ReplicaResult['outcomes']): ReplicaResult {
  return { entry: { resource: RESOURCE, item: each }, outcomes };
}

function text(...results: readonly ReplicaResult[]): string {
  return applyText(results, PAINTERS.plain);
}

it.each([
  [0, 'Nothing to do: nothing is selected.\n'],
  [1, 'Nothing to do: 1 replica is as declared.\n'],
  [3, 'Nothing to do: 3 replicas are as declared.\n'],
])('says in one line that %i replicas needed nothing', (n, expected) => {
  expect(text(...Array.from({ length: n }, () => result(item(ARCHIVE, { status: 'settled' }))))).toBe(expected);
});

it('tells what was done, what failed and what is held, with hints', () => {
  const held = removal(ARCHIVE, [file('x', 1)], { hold: HOLD });
  expect(
    text(
      result(item(ARCHIVE, { status: 'held', hold: HOLD, actions: [held] }), { action: COPY, outcome: DONE }),
      result(item(MIRROR2, { status: 'todo', actions: [transfer(MIRROR2, [file('x', 1)])] }), {
        action: COPY,
        outcome: { status: 'failed', failure: FULL },
      }),
      result(item(at('tape', ''), { status: 'settled' })),
      result(item(at('nas', 'pv'), { status: 'waiting', code: 'lease.held', message: 'held by hpc1 since 06:00', hint: '' })),
    ),
  ).toMatchInlineSnapshot(`
    "PoolMirror/pv   PV   from icc:PV
      archive:pools/pv   copied 12 files, 3.4 kB in 2 s (1.7 kB/s)
      archive:pools/pv   held: ceiling.exceeded: would remove 26 files
        Look at the list: reconcile --plan -v
      mirror2:pv   failed: target.full: no space left at mirror2:pv
        Make room there, then: reconcile --only PoolMirror/pv
      nas:pv   waiting: lease.held: held by hpc1 since 06:00

    Done: 12 files, 3.4 kB copied; 1 replica as declared, 1 failed, 1 held, 1 waiting.
    "
  `);
});

it('tells removals, what was there already, and what comes next', () => {
  expect(
    text(
      result(
        item(ARCHIVE, { status: 'settled' }, { then: [{ type: 'transfer', to: MIRROR2, because: 'fed from archive' }] }),
        { action: COPY, outcome: DONE },
        { action: REMOVE, outcome: { status: 'done', ms: 10, files: 2, bytes: 20 } },
      ),
      result(item(MIRROR2, { status: 'todo', actions: [transfer(MIRROR2, [file('x', 1)])] }), {
        action: COPY,
        outcome: { status: 'already' },
      }),
      result(item(at('nas', 'pv'), { status: 'todo', actions: [transfer(MIRROR2, [file('x', 1)])] }), {
        action: COPY,
        outcome: { status: 'skipped', because: FULL },
      }),
    ),
  ).toMatchInlineSnapshot(`
    "PoolMirror/pv   PV   from icc:PV
      archive:pools/pv   copied 12 files, 3.4 kB in 2 s (1.7 kB/s)
      archive:pools/pv   removed 2 files, 20 B in 10 ms
        next: copy to mirror2:pv: fed from archive
      mirror2:pv   already copied
      nas:pv   skipped: target.full: no space left at mirror2:pv
        Make room there, then: reconcile --only PoolMirror/pv

    Done: 12 files, 3.4 kB copied, 2 files, 20 B removed; 2 replicas as declared, 1 still to do.
    "
  `);
});

it('counts what was to do, was done, and is held in part as held', () => {
  const actions = [transfer(ARCHIVE, [file('x', 1)]), removal(ARCHIVE, [file('y', 1)], { hold: HOLD })];
  expect(text(result(item(ARCHIVE, { status: 'todo', actions }), { action: COPY, outcome: DONE }))).toMatchInlineSnapshot(`
    "PoolMirror/pv   PV   from icc:PV
      archive:pools/pv   copied 12 files, 3.4 kB in 2 s (1.7 kB/s)
      archive:pools/pv   held: ceiling.exceeded: would remove 26 files
        Look at the list: reconcile --plan -v

    Done: 12 files, 3.4 kB copied; 1 replica held.
    "
  `);
});

it('prints problems with their hints, and recoveries', () => {
  const problem = {
    resource: 'PoolMirror/pv',
    replica: 'archive:pools/pv',
    code: 'endpoint.unreachable',
    message: 'icc does not answer',
    hint: 'Try: reconcile test icc',
  } as const;
  expect(problemsText([problem, { ...problem, replica: '', code: 'source.emptied', message: 'no file\n', hint: '' }])).toBe(
    [
      'PoolMirror/pv archive:pools/pv: endpoint.unreachable: icc does not answer',
      '  Try: reconcile test icc',
      'PoolMirror/pv: source.emptied: no file\\#012',
      '',
    ].join('\n'),
  );
  expect(recoveredText([problem])).toBe('PoolMirror/pv archive:pools/pv: recovered (was endpoint.unreachable)\n');
  expect(problemsText([])).toBe('');
});
