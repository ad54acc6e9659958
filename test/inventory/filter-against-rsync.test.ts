import { Buffer } from 'node:buffer';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileFilter, findPrune, rsyncFilterArguments } from '../../src/inventory/filter.ts';
import { fromLatin1, fromText, type PathBytes, parentOf } from '../../src/lib/path-bytes.ts';
import type { EntryType, Filter } from '../../src/model/inventory.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { AS_NOBODY } from '../components/sshd.ts';
import { inside, makeScratch, makeTree, type Scratch, statTree, type TreeNode } from '../world.ts';

const SEED = 20_260;
const TREES = 5;
const FILTERS_PER_TREE = 50;

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
        try {
          const [rsync, find] = await Promise.all([listWithRsync(filter, root), listWithFind(filter, root)]);
          expect({ rsync, find }).toEqual({ rsync: ours, find: ours });
        } finally {
          for (const path of shut.toReversed()) await chmod(inside(root, path), 0o755);
        }
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
