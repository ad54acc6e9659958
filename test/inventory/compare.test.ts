import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/inventory/compare.ts';
import { entryAt } from '../../src/inventory/record.ts';
import { inventoryOf } from '../../src/inventory/records.ts';
import type { PathBytes } from '../../src/lib/path-bytes.ts';
import type { FileEntry, Inventory } from '../../src/model/inventory.ts';
import { COLLIDING, entryAtPath, inventory, path } from './arbitraries.ts';

type Granularity = Inventory['granularity'];

interface Case {
  readonly want: readonly FileEntry[];
  readonly have: readonly FileEntry[];
  readonly granularities: readonly [Granularity, Granularity];
  readonly toleranceNs: bigint;
}

/** What a comparison says, as paths: found by looking each path up in a map. */
function model({ want, have, granularities, toleranceNs }: Case): Record<string, readonly string[] | number> {
  const there = new Map(have.map((entry) => [entry.path, entry]));
  const wanted = new Set(want.map((entry) => entry.path));
  const data = want.filter((entry) => entry.type !== 'other');
  const coarse = granularities.includes('s');
  const both = data.flatMap((entry) => {
    const other = there.get(entry.path);
    return other === undefined ? [] : [{ entry, other, equal: equal(entry, other, coarse, toleranceNs) }];
  });
  const blocked = both.filter(({ entry, other }) => (other.type === 'directory') !== (entry.type === 'directory'));
  const same = both.filter(({ equal: it, entry }) => it && entry.type !== 'directory');
  return {
    missing: sorted(data.filter((entry) => !there.has(entry.path))),
    changed: sorted(both.filter((it) => !it.equal && !blocked.includes(it)).map((it) => it.entry)),
    inTheWay: sorted(blocked.map((it) => it.entry)),
    extraneous: sorted(have.filter((entry) => !wanted.has(entry.path))),
    files: same.length,
    bytes: same.reduce((sum, { entry }) => sum + entry.size, 0),
  };
}

function equal(left: FileEntry, right: FileEntry, coarse: boolean, toleranceNs: bigint): boolean {
  if (left.type !== right.type) return false;
  if (left.type === 'link') return left.target === right.target;
  if (left.type !== 'file') return true;
  const below = (ns: bigint): bigint => (ns % 1_000_000_000n < 0n ? ns / 1_000_000_000n - 1n : ns / 1_000_000_000n);
  const floor = (ns: bigint): bigint => (coarse ? below(ns) * 1_000_000_000n : ns);
  const distance = floor(left.mtimeNs) - floor(right.mtimeNs);
  return left.size === right.size && distance <= toleranceNs && -distance <= toleranceNs;
}

function sorted(entries: readonly FileEntry[]): readonly string[] {
  return entries.map((entry) => entry.path).sort();
}

function said({ want, have, granularities, toleranceNs }: Case): Record<string, readonly string[] | number> {
  const left = inventory(want, granularities[0]);
  const right = inventory(have, granularities[1]);
  const found = compare(left, right, toleranceNs);
  const pathOf = (positions: readonly number[], of: Inventory): readonly PathBytes[] =>
    positions.map((position) => entryAt(of, position).path).sort();
  for (const pair of [...found.changed, ...found.inTheWay])
    expect(entryAt(left, pair.want).path).toBe(entryAt(right, pair.have).path);
  return {
    missing: pathOf(found.missing, left),
    changed: pathOf(
      found.changed.map((pair) => pair.want),
      left,
    ),
    inTheWay: pathOf(
      found.inTheWay.map((pair) => pair.want),
      left,
    ),
    extraneous: pathOf(found.extraneous, right),
    files: found.same.files,
    bytes: found.same.bytes,
  };
}

/** Two listings with much in common, each in an order of its own. */
const cases: fc.Arbitrary<Case> = fc
  .uniqueArray(path, { minLength: 1, maxLength: 14 })
  .chain((paths) =>
    fc.tuple(
      ...paths.map((at) =>
        entryAtPath(at).chain((entry) =>
          fc.oneof(
            { weight: 4, arbitrary: fc.constant([entry, entry] as const) },
            { weight: 1, arbitrary: fc.constant([entry, undefined] as const) },
            { weight: 1, arbitrary: fc.constant([undefined, entry] as const) },
            { weight: 2, arbitrary: entryAtPath(at).map((other) => [entry, other] as const) },
            {
              weight: 2,
              arbitrary: fc
                .constantFrom(1n, -1n, 999_999_999n, 1_000_000_000n, -2_000_000_000n)
                .map((off) => [entry, entry.type === 'file' ? { ...entry, mtimeNs: entry.mtimeNs + off } : entry] as const),
            },
          ),
        ),
      ),
    ),
  )
  .chain((pairs) => {
    const granularity = fc.constantFrom<Granularity>('s', 'ns');
    const want = pairs.flatMap(([entry]) => (entry === undefined ? [] : [entry]));
    const have = pairs.flatMap(([, entry]) => (entry === undefined ? [] : [entry]));
    return fc.record({
      want: shuffled(want),
      have: shuffled(have),
      granularities: fc.tuple(granularity, granularity),
      toleranceNs: fc.constantFrom(0n, 1n, 1_000_000_000n, 2_000_000_000n),
    });
  });

/** As it is half of the time: like orders take another way through the comparison. */
function shuffled(all: readonly FileEntry[]): fc.Arbitrary<readonly FileEntry[]> {
  return fc.oneof(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length }));
}

describe('laws', () => {
  test('it says what a map would say', () => {
    fc.assert(
      fc.property(cases, (it) => {
        expect(said(it)).toEqual(model(it));
      }),
      { numRuns: 500 },
    );
  });

  test('an inventory does not differ from itself', () => {
    fc.assert(
      fc.property(cases, ({ want }) => {
        const one = inventory(want);
        const { missing, changed, inTheWay, extraneous } = compare(one, one, 0n);
        expect([missing, changed, inTheWay, extraneous]).toEqual([[], [], [], []]);
      }),
    );
  });
});

const FILE = { type: 'file', size: 1, mtimeNs: 0n } as const;

test('names with one hash are told apart, whichever stands where', () => {
  const [first, second] = COLLIDING[0] ?? [];
  const left = [{ ...FILE, path: first }];
  const right = [{ ...FILE, path: second }];
  const only = (want: typeof left, have: typeof left): unknown =>
    said({ want, have, granularities: ['ns', 'ns'], toleranceNs: 0n } as Case);
  expect(only(left, right)).toMatchObject({ missing: [first], extraneous: [second] });
  expect(only([...left, ...right], [...right, ...left])).toMatchObject({ missing: [], extraneous: [], files: 2 });
});

test('inode, ctime and the number of digits make no difference', () => {
  const left = inventoryOf(Buffer.from('1 2.5 f 3 4.5000000000 a\x000 0 l - - l\0t\0'), 'ns', []);
  const right = inventoryOf(Buffer.from('- - f 3 4.5 a\x009 9 l - - l\0t\0'), 'ns', []);
  expect(compare(left, right, 0n)).toMatchObject({ missing: [], changed: [], extraneous: [], same: { files: 2, bytes: 3 } });
});

test('an entry that a moving directory lists twice is not extraneous the second time', () => {
  const want = inventoryOf(Buffer.from('- - f 1 1 a\x00- - f 1 1 b\0'), 'ns', []);
  const have = inventoryOf(
    Buffer.from('- - f 1 1 a\x00- - f 2 1 a\x00- - f 1 1 b\x00- - f 1 1 a\x00- - f 1 1 x\x00- - f 1 1 x\0'),
    'ns',
    [],
  );
  expect(compare(want, have, 0n).extraneous).toEqual([4, 5]);
  expect(compare(have, want, 0n)).toMatchObject({ extraneous: [], missing: [4, 5] });
});
