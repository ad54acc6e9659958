import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../src/lib/path-bytes.ts';
import type { Plan } from '../../src/model/plan.ts';
import { PAINTERS } from '../../src/render/painter.ts';
import { renderPlanText } from '../../src/render/plan-text.ts';
import { at, directory, facts, file, inventory, item, link, mirror, plan, removal, transfer } from './samples.ts';

const ARCHIVE = at('archive', 'pools/pv');
const MIRROR2 = at('mirror2', 'pv');
const CEILING = {
  code: 'ceiling.exceeded',
  message: 'would remove 50 % of this replica (30 of 60 files), the ceiling is 10 %',
  hint: 'Look at the list, then raise `ceilings` for one pass: reconcile --plan -v',
} as const;

const FIRST = plan(
  item(
    ARCHIVE,
    { status: 'todo', actions: [transfer(ARCHIVE, [directory('sub'), file('f1', 3000), file('sub/f2', 456)])] },
    {
      then: [{ type: 'transfer', to: MIRROR2, because: 'fed from archive' }],
      facts: facts({ state: 'missing' }),
    },
  ),
  item(MIRROR2, {
    status: 'waiting',
    code: 'replica.upstream-first',
    message: 'is fed from archive:pools/pv, which is not complete yet',
    hint: 'It follows in the same pass once that replica is complete.',
  }),
);

const MIXED = plan(
  item(
    ARCHIVE,
    {
      status: 'todo',
      actions: [
        transfer(ARCHIVE, [file('changed.dat', 1_200_000), file('new.dat', 1), link('latest', 'new.dat')]),
        removal(ARCHIVE, [file('old.dat', 20), directory('old')], { hold: CEILING }),
      ],
    },
    {
      facts: facts({
        adopts: { files: 12, bytes: 3400 },
        extraneous: { files: 1, bytes: 20 },
        basis: { from: inventory([]), to: inventory([file('changed.dat', 7), file('old.dat', 20)]), toleranceNs: 0n },
      }),
    },
  ),
  item(MIRROR2, { status: 'todo', actions: [removal(MIRROR2, [file('x', 1), file('y', 2)], { how: 'Delete' })] }),
  item(
    at('tape', ''),
    { status: 'settled' },
    { facts: facts({ holds: { files: 1, bytes: 5 }, extraneous: { files: 2, bytes: 9 } }) },
  ),
);

function text(shown: Plan, detail: 'concise' | 'normal' | 'files' = 'normal'): string {
  return renderPlanText(shown, { detail, painter: PAINTERS.plain });
}

describe('renderPlanText', () => {
  it('says what, to where, from where, how much, and why on a line of its own', () => {
    expect(text(FIRST)).toMatchInlineSnapshot(`
      "PoolMirror/pv   PV   from icc:PV
        > archive:pools/pv   copy 2 files, 3.5 kB from icc:PV
            because 3 entries missing
            then copy to mirror2:pv: fed from archive
        . mirror2:pv         waiting
            replica.upstream-first: is fed from archive:pools/pv, which is not complete yet
            It follows in the same pass once that replica is complete.

      Legend: > copy  . waiting
      Plan: 1 to do, 0 settled, 0 held, 1 waiting, 0 unknown; 2 files, 3.5 kB to copy, 0 to remove.
      "
    `);
  });

  it('tells copies, held removals, deletions and what stays apart', () => {
    expect(text(MIXED)).toMatchInlineSnapshot(`
      "PoolMirror/pv   PV   from icc:PV
        > archive:pools/pv   copy 3 files, 1.2 MB from icc:PV
            because 3 entries missing
        ! archive:pools/pv   held: move 1 file, 20 B to the trash
            because 2 files that the source does not have
            ceiling.exceeded: would remove 50 % of this replica (30 of 60 files), the ceiling is 10 %
            Look at the list, then raise \`ceilings\` for one pass: reconcile --plan -v
            12 files, 3.4 kB are already there and stay as they are
        - mirror2:pv         delete 2 files, 3 B
            because 2 files that the source does not have
        = tape:.             as declared: 1 file, 5 B
            2 files, 9 B there are not at the source, and kept

      Legend: > copy  - remove  ! held for a person  = as declared
      Plan: 2 to do, 1 settled, 0 held, 0 waiting, 0 unknown; 3 files, 1.2 MB to copy, 2 files, 3 B to remove; 1 action held.
      "
    `);
  });

  it('lists files by name, each with what happens to it', () => {
    expect(text(MIXED, 'files')).toMatchInlineSnapshot(`
      "PoolMirror/pv   PV   from icc:PV
        > archive:pools/pv   copy 3 files, 1.2 MB from icc:PV
            because 3 entries missing
            ~    1.2 MB  changed.dat
            +            latest -> new.dat
            +       1 B  new.dat
        ! archive:pools/pv   held: move 1 file, 20 B to the trash
            because 2 files that the source does not have
            ceiling.exceeded: would remove 50 % of this replica (30 of 60 files), the ceiling is 10 %
            Look at the list, then raise \`ceilings\` for one pass: reconcile --plan -v
            -            old/
            -      20 B  old.dat
            12 files, 3.4 kB are already there and stay as they are
        - mirror2:pv         delete 2 files, 3 B
            because 2 files that the source does not have
            -       1 B  x
            -       2 B  y
        = tape:.             as declared: 1 file, 5 B
            2 files, 9 B there are not at the source, and kept

      Legend: > copy  - remove  ! held for a person  = as declared  + new  ~ changed
      Plan: 2 to do, 1 settled, 0 held, 0 waiting, 0 unknown; 3 files, 1.2 MB to copy, 2 files, 3 B to remove; 1 action held.
      "
    `);
  });

  it('gives one line per replica when concise', () => {
    expect(text(MIXED, 'concise')).toMatchInlineSnapshot(`
      "PoolMirror/pv   PV   from icc:PV
        > archive:pools/pv   copy 3 files, 1.2 MB from icc:PV; held: move 1 file, 20 B to the trash (ceiling.exceeded)
        - mirror2:pv         delete 2 files, 3 B
        = tape:.             as declared: 1 file, 5 B

      Legend: > copy  - remove  = as declared
      Plan: 2 to do, 1 settled, 0 held, 0 waiting, 0 unknown; 3 files, 1.2 MB to copy, 2 files, 3 B to remove; 1 action held.
      "
    `);
    expect(text(FIRST, 'concise')).toMatchInlineSnapshot(`
      "PoolMirror/pv   PV   from icc:PV
        > archive:pools/pv   copy 2 files, 3.5 kB from icc:PV
        . mirror2:pv         waiting (replica.upstream-first)

      Legend: > copy  . waiting
      Plan: 1 to do, 0 settled, 0 held, 1 waiting, 0 unknown; 2 files, 3.5 kB to copy, 0 to remove.
      "
    `);
  });

  it('tells a hold that all actions of a replica share once', () => {
    const hold = {
      code: 'source.emptied',
      message: 'the source of PV has no file any more, this replica has 25',
      hint: 'Look at the source.',
    } as const;
    const actions = [transfer(ARCHIVE, [file('a', 1)], { hold }), removal(ARCHIVE, [file('b', 1)], { hold })];
    expect(
      text(plan(item(ARCHIVE, { status: 'held', hold, actions }), item(MIRROR2, { status: 'held', hold, actions: [] }))),
    ).toMatchInlineSnapshot(`
      "PoolMirror/pv   PV   from icc:PV
        ! archive:pools/pv   held: copy 1 file, 1 B from icc:PV
            because 1 entries missing
        ! archive:pools/pv   held: move 1 file, 1 B to the trash
            because 1 files that the source does not have
            source.emptied: the source of PV has no file any more, this replica has 25
            Look at the source.
        ! mirror2:pv         held
            source.emptied: the source of PV has no file any more, this replica has 25
            Look at the source.

      Legend: ! held for a person
      Plan: 0 to do, 0 settled, 2 held, 0 waiting, 0 unknown; 0 files, 0 B to copy, 0 to remove; 2 actions held.
      "
    `);
  });

  it('names an unknown dataset by the patterns of its modules', () => {
    const { endpoint } = at('icc', '');
    if (endpoint.type !== 'RsyncDaemon') throw new Error('icc is a daemon');
    const base = mirror('pools', at('icc', ''));
    const resource = {
      ...base,
      spec: { ...base.spec, source: { type: 'Modules' as const, endpoint, patterns: ['PV*', 'CAL'] } },
    };
    const because = {
      code: 'endpoint.unreachable',
      message: 'icc does not answer',
      hint: 'Try: reconcile test icc',
      retry: 'later',
      blame: 'from',
    } as const;
    const entries = [{ resource, item: { dataset: '', then: [], decision: { status: 'unknown' as const, because } } }];
    expect(text({ createdAt: 0, entries })).toMatchInlineSnapshot(`
      "PoolMirror/pools   from icc:PV* CAL
        ? unknown
            endpoint.unreachable: icc does not answer
            Try: reconcile test icc

      Legend: ? unknown
      Plan: 0 to do, 0 settled, 0 held, 0 waiting, 1 unknown; 0 files, 0 B to copy, 0 to remove.
      "
    `);
  });

  it.each<readonly [string, Plan, string]>([
    ['nothing selected', plan(), 'Nothing to do: nothing is selected.\n'],
    ['one replica', plan(item(ARCHIVE, { status: 'settled' })), 'Nothing to do: 1 replica is as declared.\n'],
    [
      'adopted data and extraneous files',
      plan(
        item(
          ARCHIVE,
          { status: 'settled' },
          { facts: facts({ adopts: { files: 12, bytes: 3400 }, extraneous: { files: 1, bytes: 9 } }) },
        ),
        item(MIRROR2, { status: 'settled' }),
      ),
      'Nothing to do: 2 replicas are as declared (12 files, 3.4 kB already there, taken over as they are; 1 file there is not at the source, and kept).\n',
    ],
  ])('says in one line that nothing is to do: %s', (_, settled, expected) => {
    expect(text(settled)).toBe(expected);
    expect(text(settled, 'concise')).toBe(expected);
  });

  it('lists settled replicas when asked for files', () => {
    expect(
      text(plan(item(ARCHIVE, { status: 'settled' }, { facts: facts({ holds: { files: 2, bytes: 10 } }) })), 'files'),
    ).toMatchInlineSnapshot(`
      "PoolMirror/pv   PV   from icc:PV
        = archive:pools/pv   as declared: 2 files, 10 B

      Legend: = as declared
      Nothing to do: 1 replica is as declared.
      "
    `);
  });

  it('keeps hostile names on their line', () => {
    const hostile = [
      file('a\n  = archive:pools/pv   as declared', 1),
      { ...file('x', 2), path: fromLatin1('\x1b[2J\xff') },
      directory('\\#012'),
      link('l', '\u202egpj'),
    ];
    const because = 'a name with \u001b[31m in it';
    expect(
      text(
        plan(item(at('archive', 'new\nline'), { status: 'todo', actions: [transfer(ARCHIVE, hostile, { because })] })),
        'files',
      ),
    ).toMatchInlineSnapshot(`
      "PoolMirror/pv   PV   from icc:PV
        > archive:new\\#012line   copy 3 files, 3 B from icc:PV
            because a name with \\#033[31m in it
            +       2 B  \\#033[2J\\#377
            +            \\#134#012/
            +       1 B  a\\#012  = archive:pools/pv   as declared
            +            l -> \\#342\\#200\\#256gpj

      Legend: > copy  + new
      Plan: 1 to do, 0 settled, 0 held, 0 waiting, 0 unknown; 3 files, 3 B to copy, 0 to remove.
      "
    `);
  });

  it('has the same text with colours', () => {
    const coloured = renderPlanText(MIXED, { detail: 'files', painter: PAINTERS.ansi });
    expect(coloured).not.toBe(text(MIXED, 'files'));
    expect(coloured.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '')).toBe(text(MIXED, 'files'));
  });

  it('keeps its tables within 100 columns where names allow it', () => {
    const tables = [FIRST, MIXED].flatMap((shown) => [text(shown, 'normal'), text(shown, 'files')]);
    const lines = tables.flatMap((table) => table.split('\n')).filter((line) => /^ +\S |^Legend/.test(line));
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });
});

it.each([FIRST, plan(), plan(item(ARCHIVE, { status: 'settled' }))])('ends with as of when it was made', (shown) => {
  const options = { detail: 'normal', painter: PAINTERS.plain } as const;
  expect(renderPlanText(shown, { ...options, at: Date.UTC(2027, 0, 31) })).toBe(
    `${renderPlanText(shown, options)}As of 2027-01-31T00:00:00Z, with the world as it is now. This plan cannot be applied.\n`,
  );
});
