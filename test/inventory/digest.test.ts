import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestWithout } from '../../src/inventory/digest.ts';
import { entriesOf, indexRecords, inventoryOf } from '../../src/inventory/records.ts';
import { fromLatin1 } from '../../src/lib/path-bytes.ts';
import type { FileEntry, Inventory } from '../../src/model/inventory.ts';
import { COLLIDING, entries, inventory } from './arbitraries.ts';

function digest(of: readonly FileEntry[]): string {
  return digestWithout(inventory(of), []);
}

/** The same records with other inodes and ctimes. */
function moved(of: readonly FileEntry[]): Inventory {
  const records = of.map((entry, position) => {
    const one = Buffer.from(inventory([entry]).records).toString('latin1');
    return one.replace(/^- -/, `${position} ${position}.5`);
  });
  return inventoryOf(Buffer.from(records.join(''), 'latin1'), 'ns', []);
}

describe('laws', () => {
  test('the order of the listing, inodes and ctimes do not enter', () => {
    const shuffled = entries.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })));
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(digest(other)).toBe(digest(all));
        expect(digestWithout(moved(other), [])).toBe(digest(all));
      }),
    );
  });

  test('each field of each entry enters', () => {
    const changed = entries
      .filter((all) => all.length > 0)
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.nat(all.length - 1), fc.constantFrom('path', 'type', 'size', 'time', 'target', 'gone')),
      );
    fc.assert(
      fc.property(changed, ([all, at, what]) => {
        const other = all.flatMap((entry, position) => (position === at ? without(entry, what) : [entry]));
        expect(digest(other)).not.toBe(digest(all));
      }),
      { numRuns: 300 },
    );
  });

  test('what is left out counts as not there, whatever its other fields', () => {
    const split = entries.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all]), fc.shuffledSubarray([...all])),
    );
    fc.assert(
      fc.property(split, ([all, sub, more]) => {
        const rest = all.filter((entry) => !sub.includes(entry) && !more.includes(entry));
        const other = sub.map((entry): FileEntry => (entry.type === 'file' ? { ...entry, size: 7, mtimeNs: 7n } : entry));
        expect(digestWithout(inventory(all), [inventory(other), inventory(more)])).toBe(digest(rest));
      }),
    );
  });

  test('what is not there can be left out', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const strange = all.map((entry) => ({ ...entry, path: fromLatin1(`${entry.path}/not there`) }));
        const unknown = strange.filter(({ path }) => all.every((entry) => entry.path !== path));
        expect(digestWithout(inventory(all), [inventory(unknown), inventory([])])).toBe(digest(all));
      }),
    );
  });
});

test('names with one hash: in either order the same, with each other’s content another', () => {
  const [a = fromLatin1(''), b = fromLatin1('')] = COLLIDING[1] ?? [];
  const file = (path: typeof a, size: number): FileEntry => ({ path, type: 'file', size, mtimeNs: 0n });
  expect(digest([file(a, 1), file(b, 2)])).toBe(digest([file(b, 2), file(a, 1)]));
  expect(digest([file(a, 1), file(b, 2)])).not.toBe(digest([file(a, 2), file(b, 1)]));
});

test('more than one chunk, and a single record above it', () => {
  const long = fromLatin1('t'.repeat((1 << 20) + 10));
  const link = (path: string): FileEntry => ({ path: fromLatin1(path), type: 'link', size: 0, mtimeNs: 0n, target: long });
  const all = [
    link('a'),
    link('b'),
    ...Array.from({ length: 30_000 }, (_, at) => link(`n${at}`)).map((it) => ({ ...it, target: fromLatin1('t'.repeat(60)) })),
  ];
  expect(digest([...all].reverse())).toBe(digest(all));
  expect(digest(all.slice(1))).not.toBe(digest(all));
});

test('an empty inventory has a digest of its own, and the form is fixed', () => {
  expect(digest([])).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  const made = inventory([{ path: fromLatin1('a'), type: 'file', size: 1, mtimeNs: 1_500_000_000n }]);
  expect(indexRecords(made.records).ok && [...entriesOf(made)].length).toBe(1);
});

function without(entry: FileEntry, what: 'path' | 'type' | 'size' | 'time' | 'target' | 'gone'): readonly FileEntry[] {
  switch (what) {
    case 'path':
      return [{ ...entry, path: fromLatin1(`${entry.path}\x01`) }];
    case 'gone':
      return [];
    case 'type':
      return [{ path: entry.path, type: entry.type === 'other' ? 'directory' : 'other', size: 0, mtimeNs: 0n }];
    case 'size':
      return entry.type === 'file' ? [{ ...entry, size: entry.size === 0 ? 1 : entry.size - 1 }] : [];
    case 'time':
      return entry.type === 'file' ? [{ ...entry, mtimeNs: entry.mtimeNs + 1n }] : [];
    case 'target':
      return entry.type === 'link' ? [{ ...entry, target: fromLatin1(`${entry.target}x`) }] : [];
  }
}
