import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LedgerRecord, parseLedger, printLedgerRecord } from '../../src/inventory/ledger-record.ts';
import type { DigestAlgorithm } from '../../src/model/inventory.ts';

const LENGTHS: Readonly<Record<DigestAlgorithm, number>> = { md5: 32, xxh128: 32, sha256: 64 };

const anyRecord: fc.Arbitrary<LedgerRecord> = fc
  .record({
    algorithm: fc.constantFrom<DigestAlgorithm>('md5', 'sha256', 'xxh128'),
    nibbles: fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 64, maxLength: 64 }),
    provenAt: fc.integer({ min: 0, max: 4_102_444_800_000 }),
    path: fc.uint8Array({ minLength: 1, maxLength: 40, min: 1 }),
  })
  .map(({ algorithm, nibbles, provenAt, path }) => ({
    proof: {
      algorithm,
      provenAt,
      digest: nibbles
        .map((nibble) => nibble.toString(16))
        .join('')
        .slice(0, LENGTHS[algorithm]),
    },
    record: Buffer.concat([Buffer.from('12 1795155734.5 f 6 1795155734.5 '), path]),
  }));

function plain(records: readonly LedgerRecord[]): readonly object[] {
  return records.map(({ proof, record }) => ({ proof, record: Buffer.from(record).toString('latin1') }));
}

test('what is printed is read back, in order, whatever bytes the paths hold', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 6 }), (records) => {
      const read = parseLedger(Buffer.concat(records.map(printLedgerRecord)));
      expect(plain(read.records)).toEqual(plain(records));
      expect(read.unreadable).toBe(0);
    }),
  );
});

test('a ledger cut anywhere loses the last record and nothing else', () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (first, second, where) => {
      const whole = printLedgerRecord(first);
      const tail = printLedgerRecord(second);
      const read = parseLedger(Buffer.concat([whole, tail.subarray(0, Math.floor(tail.length * where))]));
      expect(plain(read.records)).toEqual(plain([first]));
    }),
  );
});

test('a byte changed by hand makes its record unreadable', () => {
  fc.assert(
    fc.property(anyRecord, fc.nat(), fc.integer({ min: 1, max: 255 }), (record, at, flip) => {
      const bytes = Buffer.from(printLedgerRecord(record));
      const position = at % (bytes.length - 1);
      bytes[position] = (bytes[position] ?? 0) ^ flip;
      const read = parseLedger(bytes);
      expect(plain(read.records)).not.toContainEqual(plain([record])[0]);
      expect(read.unreadable).toBeGreaterThan(0);
    }),
  );
});

test('rubbish is counted, not thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(parseLedger(bytes).records).toEqual([]);
    }),
  );
});
