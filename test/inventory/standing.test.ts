import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLedger } from '../../src/inventory/ledger.ts';
import { inventoryOf } from '../../src/inventory/records.ts';
import { isProven, positionsOf, proofFinder, STANDING, standingOf } from '../../src/inventory/standing.ts';
import type { DigestAlgorithm } from '../../src/model/inventory.ts';
import type { Proof } from '../../src/model/ledger.ts';
import { printLedgerRecord } from '../print-ledger-record.ts';
import { COLLIDING } from './arbitraries.ts';

/** A proof and the record that it speaks of. */
type Line = readonly [Partial<Proof>, string];

const LENGTHS: Readonly<Record<DigestAlgorithm, number>> = { md5: 32, xxh128: 32, sha256: 64 };

function standing(listed: readonly string[], lines: readonly Line[], algorithm: DigestAlgorithm = 'md5'): readonly string[] {
  const names = Object.entries(STANDING);
  const inventory = inventoryOf(Buffer.from(listed.map((record) => `${record}\0`).join(''), 'latin1'), 'ns', []);
  const { words, provenAt } = standingOf(inventory, ledgerOf(lines), algorithm);
  return Array.from(words, (word, at) => {
    const name = names.find(([, value]) => value === word)?.[0] ?? `${word}`;
    return provenAt[at] === 0 ? name : `${name} at ${provenAt[at]}`;
  });
}

function ledgerOf(lines: readonly Line[]): ReturnType<typeof parseLedger> {
  return parseLedger(Buffer.concat(lines.map(([proof, record]) => printLedgerRecord(proofOf(proof), record))));
}

function proofOf(proof: Partial<Proof>): Proof {
  const algorithm = proof.algorithm ?? 'md5';
  return { verdict: 'proven', algorithm, digest: 'a'.repeat(LENGTHS[algorithm]), found: '', at: 5, ...proof };
}

const FILE = '1 2.5 f 3 4.5 a';
const BAD = { verdict: 'bad', found: 'b'.repeat(32) } as const;
const DIFFERS = { ...BAD, verdict: 'differs' } as const;

test.each<readonly [string, string, readonly Line[], string]>([
  ['nothing is known', FILE, [], 'unread'],
  ['proven as it stands', FILE, [[{}, FILE]], 'proven at 5'],
  ['proven, with inode and time of change unknown', '- - f 3 4.5 a', [[{}, '- - f 3 4.5 a']], 'proven at 5'],
  ['under another inode', FILE, [[{}, '9 2.5 f 3 4.5 a']], 'moved at 5'],
  ['under an inode that ends alike', FILE, [[{}, '11 2.5 f 3 4.5 a']], 'moved at 5'],
  ['changed at another time', FILE, [[{}, '1 2.6 f 3 4.5 a']], 'moved at 5'],
  ['under an inode that is not known any more', '- - f 3 4.5 a', [[{}, FILE]], 'moved at 5'],
  ['of another size', FILE, [[{}, '1 2.5 f 4 4.5 a']], 'unread'],
  ['of another time', FILE, [[{}, '1 2.5 f 3 4.6 a']], 'unread'],
  ['of another name', FILE, [[{}, '1 2.5 f 3 4.5 b']], 'unread'],
  ['of a name that begins alike', FILE, [[{}, '1 2.5 f 3 4.5 ab']], 'unread'],
  ['by another digest', FILE, [[{ algorithm: 'sha256' }, FILE]], 'unread'],
  ['by yet another', FILE, [[{ algorithm: 'xxh128' }, FILE]], 'unread'],
  ['found bad', FILE, [[BAD, FILE]], 'bad at 5'],
  ['found bad, with another inode', FILE, [[BAD, '9 2.5 f 3 4.5 a']], 'doubtful at 5'],
  ['found bad, and of another size since', FILE, [[BAD, '1 2.5 f 4 4.5 a']], 'unread'],
  ['differs', FILE, [[DIFFERS, FILE]], 'differs at 5'],
  ['differs, with another inode', FILE, [[DIFFERS, '9 2.5 f 3 4.5 a']], 'doubtful at 5'],
  [
    'found bad and then proven',
    FILE,
    [
      [BAD, FILE],
      [{ at: 6 }, FILE],
    ],
    'proven at 6',
  ],
  [
    'proven and then found bad',
    FILE,
    [
      [{}, FILE],
      [BAD, FILE],
    ],
    'bad at 5',
  ],
  [
    'proven, and again under another inode',
    FILE,
    [
      [{}, FILE],
      [{ at: 6 }, '9 9 f 3 4.5 a'],
    ],
    'moved at 6',
  ],
  ['a directory', '1 2 d - - a', [[{}, FILE]], 'notNeeded'],
  ['a pipe', '1 2 o - - a', [[{}, FILE]], 'notNeeded'],
  ['a link', '1 2 l - - a\0f 3 4.5 a', [[{}, FILE]], 'notNeeded'],
])('%s', (_, listed, lines, expected) => {
  expect(standing([listed], lines)).toEqual([expected]);
});

test('by the digest that is asked for', () => {
  expect(standing([FILE], [[{ algorithm: 'sha256' }, FILE]], 'sha256')).toEqual(['proven at 5']);
  expect(standing([FILE], [[{}, FILE]], 'sha256')).toEqual(['unread']);
  expect(standing([FILE], [[{ algorithm: 'xxh128' }, FILE]], 'xxh128')).toEqual(['proven at 5']);
});

test('names with one hash are told apart, in whatever order', () => {
  const names = COLLIDING.flat();
  const records = names.map((name, at) => `${at} 1 f 1 1 ${name}`);
  const lines = records.map((record, at): Line => [at % 2 === 0 ? { at: at + 1 } : BAD, record]);
  const expected = records.map((_, at) => (at % 2 === 0 ? `proven at ${at + 1}` : 'bad at 5'));
  expect(standing(records, lines)).toEqual(expected);
  expect(standing(records, [...lines].reverse())).toEqual(expected);
  expect(standing(records, lines.slice(0, 1))).toEqual(['proven at 1', ...Array.from({ length: 7 }, () => 'unread')]);
  expect(standing(records, lines.slice(1, 2))).toEqual(['unread', 'bad at 5', ...Array.from({ length: 6 }, () => 'unread')]);
});

test('a proof is found by name, size and time, whatever the inode, the verdict and the digest', () => {
  const inventory = inventoryOf(
    Buffer.from(['1 1 f 3 4 a', '2 2 f 3 4 b', '3 3 f 3 4 c', '4 4 d - - d', ''].join('\0')),
    'ns',
    [],
  );
  const find = proofFinder(
    inventory,
    ledgerOf([
      [{ ...BAD, algorithm: 'md5' }, '9 9 f 3 4 b'],
      [{ algorithm: 'sha256' }, '1 1 f 3 4 a'],
      [{}, '3 3 f 3 5 c'],
    ]),
  );
  expect([0, 1, 2, 3].map((position) => find(position)?.verdict)).toEqual(['proven', 'bad', undefined, undefined]);
  expect(find(1)).toEqual(proofOf({ ...BAD, algorithm: 'md5' }));
  expect(proofFinder(inventory, parseLedger(new Uint8Array()))(0)).toBeUndefined();
});

describe('laws', () => {
  const record = fc.record({
    name: fc.constantFrom('a', 'b', 'c', ...COLLIDING.flat()),
    type: fc.constantFrom('f', 'f', 'f', 'd'),
    size: fc.nat(1),
    inode: fc.constantFrom('- -', '1 1', '2 1'),
  });
  const line = fc.record({
    record,
    verdict: fc.constantFrom('proven' as const, 'bad' as const, 'differs' as const),
    at: fc.integer({ min: 1, max: 9 }),
  });

  test('it says what a map would say', () => {
    const listed = fc.uniqueArray(record, { selector: ({ name }) => name, maxLength: 9 });
    fc.assert(
      fc.property(listed, fc.array(line, { maxLength: 20 }), (files, said) => {
        const last = new Map(said.map((it) => [it.record.name, it]));
        const expected = files.map(({ name, type, size, inode }) => {
          if (type !== 'f') return 'notNeeded';
          const known = last.get(name);
          if (known === undefined || known.record.size !== size) return 'unread';
          const isSame = known.record.inode === inode;
          if (known.verdict === 'proven') return `${isSame ? 'proven' : 'moved'} at ${known.at}`;
          return `${isSame ? known.verdict : 'doubtful'} at ${known.at}`;
        });
        const lines = said.map((it): Line => [{ verdict: it.verdict, at: it.at }, textOf({ ...it.record, type: 'f' })]);
        expect(standing(files.map(textOf), lines)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('what is proven is what is called so', () => {
    const words = new Uint8Array(Object.values(STANDING));
    const it = { words, provenAt: new Float64Array(words.length) };
    const proven = Object.entries(STANDING).filter((_, position) => isProven(it, position));
    expect(proven.map(([name]) => name)).toEqual(['proven', 'moved']);
    expect(positionsOf({ ...it, words: new Uint8Array([0, 3, 0, 3]) }, STANDING.bad)).toEqual([1, 3]);
  });
});

function textOf({ name, type, size, inode }: { name: string; type: string; size: number; inode: string }): string {
  return type === 'f' ? `${inode} f ${size} 1 ${name}` : `${inode} d - - ${name}`;
}
