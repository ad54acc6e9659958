import { expect, test } from 'vitest';
import type { FileToRead } from '../../src/endpoints/endpoint.ts';
import { readingCost, runsOf, shareOut } from '../../src/endpoints/shared/share-out.ts';
import { fromText } from '../../src/lib/path-bytes.ts';

const MEGABYTE = 1_000_000;

function files(...sizes: readonly (readonly [name: string, size: number])[]): readonly FileToRead[] {
  return sizes.map(([name, size]) => ({ path: fromText(name), size }));
}

const namesOf = (shares: readonly (readonly FileToRead[])[]): readonly (readonly string[])[] =>
  shares.map((share) => share.map(({ path }) => path));

test('the largest go first, each to whoever has the least', () => {
  const some = files(['a', 50 * MEGABYTE], ['b', 400 * MEGABYTE], ['c', 300 * MEGABYTE], ['d', 60 * MEGABYTE]);
  expect(namesOf(shareOut(some, 2))).toEqual([['b'], ['c', 'd', 'a']]);
  expect(namesOf(shareOut(some, 1))).toEqual([['b', 'c', 'd', 'a']]);
  expect(shareOut(some, 9)).toHaveLength(4);
  expect(shareOut([], 2)).toEqual([]);
});

test('one huge file keeps one busy while the others do the rest', () => {
  const small = Array.from({ length: 30 }, (_, at): readonly [string, number] => [`d/${at}`, 20 * MEGABYTE]);
  const [first = [], second = []] = shareOut(files(['huge', 900 * MEGABYTE], ...small), 2);
  expect(first.map(({ path }) => path)).toEqual(['huge']);
  expect(second).toHaveLength(30);
});

test('small files of one directory stay together, and nothing is lost or read twice', () => {
  const many = Array.from({ length: 4000 }, (_, at): readonly [string, number] => [`${at % 2}/${at}`, 10_000]);
  const shares = shareOut(files(...many), 2);
  expect(
    shares
      .flat()
      .map(({ path }) => path)
      .sort(),
  ).toEqual(many.map(([name]) => name).sort());
  const [one = 0, other = 0] = shares.map(readingCost);
  expect(Math.abs(one - other)).toBeLessThan(17 * MEGABYTE);
  for (const share of shares) {
    const changes = share.filter(({ path }, at) => at > 0 && path.charAt(0) !== share[at - 1]?.path.charAt(0));
    expect(changes.length).toBeLessThan(10);
  }
});

test('runs are as long as may be, in the order given; what is too large is a run of its own', () => {
  const some = files(['a', 4], ['b', 4], ['c', 3], ['d', 20], ['e', 1], ['f', 0], ['g', 0]);
  expect(namesOf(runsOf(some, { bytes: 10, files: 3 }))).toEqual([['a', 'b'], ['c'], ['d'], ['e', 'f', 'g']]);
  expect(namesOf(runsOf(some, { bytes: 100, files: 3 }))).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]);
  expect(runsOf([], { bytes: 1, files: 1 })).toEqual([]);
});
