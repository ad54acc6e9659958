import { describe, expect, test } from 'vitest';
import { look } from '../../src/kinds/index.ts';
import { actionsOf } from '../../src/model/plan.ts';
import { DAY_MS, NOW } from '../world-files.ts';
import { type MirrorOptions, many, placeName, planLines, planOf, resourceOf, seeOf, world } from '../worlds.ts';

/** A name, a world, what is declared, the plan. */
type Row = readonly [string, string, MirrorOptions, ...string[]];

const TRASH = { extraneous: 'Trash' } as const;
const DELETE = { extraneous: 'Delete' } as const;
const NO_CEILINGS = { percent: Infinity, files: Infinity, bytes: Infinity } as const;

const COPYING: readonly Row[] = [
  ['all is missing', 'source: a d/ d/b=2 l->a | archive: -', {}, 'archive todo', '  transfer source > archive: a d/ d/b l->'],
  ['settled', 'source: a d/ d/b=2 l->a | archive: a d/ d/b=2 l->a', {}, 'archive settled'],
  [
    'one of each kind of change',
    'source: a=2 b@2 c l->x | archive: a b c l->y',
    {},
    'archive todo',
    '  replace source > archive: a b',
    '  transfer source > archive: l->',
  ],
  [
    'a newer file at the replica is overwritten too',
    'source: a@1 | archive: a@9',
    {},
    'archive todo',
    '  replace source > archive: a',
  ],
  [
    'what is overwritten goes by itself, proven or not',
    'source: a=2 b=2 c d/ | archive: a~unread b',
    {},
    'archive todo',
    '  replace source > archive: a b',
    '  transfer source > archive: c d/',
  ],
  [
    'a proven file under another inode is as good',
    'source: a=2 | archive: a~moved',
    {},
    'archive todo',
    '  replace source > archive: a',
  ],
  [
    'what is corrupt and out of date is replaced, and not repaired',
    'source: a=2 | archive: a~bad',
    {},
    'archive todo',
    '  replace source > archive: a',
  ],
  [
    'two replicas, each on its own',
    'source: a b | archive: a | mirror2: -',
    {},
    'archive todo',
    '  transfer source > archive: b',
    'mirror2 todo',
    '  transfer source > mirror2: a b',
  ],
  [
    'whole seconds on one side',
    'source [s]: a@5 b@5 | archive: a@5.9 b@4.9',
    {},
    'archive todo',
    '  replace source > archive: b',
  ],
  [
    'a tolerance at the replica',
    'source: a@5 b@5 | archive [tolerance=2]: a@7 b@7.000000001',
    {},
    'archive todo',
    '  replace source > archive: b',
  ],
  ['a tolerance at the source', 'source [tolerance=2]: a@5 | archive: a@3', {}, 'archive settled'],
  ['an empty source and nothing there', 'source: | archive: ', {}, 'archive settled'],
  ['empty directories are copied', 'source: d/ d/e/ | archive: d/', {}, 'archive todo', '  transfer source > archive: d/e/'],
  ['sockets and pipes of the source are no data', 'source: a s| | archive: a', {}, 'archive settled'],
  ['a socket of the source where the replica has a file', 'source: a s| | archive: a s', DELETE, 'archive settled'],
  ['extraneous files are kept', 'source: a | archive: a x d/ d/y', {}, 'archive settled'],
];

const TYPES: readonly Row[] = [
  ['a file in the place of a directory stays, with Keep', 'source: x/ x/a | archive: x', {}, 'archive held replica.in-the-way'],
  [
    'a file in the place of a directory goes first, with Trash',
    'source: x/ x/a b | archive: x',
    TRASH,
    'archive todo',
    '  transfer source > archive: b',
    '  remove Trash archive: x',
  ],
  [
    'a link in the place of a directory, too',
    'source: x/ a | archive: x->elsewhere a',
    TRASH,
    'archive todo',
    '  remove Trash archive: x->',
  ],
  [
    'a link becomes a file, or another link',
    'source: x->y z | archive: x->z z->y',
    {},
    'archive todo',
    '  transfer source > archive: x-> z',
  ],
  ['a file is not overwritten by a link, with Keep', 'source: x->y | archive: x~unread', {}, 'archive held replica.in-the-way'],
  ['nor a proven one', 'source: x->y | archive: x', {}, 'archive held replica.in-the-way'],
  [
    'it goes first, with Trash',
    'source: x->y z | archive: x',
    TRASH,
    'archive todo',
    '  transfer source > archive: z',
    '  remove Trash archive: x',
  ],
  [
    'and counts as removed',
    'source: x->y | archive: x',
    { ...DELETE, ceilings: { files: 0 } },
    'archive held source.shrunk',
    '  remove Delete archive: x [held source.shrunk]',
  ],
  ['a pipe at the replica becomes a file', 'source: x | archive: x|', {}, 'archive todo', '  transfer source > archive: x'],
  ['an empty directory makes way for a file', 'source: x | archive: x/', {}, 'archive todo', '  transfer source > archive: x'],
  ['a full directory does not, with Keep', 'source: x a | archive: x/ x/y a', {}, 'archive held replica.in-the-way'],
  ['other files are copied meanwhile', 'source: x a | archive: x/ x/y', {}, 'archive todo', '  transfer source > archive: a'],
  [
    'a full directory is emptied first, with Trash',
    'source: x a | archive: x/ x/y x/z/ a',
    TRASH,
    'archive todo',
    '  remove Trash archive: x/y x/z/',
  ],
  ['a directory in the way that could not be read', 'source: x a | archive: x/ a !x', TRASH, 'archive unknown source.gaps'],
  [
    'a directory in the way with an unreadable one in it',
    'source: x a | archive: x/ !x/deep a',
    {},
    'archive unknown source.gaps',
  ],
];

const UNSEEN: readonly Row[] = [
  [
    'an absent source',
    'source: - | archive: a | mirror2: -',
    DELETE,
    'archive unknown source.absent',
    'mirror2 unknown source.absent',
  ],
  ['an unknown source', 'source: ? | archive: a', DELETE, 'archive unknown endpoint.unreachable'],
  [
    'an unknown replica, the other goes on',
    'source: a | archive: ? | mirror2: -',
    {},
    'archive unknown endpoint.unreachable',
    'mirror2 todo',
    '  transfer source > mirror2: a',
  ],
  [
    'a gap at the source: copies go on, no removal',
    'source: a d/ !d | archive: d/ d/x y',
    DELETE,
    'archive todo',
    '  transfer source > archive: a',
  ],
  ['a gap at the source and nothing else to do', 'source: a d/ !d | archive: a d/ d/x y', DELETE, 'archive unknown source.gaps'],
  [
    'a gap at the replica: nothing below it is missing',
    'source: a d/ d/x dd | archive: d/ !d',
    DELETE,
    'archive todo',
    '  transfer source > archive: a dd',
  ],
  ['a gap at the replica and nothing else to do', 'source: a d/ d/x | archive: a d/ !d y', TRASH, 'archive unknown source.gaps'],
  [
    'a gap nobody knows where: what differs is copied, nothing is missing',
    'source: a=2 b | archive: a !',
    {},
    'archive todo',
    '  replace source > archive: a',
  ],
  ['a source with a gap and no file seen is not emptied', 'source: d/ !d | archive: d/ d/x', {}, 'archive unknown source.gaps'],
];

const EMPTIED: readonly Row[] = [
  ['kept', 'source: | archive: a', {}, 'archive held source.emptied'],
  ['trash', 'source: | archive: a', TRASH, 'archive held source.emptied', '  remove Trash archive: a [held source.emptied]'],
  [
    'delete, without ceilings',
    'source: d/ | archive: a',
    { ...DELETE, ceilings: NO_CEILINGS },
    'archive held source.emptied',
    '  transfer source > archive: d/ [held source.emptied]',
    '  remove Delete archive: a [held source.emptied]',
  ],
  [
    'only links are left at the replica',
    'source: | archive: l->a',
    TRASH,
    'archive held source.emptied',
    '  remove Trash archive: l-> [held source.emptied]',
  ],
  ['only directories there: nothing to lose', 'source: | archive: d/', TRASH, 'archive todo', '  remove Trash archive: d/'],
  [
    'a pipe is no file',
    'source: p| | archive: a p',
    TRASH,
    'archive held source.emptied',
    '  remove Trash archive: a [held source.emptied]',
  ],
  [
    'a directory in the way of one',
    'source: | archive: x/ x/a',
    TRASH,
    'archive held source.emptied',
    '  remove Trash archive: x/ x/a [held source.emptied]',
  ],
  ['also a fed replica', 'source: | archive: a | mirror2<archive: -', {}, 'archive held source.emptied', 'mirror2 settled'],
];

const LEFT = many(100, 's');

const REMOVING: readonly Row[] = [
  [
    'trash, after the copies',
    'source: a | archive: x d/ d/y',
    TRASH,
    'archive todo',
    '  transfer source > archive: a',
    '  remove Trash archive: d/ d/y x',
  ],
  ['delete', 'source: a | archive: a x->y p|', DELETE, 'archive todo', '  remove Delete archive: p| x->'],
  [
    '24 files of 25, few enough',
    `source: a | archive: a ${many(24, 'x', '~unread')}`,
    DELETE,
    'archive todo',
    `  remove Delete archive: ${names(24, 'x')}`,
  ],
  [
    '25 files of 26, too many',
    `source: a | archive: a ${many(25, 'x', '~unread')}`,
    DELETE,
    'archive held ceiling.exceeded',
    `  remove Delete archive: ${names(25, 'x')} [held ceiling.exceeded]`,
  ],
  [
    '25 of 250, exactly a tenth',
    `source: ${many(225, 's')} | archive: ${many(225, 's')} ${many(25, 'x', '~unread')}`,
    TRASH,
    'archive todo',
    `  remove Trash archive: ${names(25, 'x')}`,
  ],
  [
    '25 of 249, above it',
    `source: ${many(224, 's')} | archive: ${many(224, 's')} ${many(25, 'x', '~unread')}`,
    TRASH,
    'archive held ceiling.exceeded',
    `  remove Trash archive: ${names(25, 'x')} [held ceiling.exceeded]`,
  ],
  [
    'above it, the copies go on',
    `source: a | archive: ${many(30, 'x', '~unread')}`,
    TRASH,
    'archive todo',
    '  transfer source > archive: a',
    `  remove Trash archive: ${names(30, 'x')} [held ceiling.exceeded]`,
  ],
  [
    'no percentage, at the ceiling of files',
    `source: a | archive: a ${many(30, 'x', '~unread')}`,
    { ...TRASH, ceilings: { percent: Infinity, files: 30 } },
    'archive todo',
    `  remove Trash archive: ${names(30, 'x')}`,
  ],
  [
    'the ceiling of files holds few files too',
    'source: a | archive: a x~unread y~unread',
    { ...TRASH, ceilings: { files: 1 } },
    'archive held ceiling.exceeded',
    '  remove Trash archive: x y [held ceiling.exceeded]',
  ],
  [
    'exactly at the ceiling of bytes',
    `source: ${LEFT} | archive: ${LEFT} x=50~unread`,
    { ...TRASH, ceilings: { bytes: 50 } },
    'archive todo',
    '  remove Trash archive: x',
  ],
  [
    'above the ceiling of bytes',
    `source: ${LEFT} | archive: ${LEFT} x=51~unread`,
    { ...TRASH, ceilings: { bytes: 50 } },
    'archive held ceiling.exceeded',
    '  remove Trash archive: x [held ceiling.exceeded]',
  ],
  [
    'many bytes in few files, below 25',
    `source: ${LEFT} | archive: ${LEFT} x=900~unread`,
    TRASH,
    'archive todo',
    '  remove Trash archive: x',
  ],
  [
    'a tenth of the files, nine tenths of the bytes',
    `source: ${many(300, 's')} | archive: ${many(300, 's')} ${many(24, 'x', '~unread')} z=900~unread`,
    TRASH,
    'archive held ceiling.exceeded',
    `  remove Trash archive: ${names(24, 'x')} z [held ceiling.exceeded]`,
  ],
  [
    'no ceilings',
    `source: a | archive: a ${many(30, 'x', '~unread')}`,
    { ...DELETE, ceilings: NO_CEILINGS },
    'archive todo',
    `  remove Delete archive: ${names(30, 'x')}`,
  ],
  [
    'nothing may be removed',
    'source: a | archive: a x~unread',
    { ...DELETE, ceilings: { files: 0 } },
    'archive held ceiling.exceeded',
    '  remove Delete archive: x [held ceiling.exceeded]',
  ],
];

const FED: readonly Row[] = [
  [
    'waits until its feed is complete',
    'source: a | archive: - | mirror2<archive: -',
    {},
    'archive todo',
    '  transfer source > archive: a',
    '  then transfer > mirror2',
    'mirror2 waiting replica.upstream-first',
  ],
  [
    'then gets its bytes from it',
    'source: a b | archive: a b | mirror2<archive: a',
    {},
    'archive settled',
    'mirror2 todo',
    '  transfer archive > mirror2: b',
  ],
  [
    'lacks nothing: does not wait',
    'source: a | archive: - | mirror2<archive: a',
    {},
    'archive todo',
    '  transfer source > archive: a',
    'mirror2 settled',
  ],
  [
    'a feed with a gap is not complete',
    'source: a d/ | archive: a d/ !d | mirror2<archive: -',
    {},
    'archive unknown source.gaps',
    'mirror2 waiting replica.upstream-first',
  ],
  [
    'an unknown feed',
    'source: a | archive: ? | mirror2<archive: -',
    {},
    'archive unknown endpoint.unreachable',
    'mirror2 waiting replica.upstream-first',
  ],
  [
    'a feed whose root is another',
    'source: a | archive [swapped]: a | mirror2<archive: -',
    {},
    'archive held endpoint.swapped',
    'mirror2 waiting replica.upstream-first',
  ],
  [
    'extraneous files of the feed are not copied on',
    'source: a | archive: a x | mirror2<archive: -',
    {},
    'archive settled',
    'mirror2 todo',
    '  transfer archive > mirror2: a',
  ],
  [
    'the source decides, seen or not',
    'source: ? | archive: a b | mirror2<archive: a',
    {},
    'archive unknown endpoint.unreachable',
    'mirror2 unknown endpoint.unreachable',
  ],
  [
    'a chain of three',
    'source: a | archive: a | m2<archive: - | m3<m2: -',
    {},
    'archive settled',
    'm2 todo',
    '  transfer archive > m2: a',
    '  then transfer > m3',
    'm3 waiting replica.upstream-first',
  ],
  [
    'what is too much is not removed while it waits',
    'source: a | archive: - | mirror2<archive: x',
    DELETE,
    'archive todo',
    '  transfer source > archive: a',
    '  then transfer > mirror2',
    'mirror2 waiting replica.upstream-first',
  ],
  [
    'a tolerance of the feed',
    'source: a@5 | archive [tolerance=2]: a@6 | mirror2<archive: -',
    {},
    'archive settled',
    'mirror2 todo',
    '  transfer archive > mirror2: a',
  ],
];

const IDENTIFIED: readonly Row[] = [
  ['a replica that is its own', 'source: a | archive [own]: -', {}, 'archive todo', '  transfer source > archive: a'],
  ['a root without its file', 'source: a | archive [unidentified]: -', {}, 'archive unknown endpoint.not-identified'],
  ['another root', 'source: a | archive [swapped]: x', DELETE, 'archive held endpoint.swapped'],
  ['an identity that cannot be read', 'source: a | archive [identity?]: -', {}, 'archive unknown endpoint.access'],
  [
    'an unmounted source holds all',
    'source [unidentified]: | archive: a | m2: b',
    DELETE,
    'archive unknown endpoint.not-identified',
    'm2 unknown endpoint.not-identified',
  ],
  ['another source', 'source [swapped]: b | archive: a', DELETE, 'archive held endpoint.swapped'],
];

function modules(offered: readonly string[] | '?', patterns: readonly string[] = ['PV*']): MirrorOptions {
  return { modules: { offered, patterns } };
}

const MODULES: readonly Row[] = [
  [
    'each that matches, sorted, in a directory of its name',
    'icc/PV2: b | icc/PV1: a | archive/PV1: a',
    modules(['PV2', 'OTHER', 'PV1']),
    'archive/PV1 settled',
    'archive/PV2 todo',
    '  transfer icc/PV2 > archive/PV2: b',
  ],
  ['none matches', 'icc/PV1: a | archive/PV1: a', modules(['OTHER']), 'dataset  unknown source.absent'],
  ['none is offered', 'icc/PV1: a | archive/PV1: a', modules([]), 'dataset  unknown source.absent'],
  ['the daemon does not say', 'icc/PV1: a | archive/PV1: a', modules('?'), 'dataset  unknown endpoint.unreachable'],
  [
    'one cannot be listed, the other goes on',
    'icc/PV1: ? | icc/PV2: a | archive/PV1: -',
    modules(['PV1', 'PV2']),
    'archive/PV1 unknown endpoint.unreachable',
    'archive/PV2 todo',
    '  transfer icc/PV2 > archive/PV2: a',
  ],
  [
    'names that would leave the root, or are ours, are no modules',
    'icc/x: a | archive: -',
    modules(['..', '.', '', 'a/b', '/etc', '../x', '.replicas-trash', '.replicas-lease'], ['*']),
    'dataset  unknown source.absent',
  ],
  ['ours do not match any pattern', 'icc/PV1: a | archive/PV1: a', modules(['.replicas-partial', 'PV1']), 'archive/PV1 settled'],
  [
    'lost+found is a module like any, where it matches',
    'icc/PV1: a | archive/PV1: a',
    modules(['lost+found', '.snapshot', 'PV1']),
    'archive/PV1 settled',
  ],
  ['offered twice is one', 'icc/PV1: a | archive/PV1: a', modules(['PV1', 'PV1']), 'archive/PV1 settled'],
  [
    'several patterns',
    'icc/A: a | icc/B: a | archive/A: a',
    modules(['A', 'B', 'C'], ['A', '[B]']),
    'archive/A settled',
    'archive/B todo',
    '  transfer icc/B > archive/B: a',
  ],
];

const FILTERED: readonly Row[] = [
  [
    'excluded files are neither missing nor extraneous',
    'source: a s.tmp | archive: a t.tmp',
    { ...DELETE, filter: { exclude: ['*.tmp'] } },
    'archive settled',
  ],
  [
    'an extraneous directory goes with its files',
    'source: a | archive: a d/ d/x d/e/ d/e/y',
    { ...DELETE, filter: { exclude: ['*.tmp'] } },
    'archive todo',
    '  remove Delete archive: d/ d/e/ d/e/y d/x',
  ],
  [
    'one that only holds excluded files settles',
    'source: a | archive: a d/ d/t.tmp',
    { ...DELETE, filter: { exclude: ['*.tmp'] } },
    'archive settled',
  ],
  [
    'one that may hold excluded files settles',
    'source: a | archive: a d/',
    { ...DELETE, filter: { exclude: ['*.tmp'] } },
    'archive settled',
  ],
  [
    'with includes only what they name',
    'source: a.fits b.txt d/ d/c.txt e/ e/f.fits | archive: x.txt',
    { ...DELETE, filter: { include: ['*.fits'] } },
    'archive todo',
    '  transfer source > archive: a.fits e/ e/f.fits',
  ],
  [
    'with includes, what the source lacks',
    'source: a.fits | archive: a.fits b.txt d/ d/x.fits d/y.txt',
    { ...TRASH, filter: { include: ['*.fits'] } },
    'archive todo',
    '  remove Trash archive: d/ d/x.fits',
  ],
  [
    'a source emptied but for excluded files',
    'source: s.tmp | archive: a',
    { ...DELETE, filter: { exclude: ['*.tmp'] } },
    'archive held source.emptied',
    '  remove Delete archive: a [held source.emptied]',
  ],
];

describe.each([
  ['copying', COPYING],
  ['types that change', TYPES],
  ['what could not be seen', UNSEEN],
  ['an emptied source', EMPTIED],
  ['removing', REMOVING],
  ['fed by another replica', FED],
  ['identities', IDENTIFIED],
  ['modules', MODULES],
  ['filters', FILTERED],
] as const)('%s', (_, rows) => {
  for (const [name, line, options, ...expected] of rows) {
    test(name, () => {
      expect(planLines(planOf(world(line, options)))).toEqual(expected);
    });
  }
});

describe('facts', () => {
  /** Amounts as files/bytes, those that are not nothing; the age of the oldest proof. */
  function factsOf(line: string, options: MirrorOptions = {}): string | undefined {
    const facts = planOf(world(line, options)).entries.find(({ item }) => item.replica !== undefined)?.item.facts;
    if (facts === undefined) return undefined;
    const names = ['wanted', 'holds', 'behind', 'extraneous', 'lost', 'adopts', 'proven', 'corrupt'] as const;
    const amounts = names
      .filter((name) => facts[name].files > 0)
      .map((name) => `${name} ${facts[name].files}/${facts[name].bytes}`);
    const age = facts.verifiedAt === undefined ? [] : [`${(NOW - facts.verifiedAt) / DAY_MS}d`];
    return [facts.state, ...amounts, ...age].join(', ');
  }

  test.each([
    [
      'adopted: equal, never seen before and never read',
      'source: a=3 b | archive: a=3~unread b~unread',
      'copied, wanted 2/4, holds 2/4, adopts 2/4',
    ],
    ['known: nothing is adopted', 'source: a=3 | archive [noted]: a=3~unread', 'copied, wanted 1/3, holds 1/3'],
    [
      'verified: since the oldest proof',
      'source: a=3 b c | archive [noted]: a=3~40d b c~7d',
      'verified, wanted 3/5, holds 3/5, proven 3/5, 40d',
    ],
    ['a moved file is proven still', 'source: a | archive [noted]: a~moved', 'verified, wanted 1/1, holds 1/1, proven 1/1, 0d'],
    ['one file is not', 'source: a b | archive [noted]: a~40d b~unread', 'copied, wanted 2/2, holds 2/2, proven 1/1'],
    ['nor one that differs', 'source: a | archive [noted]: a~differs', 'copied, wanted 1/1, holds 1/1'],
    ['nor one that was bad under another inode', 'source: a | archive [noted]: a~doubtful', 'copied, wanted 1/1, holds 1/1'],
    ['corrupt', 'source: a=3 b=5 | archive [noted]: a=3~bad', 'corrupt, wanted 2/8, holds 1/3, behind 1/5, corrupt 1/3'],
    [
      'a corrupt file that is out of date, or not wanted, is not',
      'source: a=3 | archive [noted]: a~bad x~bad',
      'behind, wanted 1/3, holds 2/2, behind 1/3, extraneous 1/1',
    ],
    [
      'behind; what the source once had is lost there',
      'source: a=3 b=5 | archive [noted]: a=3 x=7 y=9~unread',
      'behind, wanted 2/8, holds 3/19, behind 1/5, extraneous 2/16, lost 1/7, proven 2/10',
    ],
    ['missing', 'source: a=3 | archive: -', 'missing, wanted 1/3, behind 1/3'],
    [
      'a gap: not said to be complete, nor to have too much',
      'source: a d/ !d | archive [noted]: a d/ d/x',
      'unknown, wanted 1/1, holds 2/2, proven 2/2',
    ],
    [
      'blocked is behind',
      'source: x=2 | archive [noted]: x/ x/y~unread',
      'behind, wanted 1/2, holds 1/1, behind 1/2, extraneous 1/1',
    ],
    ['links need no proof', 'source: a l->x | archive [noted]: a l->x', 'verified, wanted 2/1, holds 2/1, proven 1/1, 0d'],
    ['nothing at either', 'source: | archive: ', 'verified'],
    ['not looked at', 'source: ? | archive: a', undefined],
  ])('%s', (_, line, expected) => {
    expect(factsOf(line)).toEqual(expected);
  });

  test('by another digest nothing is proven', () => {
    expect(factsOf('source: a | archive [noted]: a', { digest: 'sha256', provenBy: 'md5' })).toBe(
      'copied, wanted 1/1, holds 1/1',
    );
  });

  test('a removal waits for the copies before it, and for their reading', () => {
    const [entry] = planOf(world('source: a | archive: x', TRASH)).entries;
    const [copy, reading, removal] = entry === undefined ? [] : actionsOf(entry.item.decision);
    expect([copy, reading, removal].map((action) => action?.type)).toEqual(['transfer', 'verify', 'remove']);
    expect(removal?.requires).toEqual([copy?.id, reading?.id]);
    expect(reading?.requires).toEqual([copy?.id]);
    expect(copy?.requires).toEqual([]);
  });
});

describe('what is expected to follow', () => {
  function expected(line: string, options: MirrorOptions = {}): readonly string[] {
    return planOf(world(line, options)).entries.flatMap(({ item }) =>
      item.then.map(({ type, to, because }) => `${type} ${placeName(to)}: ${because}`),
    );
  }

  test.each<readonly [string, string, MirrorOptions, readonly string[]]>([
    ['a copy is published', 'source: a | archive: -', {}, ['publish archive: once all of it was read back']],
    [
      'and feeds others',
      'source: a | archive: - | m2<archive: - | m3<archive: a',
      {},
      ['transfer m2: fed from archive', 'publish archive: once all of it was read back'],
    ],
    ['a repair too', 'source: a | archive: a~bad', {}, ['publish archive: once all of it was read back']],
    ['nothing, where nothing is brought', 'source: a | archive: a~unread', {}, []],
    ['nothing, where it is held', 'source: a=2 | archive: a', { ceilings: { files: 0 } }, []],
    ['nothing, where nothing is to be done', 'source: a | archive: a', {}, []],
  ])('%s', (_, line, options, follows) => {
    expect(expected(line, options)).toEqual(follows);
  });
});

describe('what a publication is made for', () => {
  function contentOf(line: string, options: MirrorOptions = {}): string {
    return planOf(world(line, options)).entries.at(-1)?.item.facts?.content ?? '';
  }
  const SOME = 'source: d/ d/a=3 b l->b | archive: d/ d/a=3 b l->b';

  test.each<readonly [string, string, MirrorOptions]>([
    ['in another order', 'source: l->b b d/ d/a=3 | archive: b l->b d/ d/a=3', {}],
    ['with more than the source has', 'source: d/ d/a=3 b l->b | archive: d/ d/a=3 b l->b x y/ z->b', {}],
    ['under other inodes, read at another time', 'source: d/ d/a=3 b l->b | archive: d/ d/a=3~moved b~20d l->b', {}],
    ['with a pipe', 'source: d/ d/a=3 b l->b p| | archive: d/ d/a=3 b l->b p|', {}],
  ])('the same: %s', (_, line, options) => {
    expect(contentOf(SOME)).not.toBe('');
    expect(contentOf(line, options)).toBe(contentOf(SOME));
  });

  test.each<readonly [string, string, MirrorOptions]>([
    ['a file more', 'source: d/ d/a=3 b c l->b | archive: d/ d/a=3 b c l->b', {}],
    ['another size', 'source: d/ d/a=4 b l->b | archive: d/ d/a=4 b l->b', {}],
    ['another time', 'source: d/ d/a=3@9 b l->b | archive: d/ d/a=3@9 b l->b', {}],
    ['another name', 'source: d/ d/x=3 b l->b | archive: d/ d/x=3 b l->b', {}],
    ['another target', 'source: d/ d/a=3 b l->d | archive: d/ d/a=3 b l->d', {}],
    ['another digest', SOME, { digest: 'sha256' }],
    ['a directory more', 'source: d/ d/a=3 b e/ l->b | archive: d/ d/a=3 b e/ l->b', {}],
  ])('another: %s', (_, line, options) => {
    expect(contentOf(line, options)).not.toBe(contentOf(SOME));
    expect(contentOf(line, options)).not.toBe('');
  });

  test('nothing, where not all of it was read back', () => {
    expect(contentOf('source: a b | archive: a b~unread')).toBe('');
  });
});

describe('questions', () => {
  function asked(line: string, options: MirrorOptions = {}): readonly string[] {
    const it = world(line, options);
    return look(resourceOf(it), seeOf(it)).map((probe) => probe.key.replace(/ .*?"([^"]*)".*$/s, ' $1'));
  }

  test('what is remembered, both ends, identities where they are required, proofs, the trash', () => {
    expect(asked('source [own]: a | archive: - | m2 [swapped]: -')).toEqual([
      'settled PoolMirror/pv',
      'settled PoolMirror/pv',
      'tree source:.',
      'tree archive:.',
      'tree m2:.',
      'place source:.',
      'place archive:.',
      'place m2:.',
      'identity source',
      'identity m2',
      'proofs source:.',
      'proofs archive:.',
      'proofs m2:.',
      'tree archive:.replicas-trash',
      'tree m2:.replicas-trash',
      'note PoolMirror/pv',
      'note PoolMirror/pv',
    ]);
  });

  test('the modules first, then their trees', () => {
    const it = world('icc/PV1: a | archive/PV1: a', modules(['PV1']));
    const resource = resourceOf(it);
    expect(look(resource, () => undefined).map((probe) => probe.type)).toEqual(['modules']);
    const types = look(resource, seeOf(it)).map((probe) => probe.type);
    expect(types).toEqual(['modules', 'settled', 'tree', 'tree', 'place', 'proofs', 'proofs', 'tree', 'note']);
  });

  test('a module is named in messages without what a terminal would act upon', () => {
    const name = 'PV\u001b[31m\n';
    const [entry] = planOf(world(`icc/${name}: a | archive/x: a`, modules([name]))).entries;
    expect(entry?.item.dataset).toBe('PV\\#033[31m\\#012');
  });
});

function names(count: number, prefix: string): string {
  return many(count, prefix).split(' ').sort().join(' ');
}
