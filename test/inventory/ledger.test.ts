import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aliveRecords, inodeStart, parseLedger, proofAt, verdictAt } from '../../src/inventory/ledger.ts';
import { headAt, pathAt } from '../../src/inventory/record.ts';
import { fromLatin1 } from '../../src/lib/path-bytes.ts';
import type { FileEntry } from '../../src/model/inventory.ts';
import type { Ledger, Proof } from '../../src/model/ledger.ts';
import { printLedgerRecord } from '../print-ledger-record.ts';
import { COLLIDING, entries, inventory } from './arbitraries.ts';

/** One record, as its bytes and as what it says. */
interface Line {
  readonly proof: Proof;
  /** From the inode to the path. */
  readonly record: string;
}

const hex = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length }).map((digits) => digits.join(''));

const proof: fc.Arbitrary<Proof> = fc
  .constantFrom(['md5', 32] as const, ['xxh128', 32] as const, ['sha256', 64] as const)
  .chain(([algorithm, length]) =>
    fc.record({
      verdict: fc.constantFrom('proven' as const, 'bad' as const, 'differs' as const),
      algorithm: fc.constant(algorithm),
      digest: hex(length),
      found: fc.oneof(fc.constant(''), hex(length)),
      at: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4_102_444_800_000 }), fc.constant(Number.MAX_SAFE_INTEGER)),
    }),
  );

const inode: fc.Arbitrary<string> = fc.constantFrom(
  '- -',
  '1 2',
  '18446744073709551615 1600000000.1234567890',
  '7 -1.5000000000',
);

/** Records of files with different paths. */
const lines: fc.Arbitrary<readonly Line[]> = entries.chain((all) => {
  const files = all.filter((entry) => entry.type === 'file');
  return fc.tuple(
    ...files.map((entry) => fc.tuple(proof, inode).map(([said, head]) => ({ proof: said, record: recordText(entry, head) }))),
  );
});

describe('laws', () => {
  test('what is printed is read', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const ledger = parseLedger(bytesOf(all));
        expect(linesOf(ledger)).toEqual(all);
        expect(ledger.unreadable).toBe(0);
        expect(ledger.aliveBytes).toBe(bytesOf(all).length);
      }),
    );
  });

  test('of several records of a file the last counts, and the others are not kept', () => {
    const again = lines.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.array(fc.nat(Math.max(0, all.length - 1)), { maxLength: 30 }),
        fc.array(proof, { minLength: 30, maxLength: 30 }),
      ),
    );
    fc.assert(
      fc.property(again, ([all, which, proofs]) => {
        const more = which.flatMap((position, at): readonly Line[] => {
          const line = all[position];
          const said = proofs[at];
          return line === undefined || said === undefined ? [] : [{ record: line.record, proof: said }];
        });
        const written = [...all, ...more];
        const last = written.filter((line, at) => !written.slice(at + 1).some((later) => later.record === line.record));
        const ledger = parseLedger(bytesOf(written));
        expect(linesOf(ledger)).toEqual(last);
        const kept = Buffer.concat([...aliveRecords(ledger)]);
        expect(kept.length).toBe(ledger.aliveBytes);
        expect(linesOf(parseLedger(kept))).toEqual(last);
      }),
    );
  });

  test('cut anywhere, what came whole is read; what is appended after a NUL too', () => {
    const cut = lines.chain((all) => fc.tuple(fc.constant(all), fc.nat(bytesOf(all).length), lines));
    fc.assert(
      fc.property(cut, ([all, at, more]) => {
        const torn = bytesOf(all).subarray(0, at);
        const whole = all.filter((_, position) => bytesOf(all.slice(0, position + 1)).length <= at);
        expect(linesOf(parseLedger(torn))).toEqual(whole);
        // That NUL may be the one byte that was torn off.
        const ended = all.filter((_, position) => bytesOf(all.slice(0, position + 1)).length <= at + 1);
        const appended = [...ended, ...more];
        const last = appended.filter(
          (line, position) => !appended.slice(position + 1).some((later) => pathOf(later) === pathOf(line)),
        );
        expect(linesOf(parseLedger(Buffer.concat([torn, Buffer.from([0]), bytesOf(more)])))).toEqual(last);
      }),
    );
  });

  test('a byte that was changed never gives a record that was not written', () => {
    const flipped = lines
      .filter((all) => all.length > 0)
      .chain((all) => fc.tuple(fc.constant(all), fc.nat(bytesOf(all).length - 1), fc.integer({ min: 1, max: 255 })));
    fc.assert(
      fc.property(flipped, ([all, at, by]) => {
        const bytes = Buffer.from(bytesOf(all));
        bytes[at] = (bytes[at] ?? 0) ^ by;
        const ledger = parseLedger(bytes);
        const written = new Set(all.map((line) => JSON.stringify(line)));
        const read = linesOf(ledger).map((line) => JSON.stringify(line));
        expect(read.filter((line) => !written.has(line))).toEqual([]);
        // One record is lost, or two where the NUL between them was.
        expect(all.length - read.length).toBeLessThanOrEqual(2);
        expect(ledger.unreadable).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });

  test('whatever lies between, the records are read, and nothing else', () => {
    const rubbish = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.concat([bytes, Buffer.from([0])]));
    fc.assert(
      fc.property(lines, fc.array(rubbish, { maxLength: 5 }), (all, parts) => {
        const bytes = Buffer.concat([...parts, bytesOf(all.slice(0, 3)), ...parts, bytesOf(all.slice(3)), ...parts]);
        expect(linesOf(parseLedger(bytes))).toEqual(all);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(parseLedger(bytes).index.count).toBe(0);
      }),
    );
  });
});

const SAID: Proof = { verdict: 'proven', algorithm: 'md5', digest: 'a'.repeat(32), found: '', at: 5 };

test('the form of a record', () => {
  const printed = Buffer.from(
    printLedgerRecord({ ...SAID, verdict: 'bad', found: 'b'.repeat(32) }, '1 2.5 f 3 4.5 a b'),
  ).toString('latin1');
  expect(printed).toBe(`${printed.slice(0, 8)} 5 b md5:${'a'.repeat(32)} ${'b'.repeat(32)} 1 2.5 f 3 4.5 a b\0`);
  const ledger = parseLedger(Buffer.from(printed, 'latin1'));
  expect(verdictAt(ledger, 0)).toEqual({ at: 5, letter: 'b'.charCodeAt(0) });
  expect(Buffer.from(ledger.records).subarray(inodeStart(ledger, 0)).toString('latin1')).toBe('1 2.5 f 3 4.5 a b\0');
});

test.each([
  ['of a directory', '1 2 d - - a'],
  ['of a link', '1 2 l - - a'],
  ['without a path', '1 2 f 3 4 '],
  ['without a time', '1 2 f 3 '],
  ['without a size', '1 2 f '],
  ['with nothing but a letter', '1 2 f'],
  ['without a letter', '1 2 '],
  ['of nothing', ''],
  ['of more heads than one', 'x '.repeat(100)],
])('a record %s is not believed, even with its check', (_, record) => {
  const printed = printLedgerRecord(SAID, record);
  // Twice: what is not believed cannot be superseded either.
  const ledger = parseLedger(Buffer.concat([printed, printed]));
  expect([ledger.index.count, ledger.unreadable]).toEqual([0, 2]);
});

test.each<readonly [string, Partial<Proof>]>([
  ['no time', { at: Number.NaN }],
  ['a time before time', { at: -1 }],
  ['half a millisecond', { at: 0.5 }],
  ['no digest', { digest: '' }],
  ['a short digest', { digest: 'a'.repeat(31) }],
  ['a digest that is none', { digest: 'g'.repeat(32) }],
  ['a digest in capitals', { digest: 'A'.repeat(32) }],
])('a proof with %s is not believed', (_, change) => {
  const ledger = parseLedger(printLedgerRecord({ ...SAID, ...change }, '1 2 f 3 4 a'));
  expect([ledger.index.count, ledger.unreadable]).toEqual([0, 1]);
});

test('names with one hash supersede only themselves', () => {
  const all = COLLIDING.flat().flatMap((path): readonly Line[] => {
    const record = recordText({ path, type: 'file', size: 1, mtimeNs: 0n }, '- -');
    return [
      { record, proof: SAID },
      { record, proof: { ...SAID, at: 6 } },
    ];
  });
  expect(linesOf(parseLedger(bytesOf(all)))).toEqual(all.filter(({ proof: { at } }) => at === 6));
});

test('many records', () => {
  const all = Array.from({ length: 5000 }, (_, at): Line => {
    const entry: FileEntry = { path: fromLatin1(`d${at % 7}/f${at % 2500}`), type: 'file', size: at, mtimeNs: 0n };
    return { record: recordText(entry, '- -'), proof: { ...SAID, at } };
  });
  const paths = all.map((line) => pathOf(line));
  expect(linesOf(parseLedger(bytesOf(all)))).toEqual(all.filter((_, at) => paths.lastIndexOf(paths[at] ?? '') === at));
});

function bytesOf(all: readonly Line[]): Uint8Array {
  return Buffer.concat(all.map((line) => printLedgerRecord(line.proof, line.record)));
}

function linesOf(ledger: Ledger): readonly Line[] {
  return Array.from({ length: ledger.index.count }, (_, position) => ({
    proof: proofAt(ledger, position),
    record: Buffer.from(
      ledger.records.subarray(inodeStart(ledger, position), ledger.records.indexOf(0, ledger.index.starts[position])),
    ).toString('latin1'),
  }));
}

function recordText(entry: FileEntry, head: string): string {
  const one = inventory([entry]);
  expect(pathAt(one, 0)).toBe(entry.path);
  return `${head}${`${headAt(one, 0)} ${entry.path}`.slice('- -'.length)}`;
}

function pathOf({ record }: Line): string {
  return record.split(' ').slice(5).join(' ');
}
