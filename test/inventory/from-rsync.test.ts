import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { compileFilter } from '../../src/inventory/filter.ts';
import { inventoryFromRsync } from '../../src/inventory/from-rsync.ts';
import { entriesOf } from '../../src/inventory/records.ts';
import type { Gap } from '../../src/model/inventory.ts';

const ALL = compileFilter({ exclude: [], include: [] });

function parse(lines: readonly string[], gaps: readonly Gap[] = []) {
  return inventoryFromRsync(Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1'), ALL, gaps);
}

function entries(lines: readonly string[]) {
  const parsed = parse(lines);
  if (!parsed.ok) throw new Error(parsed.error.message);
  expect(parsed.value.gaps).toEqual([]);
  return [...entriesOf(parsed.value)];
}

const NONE = { size: 0, mtimeNs: 0n };

test('files, directories, links and specials, as rsync 3.5.0 printed them', () => {
  expect(
    entries([
      '.d..t......|4096|2026/11/20-06:36:06|./',
      '>f+++++++++|3|2026/11/20-06:36:06|a',
      '>f+++++++++|5000000000|1969/12/31-00:00:00|big',
      'cL+++++++++|7|2026/11/20-06:36:06|l -> k -> to -> x',
      'cL+++++++++|1|2026/11/20-06:36:06|ln -> a',
      'cS+++++++++|0|2026/11/20-06:36:06|p',
      'cD+++++++++|0|2026/11/20-06:36:06|null',
      '>f+++++++++|2|2026/11/20-06:36:06|\\#377\\#376',
      '>f+++++++++|2|2026/11/20-06:36:06|a|b -> c',
      'skipping non-regular file "a "quoted" device"',
      'cd+++++++++|4096|2026/11/20-06:36:06|d e/',
      '>f+++++++++|2|2026/11/20-06:36:06|d e/\\#134#012',
    ]),
  ).toEqual([
    { path: 'a', type: 'file', size: 3, mtimeNs: 1_795_156_566_000_000_000n },
    { path: 'big', type: 'file', size: 5_000_000_000, mtimeNs: -86_400_000_000_000n },
    { path: 'l -> k', type: 'link', ...NONE, target: 'to -> x' },
    { path: 'ln', type: 'link', ...NONE, target: 'a' },
    { path: 'p', type: 'other', ...NONE },
    { path: 'null', type: 'other', ...NONE },
    { path: '\xff\xfe', type: 'file', size: 2, mtimeNs: 1_795_156_566_000_000_000n },
    { path: 'a|b -> c', type: 'file', size: 2, mtimeNs: 1_795_156_566_000_000_000n },
    { path: 'a "quoted" device', type: 'other', ...NONE },
    { path: 'd e', type: 'directory', ...NONE },
    { path: 'd e/\\#012', type: 'file', size: 2, mtimeNs: 1_795_156_566_000_000_000n },
  ]);
});

test('the length of a target counts bytes, not escapes', () => {
  expect(entries(['cL+++++++++|2|2026/11/20-06:36:06|a -> \\#377\\#376'])).toEqual([
    { path: 'a', type: 'link', ...NONE, target: '\xff\xfe' },
  ]);
});

test('whole seconds only', () => {
  const parsed = parse(['>f+++++++++|3|2026/11/20-06:36:06|a']);
  expect(parsed).toMatchObject({ ok: true, value: { granularity: 's' } });
});

test.each(['/etc/passwd', '../up', 'a/../../up', 'a//b', 'a/./b', '..', '\\#056\\#056/up'])(
  '%s would leave the root: nothing is used',
  (name) => {
    const lines = ['>f+++++++++|3|2026/11/20-06:36:06|good', `>f+++++++++|3|2026/11/20-06:36:06|${name}`];
    expect(parse(lines)).toMatchObject({ ok: false, error: { code: 'source.hostile' } });
  },
);

test.each([
  'created directory /tmp/x',
  '>f+++++++++|3|yesterday|a',
  'cL+++++++++|9|2026/11/20-06:36:06|a -> b',
  '>f+++++++++|3|2026/11/20-06:36:06|',
])('a line that is not understood is a gap: %s', (line) => {
  const parsed = parse([line, '>f+++++++++|3|2026/11/20-06:36:06|good']);
  expect(parsed).toMatchObject({
    ok: true,
    value: { index: { count: 1 }, gaps: [{ path: '', because: { code: 'source.gaps' } }] },
  });
});

test('an empty listing is an empty inventory', () => {
  expect(parse([])).toMatchObject({ ok: true, value: { index: { count: 0 }, gaps: [] } });
});
