import { expect, test } from 'vitest';
import { oneDiskRemarks } from '../../src/plan/one-disk.ts';

/** `place@disk`; without a disk it cannot be told. */
function remarks(...places: readonly string[]): readonly string[] {
  return oneDiskRemarks(places.map((it) => ({ place: it.split('@')[0] ?? '', disk: it.split('@')[1] ?? '' })));
}

test.each<readonly [readonly string[], readonly string[]]>([
  [[], []],
  [['a:x@1', 'b:y@2'], []],
  [['a:x', 'b:y'], []],
  [['a:x@1', 'a:x@1'], []],
  [['a:x@1', 'b:y@1'], ['a:x and b:y are on one file system: they are one copy']],
  [['a:x@1', 'b:y@2', 'c:z@1', 'd:w@1'], ['a:x, c:z and d:w are on one file system: they are one copy']],
  [
    ['a@1', 'b@2', 'c@2', 'd@1'],
    ['a and d are on one file system: they are one copy', 'b and c are on one file system: they are one copy'],
  ],
])('%j', (places, expected) => {
  expect(remarks(...places)).toEqual(expected);
});
