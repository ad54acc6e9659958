import { Buffer } from 'node:buffer';
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { proofAt } from '../../src/inventory/ledger.ts';
import { pathAt } from '../../src/inventory/record.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import { writeJson } from '../../src/state/json-file.ts';
import { type Ledgers, openLedgers } from '../../src/state/ledgers.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { printLedgerRecord } from '../print-ledger-record.ts';
import { makeScratch, type Scratch } from '../world.ts';

let scratch: Scratch;
let ledgers: Ledgers;
beforeEach(async () => {
  scratch = await makeScratch();
  ledgers = open();
});
afterEach(() => scratch.remove());

function open(): Ledgers {
  return openLedgers({ directory: scratch.path, save: writeJson, remember: (write) => write(), step: () => undefined });
}

const LOCATION = { endpoint: localEndpoint('/pacs'), path: fromText('pv') };

function record(path: string): Uint8Array {
  const proof = { verdict: 'proven', algorithm: 'md5', digest: '0'.repeat(32), found: '', at: 1 } as const;
  return printLedgerRecord(proof, `7 1.5 f 3 1.5 ${path}`);
}

/** The file of the only ledger. */
function fileOfLedger(): string {
  return join(scratch.path, 'ledger', readdirSync(join(scratch.path, 'ledger'))[0] ?? '');
}

test('a place of which nothing was proven has no version', () => {
  expect(ledgers.read(LOCATION)).toMatchObject({ version: '', ledger: { index: { count: 0 } } });
});

test('a version is the same while the ledger is, and another after anything was written there', () => {
  ledgers.append(LOCATION, [record('a')]);
  const { version } = ledgers.read(LOCATION);
  expect(version).not.toBe('');
  expect([ledgers.read(LOCATION).version, open().read(LOCATION).version]).toEqual([version, version]);
  ledgers.append(LOCATION, [record('b')]);
  const second = ledgers.read(LOCATION).version;
  // The same length, and its time set back.
  const { atime, mtime } = statSync(fileOfLedger());
  writeFileSync(fileOfLedger(), Buffer.concat([record('a'), record('c')]));
  utimesSync(fileOfLedger(), atime, mtime);
  const third = ledgers.read(LOCATION).version;
  rmSync(fileOfLedger());
  expect(new Set([version, second, third, ledgers.read(LOCATION).version]).size).toBe(4);
});

test('a ledger is read when somebody looks into it, and again once it is another', () => {
  ledgers.append(LOCATION, [record('a')]);
  const before = ledgers.read(LOCATION);
  open().append(LOCATION, [record('b')]);
  expect(before.ledger.index.count).toBe(2);
  const now = ledgers.read(LOCATION);
  expect(now.version).not.toBe(before.version);
  open().append(LOCATION, [record('c')]);
  expect([now.ledger.index.count, ledgers.read(LOCATION).ledger.index.count]).toEqual([3, 3]);
});

/** Records that supersede those of the same names: 300 kB each time. `by`: who writes them. */
function bigRecords(by: string, at: number): readonly Uint8Array[] {
  const proof = { verdict: 'proven', algorithm: 'md5', digest: '0'.repeat(32), found: '', at } as const;
  return Array.from({ length: 30 }, (_, file) => {
    const path = `${by}${file}/${'x'.repeat(10_000)}`;
    return printLedgerRecord(proof, `7 1.5 f 3 1.5 ${path}`);
  });
}

/** When each file was proven, by the name before its first slash. */
function provenTimes(): ReadonlyMap<string, number> {
  const { ledger } = open().read(LOCATION);
  expect(ledger.unreadable).toBe(0);
  const inventory = { ...ledger, granularity: 'ns', gaps: [] } as const;
  return new Map(
    Array.from({ length: ledger.index.count }, (_, position) => [
      pathAt(inventory, position).split('/')[0] ?? '',
      proofAt(ledger, position).at,
    ]),
  );
}

/** What `provenTimes` should be when this was written last by each. */
function lastOf(written: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(written).flatMap(([by, at]) => Array.from({ length: 30 }, (_, file) => [`${by}${file}`, at] as const)),
  );
}

test('two that write by turns make the ledger anew many times, and lose no last word', () => {
  const openers = [open(), open()];
  let shorter = 0;
  let length = 0;
  for (let at = 1; at <= 25; at++) {
    for (const [number, opener] of openers.entries()) {
      opener.append(LOCATION, bigRecords(`own${number}-`, at));
      opener.append(LOCATION, bigRecords('shared', 2 * at + number));
      const { size } = statSync(fileOfLedger());
      if (size < length) shorter++;
      length = size;
    }
  }
  expect(shorter).toBeGreaterThan(5);
  expect(length).toBeLessThan(3 * 1024 * 1024);
  expect(provenTimes()).toEqual(lastOf({ 'own0-': 25, 'own1-': 25, shared: 51 }));
});

test('what another writes while the ledger is made anew is taken over', () => {
  const other = open();
  let edges = 0;
  let during = 0;
  const step = (edge: 'before' | 'after'): void => {
    // The second step of one append is the making anew: the old file was read by then.
    edges = edge === 'before' ? edges + 1 : edges;
    if (edge === 'before' && edges === 2) other.append(LOCATION, bigRecords('other', ++during));
  };
  const ours = openLedgers({ directory: scratch.path, save: writeJson, remember: (write) => write(), step });
  for (let at = 1; at <= 12; at++) {
    edges = 0;
    ours.append(LOCATION, bigRecords('ours', at));
  }
  expect(during).toBeGreaterThan(1);
  expect(provenTimes()).toEqual(lastOf({ ours: 12, other: during }));
});

test('what is written into a ledger that another makes anew meanwhile is written once more', () => {
  const other = open();
  for (let at = 1; at <= 3; at++) other.append(LOCATION, bigRecords('other', at));
  const before = statSync(fileOfLedger()).ino;
  let written = 3;
  // They are asked for when the file is open already.
  const records = Object.assign([...bigRecords('ours', 1)], {
    *[Symbol.iterator]() {
      while (written < 10 && statSync(fileOfLedger()).ino === before) other.append(LOCATION, bigRecords('other', ++written));
      yield* bigRecords('ours', 1);
    },
  });
  ledgers.append(LOCATION, records);
  expect(statSync(fileOfLedger()).ino).not.toBe(before);
  expect(provenTimes()).toEqual(lastOf({ ours: 1, other: written }));
});
