import { expect, test } from 'vitest';
import { patience, type SilentPhase } from '../../src/lib/patience.ts';

const MINUTE = 60_000;
const small = { stalledAfterMs: 10 * MINUTE, entries: 1, largestBytes: 0 };

test.each<[string, SilentPhase, typeof small, number]>([
  ['moving bytes', 'moving', { ...small, entries: 1_000_000, largestBytes: 1e12 }, 10 * MINUTE],
  ['a basis of 120 GB between two files: read at 20 MB/s', 'between', { ...small, largestBytes: 120e9 }, 10 * MINUTE + 6e6],
  ['many names, before anything is heard', 'starting', { ...small, entries: 100_000 }, 10 * MINUTE + 1e6],
  ['many names, once they have been looked up', 'between', { ...small, entries: 100_000 }, 10 * MINUTE],
  ['the first file is the largest', 'starting', { ...small, entries: 100, largestBytes: 20e6 }, 10 * MINUTE + 2000],
])('%s', (_, phase, work, expected) => {
  expect(patience(work, phase)).toBe(expected);
});
