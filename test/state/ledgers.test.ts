import { Buffer } from 'node:buffer';
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { printLedgerRecord } from '../../src/inventory/ledger.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import { writeJson } from '../../src/state/json-file.ts';
import { type Ledgers, openLedgers } from '../../src/state/ledgers.ts';
import { localEndpoint } from '../components/endpoints.ts';
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
  return printLedgerRecord(proof, Buffer.from(`7 1.5 f 3 1.5 ${path}`));
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
