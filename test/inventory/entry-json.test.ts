import { expect, test } from 'vitest';
import { entryJson, listDigest, listFromJson, listJson } from '../../src/inventory/entry-json.ts';
import { compileFilter } from '../../src/inventory/filter.ts';
import { inventoryFromFind } from '../../src/inventory/from-find.ts';
import { entriesOf } from '../../src/inventory/records.ts';
import { fromLatin1 } from '../../src/lib/path-bytes.ts';
import { directory, file, inventory, link } from '../render/samples.ts';

const ENTRIES = [file('b', 5, 1_500_000_000n), directory('a'), link('c', 'b'), { ...file('', 1), path: fromLatin1('\xff\n') }];

test('an entry as JSON documents show it', () => {
  expect(ENTRIES.map(entryJson)).toEqual([
    { path: 'b', type: 'file', size: 5, mtime: '1.5' },
    { path: 'a', type: 'directory', size: 0, mtime: '0' },
    { path: 'c', type: 'link', size: 0, mtime: '0', target: 'b' },
    { path: '\\#377\\#012', type: 'file', size: 1, mtime: '1795155734' },
  ]);
});

test('a list is read back, sorted by path; one that holds anything else is none', () => {
  const list = listFromJson(JSON.parse(JSON.stringify(listJson(inventory(ENTRIES)))), 's');
  expect(list?.granularity).toBe('s');
  expect(list && [...entriesOf(list)].map(({ path }) => path)).toEqual(['a', 'b', 'c', '\xff\n']);
  expect(listFromJson([...listJson(inventory(ENTRIES)), null], 'ns')).toBeUndefined();
});

test('its digest does not depend on its order, nor on how the look wrote it down', () => {
  const digest = listDigest(inventory(ENTRIES));
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(listDigest(inventory([...ENTRIES].reverse()))).toBe(digest);
  const printed = [
    '12 3.0000000000 f 5 1.5000000000 b',
    '13 3 d - - a',
    '14 3 l - - c\0b',
    '15 3 f 1 1795155734.0000000000 \xff\n',
  ];
  const raw = Buffer.from(`${printed.join('\0')}\0`, 'latin1');
  const found = inventoryFromFind(raw, compileFilter({ exclude: [], include: [] }), []);
  expect(found.ok && listDigest(found.value)).toBe(digest);
  for (const [at, entry] of ENTRIES.entries()) {
    const others = [
      { ...entry, path: fromLatin1('z') },
      { ...entry, type: 'other' as const },
    ];
    for (const other of others) expect(listDigest(inventory(ENTRIES.with(at, other)))).not.toBe(digest);
  }
  expect(listDigest(inventory(ENTRIES.slice(1)))).not.toBe(digest);
});
