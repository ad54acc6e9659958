import { describe, expect, test } from 'vitest';
import { type Held, heldTo } from '../../src/inventory/held-to.ts';
import { parseLedger } from '../../src/inventory/ledger.ts';
import { inventoryOf } from '../../src/inventory/records.ts';
import { STANDING, type Standing, standingOf } from '../../src/inventory/standing.ts';
import type { Proof } from '../../src/model/ledger.ts';
import { printLedgerRecord } from '../print-ledger-record.ts';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(STANDING).map(([name, word]) => [word, name]));

/** Records as listed, and what the ledger of the place says: a proof and the record that it speaks of. */
interface Side {
  readonly listed: readonly string[];
  readonly lines: readonly Line[];
}
type Line = readonly [Partial<Proof>, string];

function held({ listed, lines }: Side): Held {
  const tree = inventoryOf(Buffer.from(listed.map((record) => `${record}\0`).join(''), 'latin1'), 'ns', []);
  const proof: Proof = { verdict: 'proven', algorithm: 'md5', digest: A, found: '', at: 5 };
  const records = lines.map(([said, record]) => printLedgerRecord({ ...proof, ...said }, record));
  return { tree, ledger: parseLedger(Buffer.concat(records)) };
}

/** `proven at 5`, for each record of the replica; before and after it is held to its source. */
function standings(
  [replica, source]: readonly [Side, Side],
  equal: readonly (0 | 1)[],
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const here = held(replica);
  const own = standingOf(here.tree, here.ledger, 'md5');
  const before = shown(own);
  const after = shown(heldTo(own, here, held(source), Uint8Array.from(equal)));
  // What it was given is as it was.
  expect(shown(own).join()).toBe(before.join());
  return { before, after };
}

function shown({ words, provenAt }: Standing): readonly string[] {
  return Array.from(words, (word, at) => {
    const name = NAMES.get(word) ?? `${word}`;
    return provenAt[at] === 0 ? name : `${name} at ${provenAt[at]}`;
  });
}

const HERE = '1 2.5 f 3 4.5 a';
const THERE = '7 8.5 f 3 4.5 a';
const OTHER_INODE = '9 9.5 f 3 4.5 a';
const MINE: Line = [{ at: 4 }, HERE];
const bad = (found: string): Partial<Proof> => ({ verdict: 'bad', found });
const differs = (digest: string, found: string): Partial<Proof> => ({ verdict: 'differs', digest, found });

describe('what was proven of a replica', () => {
  test.each<readonly [string, string, { readonly mine?: Line; readonly theirs: readonly Line[] }]>([
    ['the source holds the same', 'proven at 4', { theirs: [[{}, THERE]] }],
    ['and was read under another inode', 'proven at 4', { theirs: [[{}, OTHER_INODE]] }],
    ['the replica has another inode now', 'moved at 4', { mine: [{ at: 4 }, OTHER_INODE], theirs: [[{}, THERE]] }],
    ['so it has, and the source holds something else', 'unread', { mine: [{}, OTHER_INODE], theirs: [[{ digest: B }, THERE]] }],
    ['nothing is known of the source', 'unread', { theirs: [] }],
    ['nor of this file there', 'unread', { theirs: [[{}, '7 8.5 f 3 4.5 b']] }],
    ['the source was read before it changed its time', 'unread', { theirs: [[{}, '7 8.5 f 3 4.4 a']] }],
    ['or its size', 'unread', { theirs: [[{}, '7 8.5 f 2 4.5 a']] }],
    ['the source holds something else', 'unread', { theirs: [[{ digest: B }, THERE]] }],
    ['that ends otherwise only', 'unread', { theirs: [[{ digest: `${A.slice(1)}b` }, THERE]] }],
    ['the same digits by another algorithm', 'unread', { theirs: [[{ algorithm: 'xxh128' }, THERE]] }],
    ['the same digits and more', 'unread', { theirs: [[{ algorithm: 'sha256', digest: A + A }, THERE]] }],
    ['the source is bad, and was to hold the same', 'proven at 4', { theirs: [[bad(B), THERE]] }],
    ['it is bad, and was to hold something else', 'unread', { theirs: [[{ ...bad(A), digest: B }, THERE]] }],
    ['the source differs from its own, and holds the same', 'proven at 4', { theirs: [[differs(B, A), THERE]] }],
    ['it differs, and holds something else', 'unread', { theirs: [[differs(A, B), THERE]] }],
    [
      'the last word counts, and is good',
      'proven at 4',
      {
        theirs: [
          [{ digest: B }, THERE],
          [{}, THERE],
        ],
      },
    ],
    [
      'the last word counts, and is not',
      'unread',
      {
        theirs: [
          [{}, THERE],
          [{ digest: B }, THERE],
        ],
      },
    ],
  ])('%s: %s', (_, expected, { mine = MINE, theirs }) => {
    const sides = [
      { listed: [HERE], lines: [mine] },
      { listed: [THERE], lines: theirs },
    ] as const;
    expect(standings(sides, [1]).after).toEqual([expected]);
    // What is not as at the source is not held to it.
    const apart = standings(sides, [0]);
    expect(apart.after).toEqual(apart.before);
  });

  test('times that differ, and are equal all the same, are those of the one file', () => {
    const sides = [
      { listed: ['1 2.5 f 3 4 a'], lines: [[{ at: 4 }, '1 2.5 f 3 4 a']] },
      { listed: [THERE], lines: [[{}, THERE]] },
    ] as const;
    expect(standings(sides, [1]).after).toEqual(['proven at 4']);
  });
});

test.each<readonly [string, readonly Line[], string]>([
  ['never read', [], 'unread'],
  ['bad', [[bad(B), HERE]], 'bad at 5'],
  ['doubtful', [[bad(B), OTHER_INODE]], 'doubtful at 5'],
  ['differs', [[differs(A, B), HERE]], 'differs at 5'],
])('what is %s stays so, whatever the source holds', (_, lines, expected) => {
  for (const theirs of [[], [[{}, THERE]], [[{ digest: B }, THERE]]] satisfies readonly (readonly Line[])[])
    expect(
      standings(
        [
          { listed: [HERE], lines },
          { listed: [THERE], lines: theirs },
        ],
        [1],
      ).after,
    ).toEqual([expected]);
});

test('ten thousand records in any order are held to the same', () => {
  const count = 10_000;
  const path = (at: number): string => `d${at % 7}/f${at}`;
  const mine = (at: number): string => `${at} 2.5 f ${at} 4.5 ${path(at)}`;
  const theirs = (at: number): string => `${count + at} 8.5 f ${at} 4.5 ${path(at)}`;
  // Each holds something of its own.
  const digest = (at: number): string => at.toString(16).padStart(32, '0');
  const proven = (at: number): readonly Line[] => [[{ at: at + 1, digest: digest(at) }, mine(at)]];
  // Of each four: the same, another, none, one that differs from its own and holds the same.
  const said = (at: number): readonly Line[] => {
    const words = [{ digest: digest(at) }, { digest: B }, undefined, differs(B, digest(at))];
    const word = words[at % 4];
    return word === undefined ? [] : [[word, theirs(at)]];
  };
  const expected = Array.from({ length: count }, (_, at) => (at % 4 === 0 || at % 4 === 3 ? `proven at ${at + 1}` : 'unread'));
  // A factor without a divisor in common with the count gives each number once.
  const order = (factor: number): readonly number[] => Array.from({ length: count }, (_, at) => (at * factor) % count);
  const equal = Array.from({ length: count }, (): 1 => 1);
  for (const [tree, ledger, otherTree, otherLedger] of [
    [1, 1, 1, 1],
    [1, 7919, 1, 1],
    [1, 1, 7919, 6007],
    [7919, 3, 6007, 9],
  ] as const) {
    const sides = [
      { listed: order(tree).map(mine), lines: order(ledger).flatMap(proven) },
      { listed: order(otherTree).map(theirs), lines: order(otherLedger).flatMap(said) },
    ] as const;
    const { after } = standings(sides, equal);
    // As one text: an array of so many takes long to compare.
    expect(after.join('\n')).toBe(
      order(tree)
        .map((at) => expected[at])
        .join('\n'),
    );
  }
});
