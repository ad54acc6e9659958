import fc from 'fast-check';
import { newInventoryBuilder } from '../../src/inventory/records.ts';
import { fromLatin1, joinPath, type PathBytes } from '../../src/lib/path-bytes.ts';
import type { FileEntry, Inventory } from '../../src/model/inventory.ts';
import { HOSTILE_NAMES } from '../components/hostile-names.ts';

/** Pairs of names with one FNV-1a hash. */
export const COLLIDING: readonly (readonly [PathBytes, PathBytes])[] = [
  [fromLatin1('costarring'), fromLatin1('liquid')],
  [fromLatin1('declinate'), fromLatin1('macallums')],
  [fromLatin1('altarage'), fromLatin1('zinke')],
  [fromLatin1('altarages'), fromLatin1('zinkes')],
];

/** Bytes that a name or a target may hold, as text of one character per byte. */
function bytesText(constraints: { readonly minLength: number; readonly slash: boolean }): fc.Arbitrary<PathBytes> {
  return fc.uint8Array({ min: 1, minLength: constraints.minLength, maxLength: 12 }).map((bytes) =>
    fromLatin1(
      Buffer.from(bytes)
        .toString('latin1')
        .replaceAll('/', constraints.slash ? '/' : '_'),
    ),
  );
}

/** One component of a path: hostile, of any bytes, short, or with a colliding hash. */
const name: fc.Arbitrary<PathBytes> = fc
  .oneof(
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_NAMES) },
    { weight: 1, arbitrary: bytesText({ minLength: 1, slash: false }) },
    { weight: 2, arbitrary: fc.constantFrom(...['a', 'b', 'c', 'f 1 2 a', '- - f 1 1 a'].map(fromLatin1)) },
    { weight: 2, arbitrary: fc.constantFrom(...COLLIDING.flat()) },
  )
  .filter((text) => text !== '.' && text !== '..');

export const path: fc.Arbitrary<PathBytes> = fc
  .array(name, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.reduce((whole, part) => joinPath(whole, part), fromLatin1('')));

/** From 1901 to 2100, in nanoseconds: whole seconds and fractions, close together as often as far apart. */
const mtimeNs: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt({ min: -2_147_483_648_000_000_000n, max: 4_102_444_800_000_000_000n }),
  fc.bigInt({ min: -3_000_000_000n, max: 3_000_000_000n }),
  fc.constantFrom(0n, 1n, -1n, 999_999_999n, 1_000_000_000n, -999_999_999n, -1_000_000_000n, -1_500_000_000n),
);

const size: fc.Arbitrary<number> = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(3),
  fc.constantFrom(2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER),
);

/** An entry of any type at a path. */
export function entryAtPath(at: PathBytes): fc.Arbitrary<FileEntry> {
  const rest = { path: at, size: 0, mtimeNs: 0n };
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ path: fc.constant(at), type: fc.constant('file' as const), size, mtimeNs }) },
    { weight: 2, arbitrary: fc.constant<FileEntry>({ ...rest, type: 'directory' }) },
    { weight: 1, arbitrary: fc.constant<FileEntry>({ ...rest, type: 'other' }) },
    {
      weight: 1,
      arbitrary: bytesText({ minLength: 1, slash: true }).map((target): FileEntry => ({ ...rest, type: 'link', target })),
    },
  );
}

/** Entries with different paths, in any order. */
export const entries: fc.Arbitrary<readonly FileEntry[]> = fc
  .uniqueArray(path, { maxLength: 25 })
  .chain((paths) => fc.tuple(...paths.map(entryAtPath)));

/** An inventory of entries, in their order. */
export function inventory(of: readonly FileEntry[], granularity: Inventory['granularity'] = 'ns'): Inventory {
  const builder = newInventoryBuilder(granularity);
  for (const entry of of) builder.add(entry);
  return builder.finish([]);
}
