import { describe, expect, test } from 'vitest';
import { compileFilter, findPrune, rsyncFilterArguments } from '../../src/inventory/filter.ts';
import { fromText, type PathBytes } from '../../src/lib/path-bytes.ts';
import type { EntryType, Filter } from '../../src/model/inventory.ts';

/** A row that ends in '/' is a directory. `yes` and `no` say what becomes of an exclude: matched or not. */
type Row = readonly [pattern: string, yes: readonly string[], no: readonly string[]];

const ROWS: readonly Row[] = [
  ['foo', ['foo', 'foo/', 'a/foo', 'a/b/foo/'], ['foobar', 'afoo', 'FOO']],
  ['foo/', ['foo/', 'a/foo/'], ['foo', 'a/foo']],
  ['/foo', ['foo', 'foo/'], ['a/foo']],
  ['/foo/', ['foo/'], ['foo', 'a/foo/']],
  ['foo/bar', ['foo/bar', 'a/foo/bar/'], ['foo', 'bar', 'afoo/bar', 'foo/bar2']],
  ['foo//', [], ['foo', 'foo/']],
  ['/', [], ['a', 'a/']],
  ['//', [], ['a', 'a/']],
  ['', [], ['a', 'a/']],
  ['*.o', ['x.o', '.o', 'a/x.o/'], ['x.ob', 'o']],
  ['*', ['a', '.a', 'a/'], []],
  ['a*b*c', ['abc', 'aXbYc', 'x/abbbc'], ['ab', 'acb', 'a/b/c']],
  ['foo/*/bar', ['foo/x/bar', 'a/foo/x/bar'], ['foo/bar', 'foo/x/y/bar']],
  ['/foo/*', ['foo/a', 'foo/b/'], ['foo/', 'foo/a/b', 'a/foo/b']],
  ['?', ['a', 'x/b'], ['', 'ab', 'é']],
  ['??', ['ab', 'é'], ['a']],
  ['a?b', ['axb'], ['a/b', 'ab']],
  ['/foo/**/bar', ['foo/x/bar', 'foo/x/y/bar'], ['foo/bar', 'x/foo/y/bar']],
  ['**/foo', ['foo', 'a/foo', 'a/b/foo'], ['afoo']],
  ['**foo', ['foo', 'xfoo', 'a/xfoo'], ['foox']],
  ['foo**', ['foo', 'foobar', 'foo/bar', 'a/foo/b/c'], ['afoo', 'x/afoo']],
  ['/**', ['a', 'a/b'], []],
  ['/a**z', ['az', 'a/b/z'], ['b/az']],
  ['a**/z', ['a/z', 'a/b/z', 'ab/z', 'x/a/y/z'], ['az', 'ba/z']],
  ['foo/***', ['foo/', 'foo/a', 'a/foo/', 'a/foo/b/c'], ['foo', 'afoo/']],
  ['/foo/***', ['foo/', 'foo/a'], ['foo', 'a/foo/']],
  ['foo***', ['foo', 'foobar', 'foo/x'], ['afoo']],
  ['***', ['a', 'a/b'], []],
  ['[a-c]x', ['ax', 'cx'], ['dx', 'x', 'Ax']],
  ['[!a-c]x', ['dx', '-x'], ['ax', 'x', 'a/x']],
  ['[^a-c]x', ['dx', '^x'], ['ax']],
  ['[]a]', [']', 'a'], ['b']],
  ['[!]a]', ['b'], [']', 'a']],
  ['[a-]', ['a', '-'], ['b']],
  ['[-a]', ['a', '-'], ['b']],
  ['[z-a]', ['z'], ['a', 'm', '-']],
  ['[a-c-e]', ['a', 'b', '-', 'e'], ['d']],
  ['[\\]]', [']'], ['\\']],
  ['[\\^a]', ['^', 'a'], ['b', '\\']],
  ['[\\^-]', ['^', '-'], ['b']],
  ['[[:digit:]]', ['7'], ['a', ':', 'd']],
  ['[![:alpha:]]', ['7', ' '], ['a', 'Z']],
  ['[[:alpha:]-z]', ['a', '-', 'z'], ['0']],
  ['[[:nothing:]]', [], [':', 'n', 'a']],
  ['[[:x]', ['[', ':', 'x'], ['a']],
  ['[a', [], ['a', '[a']],
  ['[]', [], ['[]', ']']],
  ['[/]', [], ['a', '/']],
  ['a[/b]c', [], ['abc', 'a/c', 'x/abc']],
  ['/a[/b]c', ['abc'], ['a/c', 'x/abc']],
  ['[a/]**', ['ax', 'x/ay'], ['b']],
  ['foo\\bar', ['foo\\bar'], ['foobar']],
  ['foo\\*', ['foo*', 'x/foo*'], ['foo\\*', 'foox']],
  ['foo\\bar*', ['foobarx'], ['foo\\bar']],
  ['foo\\\\bar*', ['foo\\bar'], ['foobar']],
  ['\\**', ['*', '*x', 'a/*x'], ['x', 'x*', '*/x']],
  ['a*\\', [], ['a', 'a\\', 'ab\\']],
  ['é', ['é', 'a/é'], ['e']],
  ['[é]x', [], ['éx']],
  ['[é][é]', ['é'], ['e']],
  [' -', [' -'], ['-']],
  ['- x', ['- x'], ['x']],
  ['!', ['!'], ['a']],
  ['line\nbreak', ['line\nbreak'], ['line']],
];

function split(path: string): readonly [PathBytes, EntryType] {
  return path.endsWith('/') ? [fromText(path.slice(0, -1)), 'directory'] : [fromText(path), 'file'];
}

describe('one exclude', () => {
  test.each(ROWS)('%j', (pattern, yes, no) => {
    const filter = compileFilter({ exclude: [pattern], include: [] });
    const excluded = (path: string): boolean => !filter.admits(...split(path));
    expect([...yes, ...no].filter(excluded)).toEqual(yes);
  });
});

describe('the rules together', () => {
  const admitted = (filter: Filter, paths: readonly string[]): readonly string[] => {
    const compiled = compileFilter(filter);
    return paths.filter((path) => compiled.admits(...split(path)));
  };

  test('excludes come first, then includes, then the rest is out but for directories', () => {
    const filter = { exclude: ['bad*', 'tmp/'], include: ['*.fits', '/docs/**'] };
    const paths = ['x.fits', 'bad.fits', 'x.txt', 'dir/', 'tmp/', 'tmp', 'docs/a', 'x/docs/a'];
    expect(admitted(filter, paths)).toEqual(['x.fits', 'dir/', 'docs/a']);
  });

  test('without patterns only what is never data is out', () => {
    const kept = ['x', 'lost+found', 'a/lost+found/', '.snapshot', 'replicas-x', '.replicas', '.snapshotter/'];
    const out = ['.replicas-lease', '.replicas-trash/', 'a/.replicas-debt', 'lost+found/', '.snapshot/', 'a/.snapshots/'];
    expect(admitted({ exclude: [], include: [] }, [...kept, ...out])).toEqual(kept);
  });

  test('an include that names a directory of the file system brings it in; nothing brings in our own', () => {
    const paths = ['lost+found/', '.snapshot/', '.snapshots/', '.replicas-x/'];
    expect(admitted({ exclude: [], include: ['/lost+found/***', 'x'] }, paths)).toEqual(['lost+found/']);
    expect(admitted({ exclude: [], include: ['.snapshot/*.h5', '.replicas-*'] }, paths)).toEqual(['.snapshot/']);
    expect(admitted({ exclude: [], include: ['**'] }, paths)).toEqual([]);
  });

  test('with parents: what lies below something excluded is out', () => {
    const filter = compileFilter({ exclude: ['/tmp/', 'a/b'], include: [] });
    const asked = ['x/y', 'tmp/x', 'tmp/x/y/', 'tmp', 'z/a/b/c', 'x/tmp/y', '.replicas-x/y', ''];
    expect(asked.filter((path) => filter.admitsWithParents(...split(path)))).toEqual(['x/y', 'tmp', 'x/tmp/y', '']);
  });

  test('the root is admitted whatever the patterns say', () => {
    expect(admitted({ exclude: ['*', '**', '.*'], include: [] }, ['', 'x'])).toEqual(['']);
  });

  test('says whether there is anything to look at twice', () => {
    expect(compileFilter({ exclude: [], include: [] }).hasIncludes).toBe(false);
    expect(compileFilter({ exclude: ['x'], include: [] }).hasIncludes).toBe(false);
    expect(compileFilter({ exclude: [], include: ['x'] }).hasIncludes).toBe(true);
  });

  test('a name made to cost time is answered like any other', () => {
    const filter = compileFilter({ exclude: ['*_*_*_*_*_*_*_*_*.gz', '**_**_**_**_**_**.gz'], include: [] });
    expect(filter.admits(fromText(Array(15).fill('_'.repeat(250)).join('/')), 'file')).toBe(true);
  });
});

describe('the arguments', () => {
  test('of rsync: a pattern cannot be read as another kind of rule, and what no program can be given is left out', () => {
    expect(rsyncFilterArguments({ exclude: ['', '- x', '!', ' a', 'nul\0'], include: [] })).toEqual([
      '--filter=- .replicas-*',
      '--filter=- /lost+found/',
      '--filter=- .snapshot/',
      '--filter=- .snapshots/',
      '--filter=- - x',
      '--filter=- !',
      '--filter=-  a',
    ]);
    expect(rsyncFilterArguments({ exclude: ['x'], include: ['.snapshot/***', '/lost+found/', '+ y', '.snapshots'] })).toEqual([
      '--filter=- .replicas-*',
      '--filter=- x',
      '--filter=+ .snapshot/***',
      '--filter=+ /lost+found/',
      '--filter=+ + y',
      '--filter=+ .snapshots',
      '--filter=+ */',
      '--filter=- *',
      '--prune-empty-dirs',
    ]);
  });

  const OWN = ['-name', '[.l][ros]*', '(', '-name', '.replicas-*'];

  test('of find: one cheap test for the fixed names', () => {
    const directories = ['-path', './lost+found', '-o', '-name', '.snapshot', '-o', '-name', '.snapshots'];
    const fixed = [...OWN, '-o', '-type', 'd', '(', ...directories, ')', ')', '-prune', '-o'];
    expect(findPrune({ exclude: [], include: [] })).toEqual(fixed);
    expect(findPrune({ exclude: ['[a', ''], include: ['*.fits'] })).toEqual(fixed);
    expect(findPrune({ exclude: [], include: ['/lost+found', '.snapshot/', '.snapshots/x'] })).toEqual([
      ...OWN,
      ')',
      '-prune',
      '-o',
    ]);
  });

  test('of find: one expression for all patterns, and one for those of directories', () => {
    const regex = (...exclude: readonly string[]): readonly string[] => {
      const args = findPrune({ exclude, include: ['lost+found', '.snapshot', '.snapshots'] });
      return args.slice(OWN.length + 3);
    };
    expect(regex('*.md5', '/a?b', 'x/**', '**/y.z')).toEqual([
      '-regextype',
      'posix-extended',
      '-regex',
      '\\./(.*/)?[^/]*\\.md5|\\./a[^/]b|\\./(.*/)?x/.*|\\.(/.*)?/y\\.z',
      '-prune',
      '-o',
    ]);
    expect(regex('tmp/', '/d/***')).toEqual([
      ...['-regextype', 'posix-extended', '-regex', '\\./d/.*', '-prune', '-o'],
      ...['-type', 'd', '-regex', '\\./(.*/)?tmp|\\./d/.*|\\./d', '-prune', '-o'],
    ]);
    expect(regex('[!a-c]', '[]^-]', '[à-é]', '[a-é]', '[\\^]').at(3)).toBe(
      ['[^/abc]', '[]^-]', '[à-é]', '[abcdefghijklmnopqrstuvwxyz{|}~\x7f\x7f-é]', '\\^']
        .map((bracket) => `\\./(.*/)?${bracket}`)
        .join('|'),
    );
  });
});
