import { applyPatch } from 'diff';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromLatin1 } from '../../src/lib/path-bytes.ts';
import type { FileEntry, Inventory } from '../../src/model/inventory.ts';
import { inventoryDiff } from '../../src/render/diff-text.ts';
import { entriesText } from '../../src/render/listing-text.ts';
import { directory, file, inventory, link } from './samples.ts';

function diff(want: Inventory, have: Inventory): string {
  return inventoryDiff({ want, have, wantName: 'icc:PV', haveName: 'archive:pools/pv', toleranceNs: 0n });
}

function files(from: number, to: number): readonly FileEntry[] {
  return Array.from({ length: to - from }, (_, at) => file(`f${String(from + at).padStart(6, '0')}`, at));
}

it('is empty for equal inventories, whatever their order', () => {
  expect(diff(inventory(files(0, 9)), inventory([...files(0, 9)].reverse()))).toBe('');
  expect(diff(inventory([]), inventory([]))).toBe('');
});

it('is a unified diff with three lines of context', () => {
  const common = files(0, 30);
  const want = inventory([...common, directory('a'), file('changed', 1), link('z', 'new'), file('f000015x', 1)]);
  const have = inventory([...common, file('changed', 2, 1_500_000_000n), link('z', 'old'), file('zz\n', 1)]);
  expect(diff(want, have)).toMatchInlineSnapshot(`
    "--- icc:PV
    +++ archive:pools/pv
    @@ -1,5 +1,4 @@
    -d - - a/
    -f 1 2026-11-20T06:22:14Z changed
    +f 2 1970-01-01T00:00:01.5Z changed
     f 0 2026-11-20T06:22:14Z f000000
     f 1 2026-11-20T06:22:14Z f000001
     f 2 2026-11-20T06:22:14Z f000002
    @@ -16,7 +15,6 @@
     f 13 2026-11-20T06:22:14Z f000013
     f 14 2026-11-20T06:22:14Z f000014
     f 15 2026-11-20T06:22:14Z f000015
    -f 1 2026-11-20T06:22:14Z f000015x
     f 16 2026-11-20T06:22:14Z f000016
     f 17 2026-11-20T06:22:14Z f000017
     f 18 2026-11-20T06:22:14Z f000018
    @@ -31,4 +29,5 @@
     f 27 2026-11-20T06:22:14Z f000027
     f 28 2026-11-20T06:22:14Z f000028
     f 29 2026-11-20T06:22:14Z f000029
    -l - - z -> new
    +l - - z -> old
    +f 1 2026-11-20T06:22:14Z zz\\#012
    "
  `);
});

it('counts lines from nothing', () => {
  expect(diff(inventory([file('only', 1)]), inventory([]))).toBe(
    '--- icc:PV\n+++ archive:pools/pv\n@@ -1,1 +0,0 @@\n-f 1 2026-11-20T06:22:14Z only\n',
  );
});

it('compares whole seconds where one side knows no finer ones', () => {
  const want = inventory([file('a', 1, 5_000_000_000n), file('b', 1, 7_000_000_000n)], 's');
  const have = inventory([file('a', 1, 5_250_000_000n), file('b', 1, 8_250_000_000n)]);
  expect(diff(want, have)).toMatchInlineSnapshot(`
    "--- icc:PV
    +++ archive:pools/pv
    @@ -1,2 +1,2 @@
     f 1 1970-01-01T00:00:05Z a
    -f 1 1970-01-01T00:00:07Z b
    +f 1 1970-01-01T00:00:08Z b
    "
  `);
});

it('is quick with few differences between large listings', () => {
  const common = files(0, 100_000);
  const text = diff(inventory(common), inventory([...common.slice(0, 50_000), ...common.slice(50_001)]));
  expect(text).toContain('@@ -49998,7 +49998,6 @@\n');
  expect(text.split('\n').length).toBe(11);
});

it('is a patch that makes one listing the other', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'a/b', 'a b', '\\#012', '-x', 'é');
  const entry = fc.oneof(
    fc.record({ path: name, size: fc.integer({ min: 0, max: 3 }) }).map(({ path, size }) => file(path, size)),
    name.map(directory),
    fc.record({ path: name, target: name }).map(({ path, target }) => link(path, target)),
  );
  const tree = fc.uniqueArray(
    fc.oneof(
      entry,
      fc.integer({ min: 0, max: 40 }).map((n) => file(`n${n}`, 1)),
    ),
    { selector: ({ path }) => path, maxLength: 60 },
  );
  fc.assert(
    fc.property(tree, tree, (want, have) => {
      const patch = diff(inventory(want), inventory(have));
      const patched = patch === '' ? listing(want) : applyPatch(listing(want), patch);
      expect(patched).toBe(listing(have));
    }),
  );
});

it('shows bytes that are not UTF-8', () => {
  expect(diff(inventory([{ ...file('', 1), path: fromLatin1('\xff') }]), inventory([]))).toContain(
    '-f 1 2026-11-20T06:22:14Z \\#377\n',
  );
});

/** The lines of a diff, all of them. */
function listing(entries: readonly FileEntry[]): string {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  return sorted.map((entry) => entriesText([entry])).join('');
}
