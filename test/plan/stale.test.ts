import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entriesOf } from '../../src/inventory/records.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import { parseSavedPlan, type SavedPlan } from '../../src/plan/saved-plan.ts';
import { checkSaved } from '../../src/plan/stale.ts';
import { planDocument } from '../../src/render/plan-document.ts';
import { applied } from '../applied.ts';
import { type Action, actionsOfPlan } from '../plan-actions.ts';
import { worlds } from '../random-worlds.ts';
import { actionLines, type MirrorOptions, planOf, type World, world } from '../worlds.ts';

const TRASH = { extraneous: 'Trash' } as const;
const DELETE = { extraneous: 'Delete' } as const;

function saved(of: World): SavedPlan {
  const document = planDocument(planOf(of), { manifests: { digest: '', commit: '', dirty: false }, entries: 'listed' });
  const parsed = parseSavedPlan(JSON.stringify(document));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** A plan of one world, held against another: what is done, or why nothing is. */
function checked(before: string, after: string, options: MirrorOptions = {}): readonly string[] {
  return checkSaved(saved(world(before, options)), planOf(world(after, options))).map((it) => {
    if (it.status === 'refused') return `refused: ${it.because.message.replace(/^[^:]*:[^:]*: /, '')}`;
    return ['fits', ...actionLines(it.actions), ...(it.held > 0 ? [`held ${it.held}`] : [])].join(', ');
  });
}

const SOURCE_MOVED = 'refused: the source has changed since; nothing was done there';
const REPLICA_MOVED = 'refused: the replica has changed since; nothing was done there';
const NOT_DECIDED = 'refused: a transfer is no longer decided; nothing was done there';
function moved(side: 'source' | 'replica', path: string): string {
  return `refused: a listed entry has changed since at the ${side}: "${path}"; nothing was done there`;
}

const ROWS: readonly (readonly [string, string, string, MirrorOptions, ...string[]])[] = [
  ['the same world', 'source: a b | archive: b', 'source: a b | archive: b', {}, 'fits, transfer source > archive: a'],
  ['all is done already', 'source: a b | archive: b', 'source: a b | archive: a b', {}, 'fits'],
  [
    'part of it is done already',
    'source: a b l->x | archive: -',
    'source: a b l->x | archive: b',
    {},
    'fits, transfer source > archive: a l->',
  ],
  ['a file is another', 'source: a=1 b | archive: b', 'source: a=2 b | archive: b', {}, moved('source', 'a')],
  ['a file is touched', 'source: a@1 b | archive: b', 'source: a@2 b | archive: b', {}, moved('source', 'a')],
  ['a file is gone at the source', 'source: a b | archive: b', 'source: b | archive: b', {}, moved('source', 'a')],
  ['a listed directory is a file now', 'source: a d/ | archive: a', 'source: a d | archive: a', {}, moved('source', 'd')],
  ['there is something else at the source', 'source: a b | archive: b', 'source: a b c | archive: b', {}, SOURCE_MOVED],
  ['something that is not listed is touched', 'source: a b | archive: b', 'source: a b@5 | archive: b', {}, SOURCE_MOVED],
  ['there is something else at the replica', 'source: a b | archive: b', 'source: a b | archive: b x', {}, REPLICA_MOVED],
  [
    'another file lies where one is to be copied',
    'source: a=1 b | archive: b',
    'source: a=1 b | archive: a=9 b',
    {},
    moved('replica', 'a'),
  ],
  [
    'the file that lay there lies there still',
    'source: a=1 b | archive: a=9~unread b',
    'source: a=1 b | archive: a=9~unread b',
    {},
    'fits, replace source > archive: a',
  ],
  ['it is another now', 'source: a=1 | archive: a=9~unread', 'source: a=1 | archive: a=8~unread', {}, moved('replica', 'a')],
  [
    'it was proven meanwhile',
    'source: a=1 | archive: a=9~unread',
    'source: a=1 | archive: a=9',
    {},
    'fits, replace source > archive: a',
  ],
  ['it is gone', 'source: a=1 | archive: a=9~unread', 'source: a=1 | archive: ', {}, NOT_DECIDED],
  [
    'proven files that are replaced',
    'source: a=2 b=2 c | archive: a b',
    'source: a=2 b=2 c | archive: a=2 b',
    {},
    'fits, replace source > archive: b, transfer source > archive: c',
  ],
  ['one of them is another now', 'source: a=2 b=2 | archive: a b', 'source: a=2 b=2 | archive: a b=3', {}, moved('replica', 'b')],
  ['one of them is gone', 'source: a=2 | archive: a', 'source: a=2 | archive: ', {}, NOT_DECIDED],
  [
    'a file at the source is under suspicion since',
    'source: a b | archive: -',
    'source: a~bad b | archive: -',
    {},
    'refused: a transfer of these entries is no longer decided; nothing was done there',
  ],
  [
    'all of them are',
    'source: a | archive: -',
    'source: a~bad | archive: -',
    {},
    'refused: a transfer is held now (source.suspect); nothing was done there',
  ],
  [
    'so nothing is overwritten any more',
    'source: a b=2 | archive: a b',
    'source: a~bad b=2 | archive: a b',
    {},
    'refused: a transfer is held now (source.suspect); nothing was done there',
  ],
  ['a removal', 'source: a | archive: a x y', 'source: a | archive: a x y', TRASH, 'fits, remove Trash archive: x y'],
  [
    'a removal that is partly done',
    'source: a | archive: a x y',
    'source: a | archive: a y',
    TRASH,
    'fits, remove Trash archive: y',
  ],
  ['a removal that is done', 'source: a | archive: a x', 'source: a | archive: a', TRASH, 'fits'],
  [
    'of links, directories, pipes',
    'source: a | archive: a l->x d/ p|',
    'source: a | archive: a l->x d/ p|',
    TRASH,
    'fits, remove Trash archive: d/ l-> p|',
  ],
  [
    'nor removed',
    'source: a | archive: a x',
    'source: a~bad | archive: a x',
    TRASH,
    'refused: a remove is held now (source.suspect); nothing was done there',
  ],
  [
    'with a gap since nothing is removed',
    'source: a | archive: a x',
    'source: a | archive: a x !d',
    TRASH,
    'refused: it did not answer',
  ],
  [
    'repairs, each from its place',
    'source: a~bad b | archive: a~bad b~bad | m2: a b',
    'source: a~bad b | archive: a~bad b~bad | m2: a b',
    {},
    'fits, recheck source: a',
    'fits, repair source > archive: b, repair m2 > archive: a',
  ],
  [
    'what is repaired already is not repaired again',
    'source: a b | archive: a~bad b~bad',
    'source: a b | archive: a b~bad',
    {},
    'fits, repair source > archive: b',
  ],
  [
    'what must be repaired from elsewhere now is not repaired',
    'source: a | archive: a~bad | m2: a',
    'source: a~bad | archive: a~bad | m2: a',
    {},
    'fits',
  ],
  ['a source that is good again', 'source: a~bad | archive: a', 'source: a | archive: a', {}],
  [
    'reading: what was read since is not read again',
    'source: a b c | archive: a~unread b~unread c~40d',
    'source: a b c | archive: a b~unread c~40d',
    {},
    'fits, read archive by source: b, recheck archive by source: c',
  ],
  ['all of it was', 'source: a b | archive: a~unread b~40d', 'source: a b | archive: a b', {}, 'fits'],
  [
    'reading as much as is allowed by now',
    'source: a | archive: a~unread',
    'source: a | archive [spent=9]: a~unread',
    { verify: { budgetBytes: 9 } },
    'fits',
  ],
  ['publishing', 'source: a | archive [unpublished]: a', 'source: a | archive [unpublished]: a', {}, 'fits, publish archive'],
  ['it was published since', 'source: a | archive [unpublished]: a', 'source: a | archive: a', {}, 'fits'],
  [
    'what is published after a removal that is done',
    'source: a | archive [unpublished]: a x',
    'source: a | archive [unpublished]: a',
    TRASH,
    'fits, publish archive',
  ],
  [
    'what has lain in the trash for long',
    'source: a | archive: a ~/2020-01-01/p/x ~/2020-01-02/p/y',
    'source: a | archive: a ~/2020-01-02/p/y ~/2020-01-03/p/z',
    {},
    'fits, remove Delete archive/.replicas-trash: 2020-01-02/ 2020-01-02/p/ 2020-01-02/p/y',
  ],
  [
    'in a directory below the root too',
    'source: a | archive/x/y: a ~/2020-01-01/p/x z',
    'source: a | archive/x/y: a ~/2020-01-01/p/x z',
    DELETE,
    'fits, remove Delete archive/x/y: z, remove Delete archive/x/y/.replicas-trash: 2020-01-01/ 2020-01-01/p/ 2020-01-01/p/x',
  ],
  [
    'of a proven file that makes way for a link',
    'source: a->x | archive: a',
    'source: a->x | archive: a',
    TRASH,
    'fits, remove Trash archive: a',
  ],
  ['of a pipe that is gone', 'source: a | archive: a p|', 'source: a | archive: a', TRASH, 'fits'],
  ['of a pipe that the source has now', 'source: a | archive: a p|', 'source: a p| | archive: a p|', TRASH, moved('source', 'p')],
  ['what is to go is another', 'source: a | archive: a x=1', 'source: a | archive: a x=2', TRASH, moved('replica', 'x')],
  ['what is to go is a directory now', 'source: a | archive: a x', 'source: a | archive: a x/', TRASH, moved('replica', 'x')],
  ['what is to go is at the source now', 'source: a | archive: a x', 'source: a x | archive: a x', TRASH, moved('source', 'x')],
  ['the source cannot be seen', 'source: a | archive: -', 'source: ? | archive: -', {}, 'refused: it did not answer'],
  ['the replica cannot be seen', 'source: a | archive: -', 'source: a | archive: ?', {}, 'refused: it did not answer'],
  ['the source is gone', 'source: a | archive: -', 'source: - | archive: -', {}, 'refused: source:. does not exist'],
  [
    'the replica is no longer declared',
    'source: a | archive: -',
    'source: a | other: -',
    {},
    'refused: the manifest no longer declares it; nothing was done there',
  ],
  [
    'a held removal is not done, the copy is',
    'source: a | archive: x',
    'source: a | archive: x',
    { ...TRASH, ceilings: { files: 0 } },
    'fits, transfer source > archive: a, held 1',
  ],
  ['nothing was to be done', 'source: a | archive: a', 'source: a b | archive: a', {}],
  [
    'one replica moved, the other is done',
    'source: a | archive: - | m2: -',
    'source: a | archive: x | m2: -',
    {},
    REPLICA_MOVED,
    'fits, transfer source > m2: a',
  ],
  [
    'held overwrites are not done, the rest is',
    'source: a=2 b=2 c | archive: a b x',
    'source: a=2 b=2 c | archive: a b x',
    { ...TRASH, ceilings: { files: 1 } },
    'fits, transfer source > archive: c, remove Trash archive: x, held 1',
  ],
  [
    'the feed is no longer complete',
    'source: a | archive: a | m2<archive: -',
    'source: a | archive: - | m2<archive: -',
    {},
    'refused: a transfer is no longer decided; nothing was done there',
  ],
];

for (const [name, before, after, options, ...expected] of ROWS) {
  test(name, () => {
    const found = checked(before, after, options);
    expect(found.map((line) => line.replace(/^refused: .*(source:\. does not exist).*$/, 'refused: $1'))).toEqual(expected);
  });
}

test('another manifest', () => {
  const before = world('source: a | archive: -');
  const now = planOf(before);
  const other = {
    ...now,
    entries: now.entries.map((entry) => ({ ...entry, resource: { ...entry.resource, digest: 'sha256:other' } })),
  };
  expect(checkSaved(saved(before), other)).toMatchObject([
    { status: 'refused', because: { code: 'plan.stale', message: expect.stringContaining('the manifest has changed since') } },
  ]);
});

test('what a person had released is held again once that is used up', () => {
  const before = world('source: a | archive: a~differs', { approve: ['archive replica.differs: a'] });
  const check = (options: MirrorOptions): string | undefined => {
    const [it] = checkSaved(saved(before), planOf({ ...before, options }));
    return it?.status === 'fits' ? actionLines(it.actions).join() : it?.because.message;
  };
  expect(check(before.options)).toBe('repair source > archive: a');
  expect(check({})).toContain('a transfer is held now (replica.differs)');
});

test('a removal still waits for the copies that are not done yet', () => {
  const options = { ...TRASH };
  const requires = (after: string): unknown =>
    checkSaved(saved(world('source: a | archive: x', options)), planOf(world(after, options))).map((it) =>
      it.status === 'fits' ? it.actions.map((action) => [action.type, action.requires.length]) : it.because.message,
    );
  expect(requires('source: a | archive: x')).toEqual([
    [
      ['transfer', 0],
      ['verify', 1],
      ['remove', 2],
    ],
  ]);
  expect(requires('source: a | archive: a x')).toEqual([[['remove', 0]]]);
});

describe('laws', () => {
  test('in an unchanged world a saved plan is exactly that plan', () => {
    fc.assert(
      fc.property(worlds('Sound'), (it) => {
        const plan = planOf(it);
        const free = actionsOfPlan(plan).filter((action) => action.hold === undefined);
        const checks = checkSaved(saved(it), plan);
        expect(checks.filter((check) => check.status === 'refused')).toEqual([]);
        const done = checks.flatMap((check) => (check.status === 'fits' ? check.actions : []));
        expect(done.map(saidOf)).toEqual(free.map(saidOf));
      }),
      { numRuns: 300, interruptAfterTimeLimit: 20_000 },
    );
  });

  test('applied once, it fits again and has nothing left to do, where no file has another file in its way', () => {
    fc.assert(
      fc.property(worlds('Sound', 'Plain'), (it) => {
        fc.pre(it.places.length === 2 && Object.keys(it.options.filter ?? {}).length === 0);
        const before = saved(it);
        for (const check of checkSaved(before, planOf(applied(it, planOf(it)))))
          expect(check).toMatchObject({ status: 'fits', actions: [] });
      }),
      { numRuns: 600, interruptAfterTimeLimit: 20_000 },
    );
  });
});

/** All of an action, and its entries by their names. */
function saidOf(action: Action): unknown {
  const { entries, ...rest } = action;
  if (rest.type !== 'transfer' || rest.way.type === 'Add') return { ...rest, entries: paths(entries) };
  return { ...rest, way: { ...rest.way, replaced: paths(rest.way.replaced) }, entries: paths(entries) };
}

function paths(entries: Inventory): readonly string[] {
  return [...entriesOf(entries)].map((entry) => entry.path).sort();
}
