import fc from 'fast-check';
import { expect, test } from 'vitest';
import { select } from '../../src/inventory/records.ts';
import type { Approval } from '../../src/model/approval.ts';
import type { FileEntry } from '../../src/model/inventory.ts';
import { isCovered } from '../../src/plan/approved.ts';
import { directory, file, inventory, link } from '../render/samples.ts';

const PIPE: FileEntry = { ...directory('pipe'), type: 'other' };
const LIST: readonly FileEntry[] = [file('a', 1), file('d/b', 2), directory('d'), link('l', 'a'), PIPE];
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
