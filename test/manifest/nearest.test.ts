import { expect, it } from 'vitest';
import { didYouMean, nearest } from '../../src/manifest/nearest.ts';

it.each([
  ['rooot', ['root', 'host'], 'root'],
  ['rot', ['root', 'host'], 'root'],
  ['raet', ['root', 'rate'], 'rate'],
  ['PATH', ['path'], 'path'],
  ['teh', ['the', 'tea'], 'the'],
  ['x', ['y', 'abc'], 'y'],
  ['something', ['nothing at all', 'x'], undefined],
  ['', ['a'], 'a'],
  ['same', ['same'], undefined],
  ['a'.repeat(65), ['a'.repeat(64)], undefined],
])('the nearest to %j of %j is %j', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});

it('is asked as a question', () => {
  expect(didYouMean('rooot', ['root'])).toBe('Did you mean "root"?');
  expect(didYouMean('zzz', ['root'])).toBe('');
});
