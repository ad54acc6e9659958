import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../src/model/plan.ts';
import { heldLists } from '../../src/plan/held-lists.ts';
import { entriesIn, type MirrorOptions, many, planLines, planOf, world } from '../worlds.ts';

/** A name, a world, what is declared, the plan. */
type Row = readonly [string, string, MirrorOptions, ...string[]];

const TRASH = { extraneous: 'Trash' } as const;
const DELETE = { extraneous: 'Delete' } as const;
const NO_CEILINGS = { percent: Infinity, files: Infinity, bytes: Infinity } as const;

const OVERWRITING: readonly Row[] = [
  [
    '24 proven files of 24',
    `source: ${many(24, 'a', '=2')} | archive: ${many(24, 'a')}`,
    {},
    'archive todo',
    `  replace source > archive: ${names(24, 'a')}`,
  ],
  [
    '25 of 25, too many; what is missing is copied',
    `source: ${many(25, 'a', '=2')} b | archive: ${many(25, 'a')}`,
    {},
    'archive todo',
    `  replace source > archive: ${names(25, 'a')} [held ceiling.exceeded]`,
    '  transfer source > archive: b',
  ],
  [
    'nothing else to do',
    `source: ${many(25, 'a', '=2')} | archive: ${many(25, 'a')}`,
    {},
    'archive held ceiling.exceeded',
    `  replace source > archive: ${names(25, 'a')} [held ceiling.exceeded]`,
  ],
  [
    '25 of 250, exactly a tenth',
    `source: ${many(25, 'a', '@2')} ${many(225, 's')} | archive: ${many(25, 'a')} ${many(225, 's')}`,
    {},
    'archive todo',
    `  replace source > archive: ${names(25, 'a')}`,
  ],
  [
    '25 of 249, above it',
    `source: ${many(25, 'a', '@2')} ${many(224, 's')} | archive: ${many(25, 'a')} ${many(224, 's')}`,
    {},
    'archive held ceiling.exceeded',
    `  replace source > archive: ${names(25, 'a')} [held ceiling.exceeded]`,
  ],
  [
    'the ceiling of files holds few files too',
    'source: a=2 b=2 | archive: a b',
    { ceilings: { files: 1 } },
    'archive held ceiling.exceeded',
    '  replace source > archive: a b [held ceiling.exceeded]',
  ],
  [
    'bytes are those that are there now',
    'source: a=1 b=900 | archive: a=51 b=1~unread',
    { ceilings: { bytes: 50 } },
    'archive held ceiling.exceeded',
    '  replace source > archive: a b [held ceiling.exceeded]',
  ],
  [
    'what was never proven counts too: losing the memory permits nothing',
    `source: ${many(30, 'a', '=2')} | archive: ${many(30, 'a', '~unread')}`,
    { ceilings: { files: 0 } },
    'archive held ceiling.exceeded',
    `  replace source > archive: ${names(30, 'a')} [held ceiling.exceeded]`,
  ],
  [
    'a repair overwrites nothing that is good',
    'source: a b | archive: a~bad b~bad',
    { ceilings: { files: 0, bytes: 0 } },
    'archive todo',
    '  repair source > archive: a b',
  ],
  [
    'what is overwritten and what is removed count each for itself',
    'source: a=2 | archive: a x',
    { ...TRASH, ceilings: { files: 1 } },
    'archive todo',
    '  replace source > archive: a',
    '  remove Trash archive: x',
  ],
  [
    'held overwrites keep no removal waiting',
    'source: a=2 b=2 c | archive: a b x',
    { ...TRASH, ceilings: { files: 1 } },
    'archive todo',
    '  replace source > archive: a b [held ceiling.exceeded]',
    '  transfer source > archive: c',
    '  remove Trash archive: x',
  ],
  [
    'nor the other way round',
    'source: a=2 | archive: a x y',
    { ...TRASH, ceilings: { files: 1 } },
    'archive todo',
    '  replace source > archive: a',
    '  remove Trash archive: x y [held source.shrunk]',
  ],
];

const SHRUNK: readonly Row[] = [
  [
    'what the source once had is gone there',
    `source: a | archive: a ${many(25, 'x')}`,
    TRASH,
    'archive held source.shrunk',
    `  remove Trash archive: ${names(25, 'x')} [held source.shrunk]`,
  ],
  [
    'what it never had is only too much',
    `source: a | archive: a ${many(25, 'x', '~unread')}`,
    TRASH,
    'archive held ceiling.exceeded',
    `  remove Trash archive: ${names(25, 'x')} [held ceiling.exceeded]`,
  ],
  [
    'mostly so',
    `source: a | archive: a ${many(24, 'x')} y~unread`,
    TRASH,
    'archive held ceiling.exceeded',
    `  remove Trash archive: ${names(24, 'x')} y [held ceiling.exceeded]`,
  ],
  [
    'within the ceilings it is removed',
    `source: a | archive: a ${many(24, 'x')}`,
    TRASH,
    'archive todo',
    `  remove Trash archive: ${names(24, 'x')}`,
  ],
  ['kept, nothing is held', `source: a | archive: a ${many(25, 'x')}`, {}, 'archive settled'],
  [
    'an approval is of one reason only',
    'source: a | archive: a x y',
    { ...TRASH, ceilings: { files: 1 }, approve: ['archive ceiling.exceeded: x y'] },
    'archive held source.shrunk',
    '  remove Trash archive: x y [held source.shrunk]',
  ],
];

const LOW = { ...TRASH, ceilings: { files: 1 } } as const;
const THREE = 'source: a | archive: a x y z';

const APPROVED: readonly Row[] = [
  [
    'the list that was shown',
    THREE,
    { ...LOW, approve: ['archive source.shrunk: x y z'] },
    'archive todo',
    '  remove Trash archive: x y z',
  ],
  [
    'a longer one covers it',
    THREE,
    { ...LOW, approve: ['archive source.shrunk: w x y z d/'] },
    'archive todo',
    '  remove Trash archive: x y z',
  ],
  [
    'a shorter one does not',
    THREE,
    { ...LOW, approve: ['archive source.shrunk: x y'] },
    'archive held source.shrunk',
    '  remove Trash archive: x y z [held source.shrunk]',
  ],
  [
    'nor two shorter ones',
    THREE,
    { ...LOW, approve: ['archive source.shrunk: x y', 'archive source.shrunk: z'] },
    'archive held source.shrunk',
    '  remove Trash archive: x y z [held source.shrunk]',
  ],
  [
    'nor one of files of another size',
    THREE,
    { ...LOW, approve: ['archive source.shrunk: x=2 y z'] },
    'archive held source.shrunk',
    '  remove Trash archive: x y z [held source.shrunk]',
  ],
  [
    'nor one for another replica',
    'source: a | archive: a x y | m2: a x y',
    { ...LOW, approve: ['m2 source.shrunk: x y'] },
    'archive held source.shrunk',
    '  remove Trash archive: x y [held source.shrunk]',
    'm2 todo',
    '  remove Trash m2: x y',
  ],
  [
    'overwrites',
    'source: a=2 b=2 | archive: a b',
    { ceilings: { files: 1 }, approve: ['archive ceiling.exceeded: a b'] },
    'archive todo',
    '  replace source > archive: a b',
  ],
  [
    'overwrites: the files that are there, not those that come',
    'source: a=2 b=2 | archive: a b',
    { ceilings: { files: 1 }, approve: ['archive ceiling.exceeded: a=2 b=2'] },
    'archive held ceiling.exceeded',
    '  replace source > archive: a b [held ceiling.exceeded]',
  ],
  [
    'a source under suspicion is released by nobody',
    'source: a~bad b | archive: b',
    { approve: ['archive source.suspect: a'] },
    'dataset . held source.suspect',
    '  recheck source: a',
    'archive held source.suspect',
    '  transfer source > archive: a [held source.suspect]',
  ],
];

const EMPTIED: readonly Row[] = [
  ['kept', 'source: | archive: a b', {}, 'archive held source.emptied'],
  ['trash', 'source: | archive: a b', TRASH, 'archive held source.emptied', '  remove Trash archive: a b [held source.emptied]'],
  [
    'delete',
    'source: | archive: a b',
    DELETE,
    'archive held source.emptied',
    '  remove Delete archive: a b [held source.emptied]',
  ],
  ['approved, kept', 'source: | archive: a b', { approve: ['archive source.emptied: a b'] }, 'archive settled'],
  [
    'approved, trash',
    'source: | archive: a b',
    { ...TRASH, approve: ['archive source.emptied: a b'] },
    'archive todo',
    '  remove Trash archive: a b',
  ],
  [
    'approved, delete: the ceilings are released with it',
    `source: | archive: ${many(2000, 'a')}`,
    { ...DELETE, approve: [`archive source.emptied: ${many(2000, 'a')}`] },
    'archive todo',
    `  remove Delete archive: ${names(2000, 'a')}`,
  ],
  [
    'a replica that has more since is held again',
    'source: | archive: a b c',
    { ...TRASH, approve: ['archive source.emptied: a b'] },
    'archive held source.emptied',
    '  remove Trash archive: a b c [held source.emptied]',
  ],
  [
    'one that has less is not',
    'source: | archive: a',
    { ...TRASH, approve: ['archive source.emptied: a b'] },
    'archive todo',
    '  remove Trash archive: a',
  ],
  [
    'with a gap it is not removed even so',
    'source: | archive: a !d',
    { ...TRASH, approve: ['archive source.emptied: a'] },
    'archive unknown source.gaps',
  ],
  [
    'all files are empty now',
    'source: a=0@2 b=0@2 | archive: a b~unread',
    { ceilings: NO_CEILINGS },
    'archive held source.emptied',
    '  replace source > archive: a b [held source.emptied]',
  ],
  [
    'and that is meant',
    'source: a=0@2 b=0@2 | archive: a b~unread',
    { ceilings: { files: 0 }, approve: ['archive source.emptied: a b'] },
    'archive todo',
    '  replace source > archive: a b',
  ],
  [
    'reading goes on',
    'source: a=0 b=0 | archive: a=0~unread b=5',
    {},
    'archive held source.emptied',
    '  replace source > archive: b [held source.emptied]',
    '  read archive by source: a',
  ],
];

describe.each([
  ['overwriting', OVERWRITING],
  ['a source that has shrunk', SHRUNK],
  ['released by a person', APPROVED],
  ['an emptied source', EMPTIED],
] as const)('%s', (_, rows) => {
  for (const [name, line, options, ...expected] of rows) {
    test(name, () => {
      expect(planLines(planOf(world(line, options)))).toEqual(expected);
    });
  }
});

describe('what uses an approval up', () => {
  function used(line: string, options: MirrorOptions): readonly string[] {
    return planOf(world(line, options)).entries.flatMap(({ item }) =>
      actionsOf(item.decision).flatMap((action) => (action.approved === undefined ? [] : [action.type])),
    );
  }

  test.each<readonly [string, string, MirrorOptions, readonly string[]]>([
    ['the removal', 'source: a b | archive: a x y', { ...LOW, approve: ['archive source.shrunk: x y'] }, ['remove']],
    ['nothing, within the ceilings', 'source: a | archive: a x', { ...LOW, approve: ['archive source.shrunk: x'] }, []],
    [
      'the overwriting, not its reading back',
      'source: a=2 b=2 | archive: a b',
      { ceilings: { files: 1 }, approve: ['archive ceiling.exceeded: a b'] },
      ['transfer'],
    ],
    ['the repair', 'source: a | archive: a~differs', { approve: ['archive replica.differs: a'] }, ['transfer']],
    [
      'of an emptied source only what takes away',
      'source: d/ | archive: a ~/2020-01-01/p/x',
      { ...TRASH, approve: ['archive source.emptied: a'] },
      ['remove'],
    ],
    ['of one whose files are kept nothing', 'source: | archive: a', { approve: ['archive source.emptied: a'] }, []],
  ])('%s', (_, line, options, expected) => {
    expect(used(line, options)).toEqual(expected);
  });
});

describe('the lists that are shown', () => {
  function lists(line: string, options: MirrorOptions = {}): readonly string[] {
    return heldLists(planOf(world(line, options))).map(({ replica, code, list }) => {
      const entries = entriesIn({ entries: list }).map((entry) => `${entry.path}=${entry.size}`);
      return `${replica} ${code}: ${entries.sort().join(' ')}`;
    });
  }

  test.each<readonly [string, string, MirrorOptions, readonly string[]]>([
    ['a removal', 'source: a | archive: a x y', LOW, ['archive:. source.shrunk: x=1 y=1']],
    ['what is overwritten, as it is there', 'source: a=2 b=2 | archive: a b', LOW, ['archive:. ceiling.exceeded: a=1 b=1']],
    [
      'both for one reason are one list',
      'source: a=2 b=2 | archive: a b x~unread y~unread',
      LOW,
      ['archive:. ceiling.exceeded: a=1 b=1 x=1 y=1'],
    ],
    [
      'for two reasons two',
      'source: a=2 b=2 | archive: a b x y',
      LOW,
      ['archive:. ceiling.exceeded: a=1 b=1', 'archive:. source.shrunk: x=1 y=1'],
    ],
    ['an emptied source: all that is there', 'source: | archive: a x d/', TRASH, ['archive:. source.emptied: a=1 d=0 x=1']],
    ['files that differ', 'source: a b | archive: a~differs b~differs', {}, ['archive:. replica.differs: a=1 b=1']],
    ['each replica its own', 'source: | archive: a | m2: b', {}, ['archive:. source.emptied: a=1', 'm2:. source.emptied: b=1']],
    ['none where no approval helps', 'source: a~bad b | archive: a~bad x', TRASH, []],
    ['none of what is free', 'source: a | archive: x', TRASH, []],
  ])('%s', (_, line, options, expected) => {
    expect(lists(line, options)).toEqual(expected);
  });

  test('a list that was shown for one reason releases all of it', () => {
    const line = 'source: a=2 b=2 | archive: a b x~unread y~unread';
    const approve = ['archive ceiling.exceeded: a b x y'];
    expect(planLines(planOf(world(line, { ...LOW, approve })))).toEqual([
      'archive todo',
      '  replace source > archive: a b',
      '  remove Trash archive: x y',
    ]);
  });
});

function names(count: number, prefix: string): string {
  return many(count, prefix).split(' ').sort().join(' ');
}
