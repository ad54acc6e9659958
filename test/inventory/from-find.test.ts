import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileFilter } from '../../src/inventory/filter.ts';
import { FIND_RECORDS, inventoryFromFind } from '../../src/inventory/from-find.ts';
import { entriesOf } from '../../src/inventory/records.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import { HOSTILE_NAMES, HOSTILE_TARGETS } from '../components/hostile-names.ts';
import { run } from '../components/run.ts';
import { file, makeScratch, makeTree, type Scratch, statTree, type TreeNode } from '../world.ts';

const ALL = compileFilter({ exclude: [], include: [] });

function read(text: string, filter = ALL): ReturnType<typeof inventoryFromFind> {
  return inventoryFromFind(Buffer.from(text, 'latin1'), filter, []);
}

describe('what a find printed', () => {
  test.each(['../etc/passwd', '..', '.', './a', 'a/..', 'a/../b', 'a/./b', '/etc/passwd', 'a//b', 'a/', '/'])(
    'a name that would leave its root fails the whole listing: %s',
    (name) => {
      const found = read(`1 1 f 1 1 good\x001 1 f 1 1 ${name}\x00`);
      expect(found).toMatchObject({ ok: false, error: { code: 'source.hostile', retry: 'person', blame: 'from' } });
      expect(found.ok ? '' : found.error.message).toContain(name);
    },
  );

  test.each(['.replicas-lease', '.replicas-', 'a/.replicas-partial/b', '.replicas-trash/x', 'a/b/.replicas-lease'])(
    'a name of ours, which find was told to leave out, fails it too: %s',
    (name) => {
      const found = read(`1 1 f 1 1 good\x001 1 f 1 1 ${name}\x00`);
      expect(found).toMatchObject({ ok: false, error: { code: 'source.hostile', retry: 'person', blame: 'from' } });
      expect(found.ok ? '' : found.error.message).toContain(name);
    },
  );

  test.each([
    ['1 1 l - - d\0/etc\0', '1 1 f 1 1 d/x\0'],
    ['1 1 f 1 1 d/x\0', '1 1 l - - d\0/etc\0'],
    ['1 1 l - - a/b\0..\0', '1 1 f 1 1 a/b/c/d/x\0'],
    ['1 1 l - - a/b\0..\0', '1 1 f 1 1 a/c\0', '1 1 l - - a/b/y\0t\0'],
  ])('a name below what the same listing calls a link fails it: %j %j', (...records) => {
    expect(read(records.join(''))).toMatchObject({ ok: false, error: { code: 'source.hostile' } });
  });

  test('names beside a link, or that only begin as it does, are kept', () => {
    const found = read(
      '1 1 l - - a/b\0d\x001 1 d - - a\x001 1 d - - a/bc\x001 1 f 1 1 a/bc/x\x001 1 f 1 1 a/d/y\x001 1 f 1 1 b/z\x00',
    );
    expect(found.ok && found.value.index.count).toBe(6);
  });

  test.each([
    '...',
    '..a',
    'a..',
    '.a',
    'a/...',
    'a/..b/c',
    'a b',
    '-',
    ' ',
    '.replicas',
    '.replica-s',
    'x.replicas-a',
    '.replicas_a',
  ])('a name that stays inside is kept: "%s"', (name) => {
    const found = read(`1 1 f 1 1 ${name}\x001 1 l - - l\0../../x//y\0`);
    expect(found.ok && [...entriesOf(found.value)].map((entry) => entry.path)).toEqual([name, 'l']);
  });

  test('cut short, or with words of a login before it: a failure that says where', () => {
    const good = '1 1 f 1 1 a\0';
    expect(read(`${good}1 1 f`)).toMatchObject({
      ok: false,
      error: { code: 'process.failed', message: expect.stringContaining('byte 12') },
    });
    expect(read(`Welcome!\n${good}`)).toMatchObject({ ok: false, error: { code: 'process.failed' } });
  });

  test('with includes only what they let through, the gaps as they were', () => {
    const text = '1 1 d - - d\x001 1 f 1 1 d/a.fits\x001 1 f 1 1 d/a.tmp\x001 1 d - - e\x001 1 l - - l.fits\0t\0';
    const paths = (exclude: readonly string[], include: readonly string[]): unknown => {
      const found = read(text, compileFilter({ exclude, include }));
      return found.ok && [...entriesOf(found.value)].map((entry) => entry.path);
    };
    // What is excluded find was told not to list.
    expect(paths(['*.tmp'], [])).toEqual(['d', 'd/a.fits', 'd/a.tmp', 'e', 'l.fits']);
    expect(paths([], ['*.fits'])).toEqual(['d', 'd/a.fits', 'l.fits']);
    expect(paths([], ['nothing'])).toEqual([]);
    expect(paths([], [])).toEqual(['d', 'd/a.fits', 'd/a.tmp', 'e', 'l.fits']);
  });
});

describe('a real find', () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await makeScratch();
  });
  afterAll(() => scratch.remove());

  test('says of a hostile tree what lstat says', async () => {
    const times = ['1700000000.123456789', '0', '-1.5', '-0.25', '-3', '4102444800.000000001', '1'];
    const files = HOSTILE_NAMES.map((name, at) => file(name, 'x'.repeat(at), times[at % times.length]));
    const links = HOSTILE_TARGETS.map((target, at): TreeNode => ({ type: 'link', path: fromText(`links/${at}`), target }));
    await makeTree(scratch.path, [...files, ...links, 'deep/er/empty/', 'pipe |', 'big # 5000000000']);
    const raw = await run('find', [scratch.path, '-mindepth', '1', ...FIND_RECORDS]);
    const found = inventoryFromFind(Buffer.from(raw.stdout, 'latin1'), ALL, []);
    if (!found.ok) throw new Error(found.error.message);
    expect(new Map([...entriesOf(found.value)].map((entry) => [entry.path, entry]))).toEqual(await statTree(scratch.path));
  });
});
