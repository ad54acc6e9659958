import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileFilter, findPrune, rsyncFilterArguments } from '../../src/inventory/filter.ts';
import { fromLatin1, fromText, type PathBytes, parentOf } from '../../src/lib/path-bytes.ts';
import type { EntryType, Filter } from '../../src/model/inventory.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { AS_NOBODY } from '../components/sshd.ts';
import { inside, makeScratch, makeTree, type Scratch, statTree, type TreeNode } from '../world.ts';

const SEED = 20_260;
const TREES = 5;
const FILTERS_PER_TREE = 60;

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
    const facts = ({ trivial, hasIncludes }: ReturnType<typeof compileFilter>): readonly boolean[] => [trivial, hasIncludes];
    expect(facts(compileFilter({ exclude: [], include: [] }))).toEqual([true, false]);
    expect(facts(compileFilter({ exclude: ['x'], include: [] }))).toEqual([false, false]);
    expect(facts(compileFilter({ exclude: [], include: ['x'] }))).toEqual([false, true]);
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

const NAME_PIECES = ['a', 'b', 'c', 'a', 'b', '.', '*', '?', '[', ']', '\\', '-', '^', '!', '1', ' ', '\n', 'é', 'ü'] as const;
const FIXED_NAMES = ['lost+found', '.snapshot', '.snapshots', '.replicas-x', 'foo', 'bar', '***', '[a]', '- a'] as const;

const anyName: fc.Arbitrary<PathBytes> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.constantFrom(...NAME_PIECES), { minLength: 1, maxLength: 3 })
      .map((pieces) => fromText(pieces.join(''))),
  },
  { weight: 3, arbitrary: fc.constantFrom(...FIXED_NAMES).map(fromText) },
  { weight: 1, arbitrary: fc.constantFrom('\xff', 'a\xe9', '\x80b', '\x7f').map(fromLatin1) },
);

const anyPath: fc.Arbitrary<PathBytes> = fc
  .array(
    anyName.filter((name) => name !== '.' && name !== '..'),
    { minLength: 1, maxLength: 4 },
  )
  .map((names) => fromLatin1(names.join('/')));

/** A tree without contradictions: a path that is a parent of another is a directory. */
const anyTree: fc.Arbitrary<readonly TreeNode[]> = fc
  .uniqueArray(fc.record({ path: anyPath, type: fc.constantFrom('file', 'file', 'file', 'directory', 'link', 'fifo') }), {
    minLength: 90,
    maxLength: 90,
    selector: ({ path }) => path,
  })
  .map((entries) => {
    const parents = new Set(entries.flatMap(({ path }) => ancestors(path)));
    return entries.map(({ path, type }) => nodeOf(path, parents.has(path) ? 'directory' : type));
  });

function nodeOf(path: PathBytes, type: string): TreeNode {
  if (type === 'directory') return { type, path };
  if (type === 'link') return { type, path, target: fromText('.') };
  return type === 'fifo' ? { type, path } : { type: 'file', path, content: '' };
}

const PATTERN_PIECES = [
  ...NAME_PIECES,
  ...['/', '/', '*', '*', '**', '***', '?', '[ab]', '[a-b]', '[!a]', '[^.-]', '[é]', '[à-ü]', '[!é-ü]', '[a-é]', '[é-a]'],
  ...[
    '[]b]',
    '[!]b]',
    '[/a]',
    '[[:alpha:]]',
    '[![:alnum:]]',
    '[[:punct:]é]',
    '[[:x]',
    '[\\]a]',
    '[\\^]',
    '[-^]',
    '[\\[-\\]]',
    '\\*',
    '\\\\',
    '\\a',
  ],
  ...['foo', 'bar', '/**/', '/*/', '/***', '**/', '.*', '[c-a]', '[a-c-e]', '(', ')', '+', '{', '|', '$'],
] as const;

/** Made of pieces that mean something. */
const inventedPattern: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PATTERN_PIECES), { minLength: 1, maxLength: 5 })
  .map((pieces) => pieces.join(''));

/** A path of the tree, some of its characters replaced by wildcards, perhaps only its end, perhaps anchored. */
const derivedPattern = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc
    .record({
      path: fc.constantFrom(...texts),
      changes: fc.array(fc.tuple(fc.nat(20), fc.constantFrom('*', '**', '?', '[!x]', '[a-c]', '\\*', '/', '', '[[:print:]]')), {
        maxLength: 3,
      }),
      from: fc.nat(3),
      before: fc.constantFrom('', '', '/', '**/', '*'),
      after: fc.constantFrom('', '', '/', '*', '/***', '/**'),
    })
    .map(({ path, changes, from, before, after }) => {
      const characters = Array.from(path.split('/').slice(from).join('/') || path);
      for (const [position, wildcard] of changes) characters[position % characters.length] = wildcard;
      return before + characters.join('') + after;
    });

const anyFilter = (texts: readonly string[]): fc.Arbitrary<Filter> => {
  const pattern = fc.oneof(inventedPattern, derivedPattern(texts)).filter((text) => text !== '');
  return fc.record({
    exclude: fc.array(pattern, { minLength: 1, maxLength: 4 }),
    include: fc.oneof(fc.constant([]), fc.array(pattern, { maxLength: 3 })),
  });
};

interface Listed {
  readonly path: PathBytes;
  readonly type: EntryType;
}

requires('rsync', 'ordinary account')('against the real rsync and the real find', () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await makeScratch();
    await mkdir(join(scratch.path, 'empty'));
  });
  afterAll(async () => await scratch.remove());

  const trees = fc.sample(anyTree, { seed: SEED, numRuns: TREES });
  test.each(trees.map((nodes, number) => ({ number, nodes })))(
    'tree $number: the same list, and nothing excluded is opened',
    async ({ number, nodes }) => {
      const root = join(scratch.path, `tree-${number}`);
      await makeTree(root, nodes);
      const world: readonly Listed[] = [...(await statTree(root)).values()];
      const texts = world
        .map(({ path }) => Buffer.from(path, 'latin1').toString('utf8'))
        .filter((text) => !text.includes('\ufffd'));
      let dropped = 0;
      const property = fc.asyncProperty(anyFilter(texts), async (filter) => {
        const ours = listOurs(filter, world);
        const shut = excludedDirectories(filter, world);
        for (const path of shut) await chmod(inside(root, path), 0);
        const [rsync, find] = await Promise.all([listWithRsync(filter, root), listWithFind(filter, root)]);
        for (const path of shut.toReversed()) await chmod(inside(root, path), 0o755);
        expect({ rsync, find }).toEqual({ rsync: ours, find: ours });
        if (ours.length > 0 && ours.length < world.length) dropped += 1;
      });
      await fc.assert(property, { seed: SEED + number, numRuns: FILTERS_PER_TREE });
      // Most filters must have meant something, or nothing was compared.
      expect(dropped).toBeGreaterThan(FILTERS_PER_TREE / 2);
    },
  );

  async function listWithRsync(filter: Filter, root: string): Promise<readonly string[]> {
    // A far side of its own, so that the rules go over the wire as they do for a daemon.
    const far = ['-e', `sh -c 'exec "$@"'`, `far:${root}/`];
    const listing = ['-rlptDn', '--out-format=%i|%n', ...rsyncFilterArguments(filter), ...far, `${scratch.path}/empty/`];
    const { code, stdout, stderr } = await asNobody(['rsync', ...listing]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const names = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => decoded(line.slice(line.indexOf('|') + 1)));
    return names.filter((name) => name !== './').sort();
  }

  async function listWithFind(filter: Filter, root: string): Promise<readonly string[]> {
    const listing = ['.', ...findPrune(filter), '-printf', '%y%P\\0'];
    const { code, stdout, stderr } = await asNobody(['env', '-C', root, 'find', ...listing]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const records = stdout
      .split('\0')
      .slice(0, -1)
      .filter((record) => record !== 'd');
    const listed = records.map((record): Listed => ({ path: fromLatin1(record.slice(1)), type: typeOf(record.slice(0, 1)) }));
    // Without includes find has dropped it all by itself.
    const { admits, hasIncludes } = compileFilter(filter);
    return hasIncludes ? named(leadingSomewhere(listed.filter(({ path, type }) => admits(path, type)))) : named(listed);
  }
});

async function asNobody(command: readonly string[]): ReturnType<typeof run> {
  const [program = '', ...args] = process.getuid?.() === 0 ? [...AS_NOBODY, ...command] : command;
  return await run(program, args);
}

function listOurs(filter: Filter, world: readonly Listed[]): readonly string[] {
  const { admitsWithParents, hasIncludes } = compileFilter(filter);
  const admitted = world.filter(({ path, type }) => admitsWithParents(path, type));
  return named(hasIncludes ? leadingSomewhere(admitted) : admitted);
}

/** The highest ones, whose parents are not excluded. */
function excludedDirectories(filter: Filter, world: readonly Listed[]): readonly PathBytes[] {
  const { admitsWithParents } = compileFilter(filter);
  return world
    .filter(({ path, type }) => type === 'directory' && !admitsWithParents(path, type) && admitsWithParents(parentOf(path), type))
    .map(({ path }) => path);
}

function leadingSomewhere(listed: readonly Listed[]): readonly Listed[] {
  const leading = new Set(listed.filter(({ type }) => type !== 'directory').flatMap(({ path }) => ancestors(path)));
  return listed.filter(({ path, type }) => type !== 'directory' || leading.has(path));
}

function ancestors(path: PathBytes): readonly PathBytes[] {
  const parent = parentOf(path);
  return parent === '' ? [] : [parent, ...ancestors(parent)];
}

function named(listed: readonly Listed[]): readonly string[] {
  return listed.map(({ path, type }) => (type === 'directory' ? `${path}/` : path)).sort();
}

function decoded(name: string): string {
  return name.replace(/\\#([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function typeOf(letter: string): EntryType {
  if (letter === 'd') return 'directory';
  if (letter === 'l') return 'link';
  return letter === 'f' ? 'file' : 'other';
}
