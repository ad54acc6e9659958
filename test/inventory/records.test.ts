import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nanoseconds, secondsText } from '../../src/inventory/decimal-seconds.ts';
import { entryAt, headAt, pathAt, samenessOfHead } from '../../src/inventory/record.ts';
import {
  amountOf,
  entriesOf,
  indexRecords,
  inventoryOf,
  newInventoryBuilder,
  select,
  sortedEntries,
} from '../../src/inventory/records.ts';
import { fromLatin1, fromText } from '../../src/lib/path-bytes.ts';
import type { FileEntry } from '../../src/model/inventory.ts';
import { COLLIDING, entries, inventory } from './arbitraries.ts';

const NONE = { size: 0, mtimeNs: 0n } as const;

/** What a find prints, inode and ctime included, one record of each type. */
const FOUND = [
  '12 1700000000.0000000000 f 5 1700000000.1234567890 a file\0',
  '13 1700000000.5000000000 d - - d\0',
  '14 -5.5000000000 l - - d/l\0../a file\0',
  '15 0 o - - d/pipe\0',
  '- - f 9007199254740991 - odd\0',
].join('');

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

describe('the head of a record', () => {
  const found = inventoryOf(bytes(FOUND), 'ns', []);
  const [HEAD, COMPARED] = ['12 1700000000.0000000000', 'f 5 1700000000.1234567890'];

  test.each([
    [`${HEAD} ${COMPARED}`, 'whole'],
    [`13 1700000000.0000000000 ${COMPARED}`, 'compared'],
    [`12 1700000001.0000000000 ${COMPARED}`, 'compared'],
    [`112 1700000000.0000000000 ${COMPARED}`, 'compared'],
    [`2 1700000000.0000000000 ${COMPARED}`, 'compared'],
    [`${HEAD} f 6 1700000000.1234567890`, 'other'],
    [`${HEAD} f 15 1700000000.1234567890`, 'other'],
    [`${HEAD} d 5 1700000000.1234567890`, 'other'],
    [`${HEAD} f 5 1700000000.1234567891`, 'other'],
    [COMPARED, 'other'],
    ['', 'other'],
  ] as const)('"%s" is it: %s', (head, sameness) => {
    expect(samenessOfHead(found, 0, head)).toBe(sameness);
  });

  test('is what stands before each path', () => {
    expect([0, 1, 2, 3, 4].map((position) => headAt(found, position))).toEqual([
      `${HEAD} ${COMPARED}`,
      '13 1700000000.5000000000 d - -',
      '14 -5.5000000000 l - -',
      '15 0 o - -',
      '- - f 9007199254740991 -',
    ]);
    for (const position of [0, 1, 2, 3, 4]) expect(samenessOfHead(found, position, headAt(found, position))).toBe('whole');
  });
});

describe('records as find prints them', () => {
  test('each type is read back', () => {
    const found = inventoryOf(bytes(FOUND), 'ns', []);
    expect([...entriesOf(found)]).toEqual([
      { path: 'a file', type: 'file', size: 5, mtimeNs: 1_700_000_000_123_456_789n },
      { path: 'd', type: 'directory', ...NONE },
      { path: 'd/l', type: 'link', ...NONE, target: '../a file' },
      { path: 'd/pipe', type: 'other', ...NONE },
      { path: 'odd', type: 'file', size: 9_007_199_254_740_991, mtimeNs: 0n },
    ]);
    expect(amountOf(found)).toEqual({ files: 3, bytes: 9_007_199_254_740_996 });
  });

  test.each([
    ['1700000000.1234567890', 1_700_000_000_123_456_789n],
    ['4102444800', 4_102_444_800_000_000_000n],
    // Before 1970 find prints the whole second below and the fraction above it.
    ['-1.5000000000', -500_000_000n],
    ['-2.2500000000', -1_750_000_000n],
    ['-3.0000000000', -3_000_000_000n],
    ['-', 0n],
  ])('a file of the time %s', (time, mtimeNs) => {
    expect(entryAt(inventoryOf(bytes(`1 1 f 0 ${time} x\0`), 'ns', []), 0).mtimeNs).toBe(mtimeNs);
  });

  test.each([
    ['no path', '1 1 f 0 1 \0'],
    ['an unknown type', '1 1 b 0 1 x\0'],
    ['a type of more letters', '1 1 file 0 1 x\0'],
    ['a size that is none', '1 1 f x 1 x\0'],
    ['no size', '1 1 f  1 x\0'],
    ['a file without a size', '1 1 f - 1 x\0'],
    ['a directory with one', '1 1 d 4 1 x\0'],
    ['words', 'Last login: Fri f 12 13 on pts/0\0'],
    ['words before a record', 'Welcome to host 1 1 f 0 1 x\0'],
    ['a record that does not end', '1 1 f 0 1 x'],
    ['a link without its target', '1 1 l - - x\0'],
    ['a NUL alone', '\0'],
    ['a NUL where a path should be', '1 1 f 0 1\0 x\0'],
  ])('%s is an error, with its place', (_, text) => {
    expect(indexRecords(bytes(text))).toEqual({ ok: false, error: { offset: 0 } });
    expect(indexRecords(bytes(`${FOUND}${text}`))).toEqual({ ok: false, error: { offset: FOUND.length } });
  });

  test('cut anywhere, it is an error or the records before the cut, never another', () => {
    const whole = [...entriesOf(inventoryOf(bytes(FOUND), 'ns', []))];
    for (let length = 0; length < FOUND.length; length++) {
      const cut = bytes(FOUND.slice(0, length));
      const index = indexRecords(cut);
      if (!index.ok) continue;
      const found = [...entriesOf({ records: cut, index: index.value, granularity: 'ns', gaps: [] })];
      expect(found).toEqual(whole.slice(0, found.length));
    }
  });

  test('fields that are left empty do not reach into the record before', () => {
    const found = inventoryOf(bytes('1 1 f 0 1 x y\x001  f 0 1 z\x00'), 'ns', []);
    expect([...entriesOf(select(found, [1]))].map((entry) => entry.path)).toEqual(['z']);
  });

  test('records that this program did not make well are a bug', () => {
    expect(() => inventoryOf(bytes('rubbish'), 'ns', [])).toThrow('malformed record at byte 0');
  });
});

describe('laws', () => {
  test('entries come back from the builder as they went in, with their order', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const made = inventory(all);
        expect([...entriesOf(made)]).toEqual(all);
        expect(all.map((_, position) => pathAt(made, position))).toEqual(all.map((entry) => entry.path));
      }),
    );
  });

  test('rubbish never throws, and only what stands in it is found', () => {
    const rubbish = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom('f', 'd', 'l', 'o', ' ', ' ', '\0', '1', '-', '.', '/', 'x', 'f 1 2 ', '- - '), { maxLength: 60 })
        .map((parts) => bytes(parts.join(''))),
    );
    fc.assert(
      fc.property(rubbish, (raw) => {
        const index = indexRecords(raw);
        if (!index.ok) {
          expect(index.error.offset).toBeLessThan(raw.length);
          return;
        }
        const text = Buffer.from(raw).toString('latin1');
        const read = { records: raw, index: index.value, granularity: 'ns', gaps: [] } as const;
        for (const entry of entriesOf(read)) {
          expect(text).toContain(` ${entry.path}\0`);
          expect(Number.isInteger(entry.size)).toBe(true);
        }
        // Each byte belongs to one record.
        expect(select(read, read.index.starts.keys()).records.length).toBe(raw.length);
      }),
      { numRuns: 3000 },
    );
  });

  test('a good buffer cut anywhere gives an error or a beginning of its entries', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (all, at) => {
        const { records } = inventory(all);
        const cut = records.subarray(0, records.length === 0 ? 0 : at % records.length);
        const index = indexRecords(cut);
        if (!index.ok) return;
        const found = [...entriesOf({ records: cut, index: index.value, granularity: 'ns', gaps: [] })];
        expect(found).toEqual(all.slice(0, found.length));
      }),
    );
  });

  test('select takes whole records; amountOf and sortedEntries say what entries say', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.nat()), (all, picked) => {
        const made = inventory(all);
        const positions = all.length === 0 ? [] : picked.map((number) => number % all.length);
        const chosen = select(made, positions);
        expect([...entriesOf(chosen)]).toEqual(positions.map((position) => all[position]));
        expect(chosen).toEqual(inventoryOf(chosen.records, 'ns', []));
        const files = all.filter((entry) => entry.type === 'file' || entry.type === 'link');
        const total = files.reduce((sum, file) => sum + file.size, 0);
        expect(amountOf(made)).toEqual({ files: files.length, bytes: total });
        const sorted = [...all].sort((a, b) => Buffer.compare(Buffer.from(a.path, 'latin1'), Buffer.from(b.path, 'latin1')));
        expect(sortedEntries(made)).toEqual(sorted);
        expect(sortedEntries(made, 2)).toEqual(sorted.slice(0, 2));
      }),
    );
  });

  test('seconds as text and back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (ns) => {
        expect(nanoseconds(secondsText(ns))).toBe(ns);
      }),
    );
    expect([secondsText(-500_000_000n), secondsText(1_500_000_000n), secondsText(0n)]).toEqual(['-0.5', '1.5', '0']);
    expect(['-', '', 'x', '1e9', '1.2.3', '--1'].map(nanoseconds)).toEqual([0n, 0n, 0n, 0n, 0n, 0n]);
  });
});

test('many records: the buffers grow and nothing is lost', () => {
  const builder = newInventoryBuilder('s');
  const all: FileEntry[] = [];
  for (let number = 0; number < 5000; number++) {
    all.push({ path: fromText(`d/${number}/${'n'.repeat(number % 200)}x`), type: 'file', size: number, mtimeNs: BigInt(number) });
  }
  for (const entry of all) builder.add(entry);
  expect([...entriesOf(builder.finish([]))]).toEqual(all);
});

test('the names that collide do collide, and a hash is that of the bytes', () => {
  const { hashes } = inventory(COLLIDING.flat().map((path): FileEntry => ({ path, type: 'directory', ...NONE }))).index;
  expect([0, 2, 4, 6].map((at) => hashes[at] === hashes[at + 1])).toEqual([true, true, true, true]);
  expect(inventory([{ path: fromLatin1('a'), type: 'directory', ...NONE }]).index.hashes[0]).toBe(0xe40c292c);
});
