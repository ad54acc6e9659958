import fc from 'fast-check';
import { expect, test } from 'vitest';
import { select } from '../../src/inventory/records.ts';
import type { Approval } from '../../src/model/approval.ts';
import type { Hold } from '../../src/model/hold.ts';
import type { FileEntry, Inventory } from '../../src/model/inventory.ts';
import type { Decision } from '../../src/model/plan.ts';
import { isCovered, served } from '../../src/plan/approved.ts';
import { at, directory, facts, file, inventory, item, link, plan, removal } from '../render/samples.ts';

const PIPE: FileEntry = { ...directory('pipe'), type: 'other' };
const LIST: readonly FileEntry[] = [file('a', 1), file('d/b', 2), directory('d'), link('l', 'a'), PIPE];
const GAP = {
  path: file('g', 0).path,
  because: { code: 'source.gaps', message: 'g', hint: '', retry: 'later', blame: 'from' },
} as const;
const ABOUT = { replica: 'archive:pv', code: 'ceiling.exceeded' } as const;

function approval(entries: readonly FileEntry[], more: Partial<Approval> = {}): Approval {
  return {
    resource: 'PoolMirror/pv',
    ...ABOUT,
    list: inventory(entries),
    digest: 'sha256:l',
    by: 'ada',
    at: '2026-11-20T00:00:00.000Z',
    reason: 'moved',
    ...more,
  };
}

test.each<readonly [string, readonly FileEntry[], boolean]>([
  ['the list itself', LIST, true],
  ['a shorter one', [file('d/b', 2)], true],
  ['an empty one', [], true],
  ['a longer one', [...LIST, file('c', 0)], false],
  ['one with another pipe', [...LIST, { ...PIPE, path: file('pipe2', 0).path }], false],
  ['one with another file', [file('b', 2)], false],
  ['another size', [file('a', 2)], false],
  ['another time, by a nanosecond', [file('a', 1, 1_795_155_734_000_000_001n)], false],
  ['a link to something else', [link('l', 'b')], false],
  ['a file where a link was', [file('l', 1)], false],
  ['a directory where a file was', [directory('a')], false],
  ['a file where a directory was', [file('d', 1)], false],
  ['a file where a pipe was', [file('pipe', 1_000_000)], false],
  ['a directory where a pipe was', [directory('pipe')], false],
  ['a pipe where a file was', [{ ...PIPE, path: file('a', 0).path }], false],
  ['a pipe where a directory was', [{ ...PIPE, path: file('d', 0).path }], false],
])('%s', (_, list, covered) => {
  const given = approval(LIST);
  expect(isCovered(inventory(list), [given], ABOUT)).toBe(covered ? given : undefined);
});

test('of another replica, or for another reason: not even an empty list', () => {
  const others = [approval(LIST, { replica: 'archive:pw' }), approval(LIST, { code: 'source.emptied' })];
  for (const list of [LIST, []]) expect(isCovered(inventory(list), others, ABOUT)).toBeUndefined();
  expect(isCovered(inventory([]), [], ABOUT)).toBeUndefined();
});

test('lists are not added together: one approval covers all of it', () => {
  const halves = [approval([file('a', 1)]), approval([file('b', 1)])];
  expect(isCovered(inventory([file('a', 1), file('b', 1)]), halves, ABOUT)).toBeUndefined();
  expect(isCovered(inventory([file('b', 1)]), halves, ABOUT)).toBe(halves[1]);
});

test('law: every part of a list is covered, and nothing with one entry more', () => {
  const names = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 10 });
  const parts = names.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all)));
  fc.assert(
    fc.property(parts, fc.integer({ min: 0, max: 9 }), ([all, part], size) => {
      const given = approval(all.map((name) => file(name, size)));
      const listed = part.map((name) => file(name, size));
      expect(isCovered(inventory(listed), [given], ABOUT)).toBe(given);
      expect(isCovered(inventory([...listed, file('z', size)]), [given], ABOUT)).toBeUndefined();
      expect(isCovered(select(given.list, []), [given], ABOUT)).toBe(given);
    }),
  );
});

const WITHOUT_PIPE = LIST.filter(({ type }) => type !== 'other');
const HOLD: Hold = { code: ABOUT.code, message: '', hint: '', list: inventory([file('a', 1)]) };
const REMOVAL = removal(at('archive', 'pv'), [file('a', 1)]);

/** Whether an approval of that list has served, once a look showed what there is and this was decided. */
function hasServed(there: Inventory, decision: Decision, more: Partial<Approval> = {}): boolean {
  const basis = { from: inventory([]), to: there, toleranceNs: 0n };
  const [entry] = plan(item(at('archive', 'pv'), decision, { facts: facts({ basis }) })).entries;
  const given = approval(WITHOUT_PIPE, more);
  return entry !== undefined && served(entry, [given]).includes(given);
}

test.each<readonly [string, readonly FileEntry[]]>([
  ['nothing of its list is there', [file('z', 1)]],
  ['all of its list is something else', [file('a', 2), file('d', 2), link('l', 'b')]],
  ['all of its list is back at the source, and wanted there', [file('a', 1), directory('d'), link('l', 'a')]],
])('an approval has served when %s', (_, there) => {
  expect(hasServed(inventory(there), { status: 'settled' })).toBe(true);
});

test.each<readonly [string, Decision, Partial<Approval>]>([
  ['something is released by it', { status: 'todo', actions: [{ ...REMOVAL, approved: 'sha256:l' }] }, {}],
  ['something is held for the same reason', { status: 'todo', actions: [{ ...REMOVAL, hold: HOLD }] }, {}],
  ['all is held for the same reason', { status: 'held', hold: HOLD, actions: [] }, {}],
  ['nothing could be looked at', { status: 'unknown', because: { ...GAP.because, code: 'endpoint.unreachable' } }, {}],
  ['its feed is waited for', { status: 'waiting', code: 'replica.upstream-first', message: '', hint: '' }, {}],
  ['it is of another replica', { status: 'settled' }, { replica: 'archive:pw' }],
])('an approval has not served while %s', (_, decision, more) => {
  expect(hasServed(inventory([]), decision, more)).toBe(false);
});

test('an approval has not served while part of the replica could not be read', () => {
  expect(hasServed({ ...inventory([]), gaps: [GAP] }, { status: 'settled' })).toBe(false);
});

test('of files that differed in their content alone, what was decided since tells', () => {
  const there = inventory(WITHOUT_PIPE);
  expect(hasServed(there, { status: 'settled' }, { code: 'replica.differs' })).toBe(true);
  const hold: Hold = { ...HOLD, code: 'replica.differs' };
  expect(hasServed(there, { status: 'held', hold, actions: [] }, { code: 'replica.differs' })).toBe(false);
});
