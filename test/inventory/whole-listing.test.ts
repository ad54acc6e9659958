import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { compileFilter } from '../../src/inventory/filter.ts';
import { inventoryFromFind } from '../../src/inventory/from-find.ts';
import { pathAt } from '../../src/inventory/record.ts';
import { type WholeListing, wholeListing } from '../../src/inventory/whole-listing.ts';
import { ROOT } from '../../src/lib/path-bytes.ts';
import { err } from '../../src/lib/result.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { Filter, Inventory } from '../../src/model/inventory.ts';

const ALL: Filter = { exclude: [], include: [] };
const RECORDS = '12 1700000000.5 f 3 1700000000.5 a\0' + '13 1700000000.5 f 3 1700000000.5 b\0';
const BECAUSE: Failure = { code: 'process.failed', message: 'it is malformed', hint: '', retry: 'later', blame: 'from' };

/** A listing, and how often it was parsed. */
function listing(text: string, filter = ALL): WholeListing & { readonly parsed: () => number } {
  const raw = Buffer.from(text);
  let times = 0;
  const parse: WholeListing['parse'] = () => {
    times++;
    return inventoryFromFind(raw, compileFilter(filter), []);
  };
  return { raw, filter, granularity: 'ns', parse, parsed: () => times };
}

function inventoryOf(of: WholeListing, digest?: string): Inventory {
  const made = wholeListing(of, digest === undefined ? undefined : { digest, files: 2 });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

function digestOf(text: string, filter = ALL): string {
  return inventoryOf(listing(text, filter)).digest ?? '';
}

test('a digest is that of all that was printed, and of the filter', () => {
  const digest = digestOf(RECORDS);
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(digestOf(RECORDS)).toBe(digest);
  const others = [
    digestOf(RECORDS.replace('12', '14')),
    digestOf(RECORDS.replace('1700000000.5 f', '1700000000.6 f')),
    digestOf(RECORDS.replace(' a\0', ' c\0')),
    digestOf(''),
    digestOf(RECORDS, { exclude: ['x'], include: [] }),
    digestOf(RECORDS, { exclude: [], include: ['a'] }),
  ];
  expect(new Set([digest, ...others]).size).toBe(7);
});

test('one that is known is looked into when somebody asks, once', () => {
  const again = listing(RECORDS);
  const inventory = inventoryOf(again, digestOf(RECORDS));
  expect([inventory.digest, inventory.granularity, inventory.gaps, again.parsed()]).toEqual([digestOf(RECORDS), 'ns', [], 0]);
  expect([inventory.index.count, pathAt(inventory, 1), again.parsed()]).toEqual([2, 'b', 1]);
});

test('one that is not the one expected is parsed at once', () => {
  const other = listing(RECORDS.replace(' a\0', ' c\0'));
  const inventory = inventoryOf(other, digestOf(RECORDS));
  expect(other.parsed()).toBe(1);
  expect(pathAt(inventory, 0)).toBe('c');
});

test('one that leaves something out has no digest, and a malformed one is none', () => {
  const gaps = [{ path: ROOT, because: BECAUSE }];
  const partly = { ...listing(RECORDS), parse: () => inventoryFromFind(Buffer.from(RECORDS), compileFilter(ALL), gaps) };
  const inventory = inventoryOf(partly);
  expect([inventory.gaps, inventory.digest]).toEqual([gaps, undefined]);
  expect(wholeListing({ ...listing(''), parse: () => err(BECAUSE) }, undefined)).toEqual(err(BECAUSE));
});
