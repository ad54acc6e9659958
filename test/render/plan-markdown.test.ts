import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { markdownCode, markdownText } from '../../src/render/markdown-escape.ts';
import { renderPlanMarkdown } from '../../src/render/plan-markdown.ts';
import { at, facts, file, inventory, item, plan, removal, transfer } from './samples.ts';

const ARCHIVE = at('archive', 'pools/pv');
const MIRROR2 = at('mirror2', 'pv');
const HOLD = { code: 'ceiling.exceeded', message: 'would remove 26 files', hint: 'Look: reconcile --plan -v' } as const;

describe('renderPlanMarkdown', () => {
  it('shows removals first, then what is held, then each dataset', () => {
    const shown = plan(
      item(
        ARCHIVE,
        {
          status: 'todo',
          actions: [transfer(ARCHIVE, [file('a', 3000), file('b', 4)]), removal(ARCHIVE, [file('old', 2)], { hold: HOLD })],
        },
        { facts: facts({ basis: { from: inventory([]), to: inventory([file('b', 1)]), toleranceNs: 0n } }) },
      ),
      item(MIRROR2, { status: 'settled' }),
    );
    expect(renderPlanMarkdown(shown)).toMatchInlineSnapshot(`
      "## Plan: 1 to do, 1 settled, 0 held, 0 waiting, 0 unknown; 2 files, 3.0 kB to copy, 0 to remove; 1 action held.

      ### Removals

      | Resource | Replica | What | Why |
      | --- | --- | --- | --- |
      | \`PoolMirror/pv\` | \`archive:pools/pv\` | held: move 1 file, 2 B to the trash | 1 files that the source does not have |

      <details><summary>Removed at <code>archive&#58;pools/pv</code>: 1 name</summary>

      <pre>
      - old
      </pre>

      </details>

      ### Held

      | Resource | Replica | Code | Why | What now |
      | --- | --- | --- | --- | --- |
      | \`PoolMirror/pv\` | \`archive:pools/pv\` | \`ceiling.exceeded\` | would remove 26 files | Look: reconcile --plan -v |

      ### PoolMirror/pv · PV · from icc:PV

      |  | Replica | What | Why |
      | --- | --- | --- | --- |
      | todo | \`archive:pools/pv\` | copy 2 files, 3.0 kB from icc:PV | 2 entries missing |
      | settled | \`mirror2:pv\` | as declared |  |

      <details><summary>Copied at <code>archive&#58;pools/pv</code>: 2 names</summary>

      <pre>
      + a
      ~ b
      </pre>

      </details>
      "
    `);
  });

  it('says in its heading that nothing is to do', () => {
    expect(renderPlanMarkdown(plan(item(ARCHIVE, { status: 'settled' })))).toMatchInlineSnapshot(`
      "## Nothing to do: 1 replica is as declared.

      ### PoolMirror/pv · PV · from icc:PV

      |  | Replica | What | Why |
      | --- | --- | --- | --- |
      | settled | \`archive:pools/pv\` | as declared |  |
      "
    `);
  });

  it('keeps hostile names inside their code, cell and list', () => {
    const evil = '`|</pre></code>@octocat #1 <img src=x> [a](http://x.example)\n| x |';
    const hold = { code: 'replica.in-the-way', message: `a directory stands at ${evil}`, hint: '' } as const;
    const place = at('archive', evil);
    const text = renderPlanMarkdown(
      plan(
        item(place, { status: 'todo', actions: [transfer(place, [file(evil, 1)]), removal(place, [file('x', 1)], { hold })] }),
      ),
    );
    expect(text).toMatchInlineSnapshot(`
      "## Plan: 1 to do, 0 settled, 0 held, 0 waiting, 0 unknown; 1 file, 1 B to copy, 0 to remove; 1 action held.

      ### Removals

      | Resource | Replica | What | Why |
      | --- | --- | --- | --- |
      | \`PoolMirror/pv\` | <code>archive&#58;&#96;&#124;&#60;/pre&#62;&#60;/code&#62;&#64;octocat &#35;1 &#60;img src&#61;x&#62; &#91;a&#93;&#40;http&#58;//x&#46;example&#41;&#92;&#35;012&#124; x &#124;</code> | held: move 1 file, 1 B to the trash | 1 files that the source does not have |

      <details><summary>Removed at <code>archive&#58;&#96;&#124;&#60;/pre&#62;&#60;/code&#62;&#64;octocat &#35;1 &#60;img src&#61;x&#62; &#91;a&#93;&#40;http&#58;//x&#46;example&#41;&#92;&#35;012&#124; x &#124;</code>: 1 name</summary>

      <pre>
      - x
      </pre>

      </details>

      ### Held

      | Resource | Replica | Code | Why | What now |
      | --- | --- | --- | --- | --- |
      | \`PoolMirror/pv\` | <code>archive&#58;&#96;&#124;&#60;/pre&#62;&#60;/code&#62;&#64;octocat &#35;1 &#60;img src&#61;x&#62; &#91;a&#93;&#40;http&#58;//x&#46;example&#41;&#92;&#35;012&#124; x &#124;</code> | \`replica.in-the-way\` | a directory stands at &#96;&#124;&#60;/pre&#62;&#60;/code&#62;@<!-- -->octocat #<!-- -->1 &#60;img src=x&#62; &#91;a&#93;(http:/<!-- -->/x.example)&#92;#<!-- -->012&#124; x &#124; |  |

      ### PoolMirror/pv · PV · from icc:PV

      |  | Replica | What | Why |
      | --- | --- | --- | --- |
      | todo | <code>archive&#58;&#96;&#124;&#60;/pre&#62;&#60;/code&#62;&#64;octocat &#35;1 &#60;img src&#61;x&#62; &#91;a&#93;&#40;http&#58;//x&#46;example&#41;&#92;&#35;012&#124; x &#124;</code> | copy 1 file, 1 B from icc:PV | 1 entries missing |

      <details><summary>Copied at <code>archive&#58;&#96;&#124;&#60;/pre&#62;&#60;/code&#62;&#64;octocat &#35;1 &#60;img src&#61;x&#62; &#91;a&#93;&#40;http&#58;//x&#46;example&#41;&#92;&#35;012&#124; x &#124;</code>: 1 name</summary>

      <pre>
      + \`|&#60;/pre&#62;&#60;/code&#62;@octocat #1 &#60;img src=x&#62; [a](http://x.example)\\#012| x |
      </pre>

      </details>
      "
    `);
    expect(visibleMentions(text)).toEqual([]);
    expect(text.split('</pre>').length).toBe(text.split('<pre>').length);
    expect(text).not.toContain('<img');
  });

  it.each([
    ['many files', [manyFiles(5000)], /\.\.\. and [\d,]+ more, cut here/],
    ['long names', [manyFiles(2000, 'x'.repeat(250))], /\.\.\. and [\d,]+ more, cut here/],
    ['many replicas', Array.from({ length: 2000 }, () => manyFiles(3)), /\*\*[\d,]+ more table rows were cut/],
    ['names that are all ampersands', Array.from({ length: 60 }, () => manyFiles(40, '&'.repeat(250))), /names cut/],
  ])('stays below 60 kB and says what it cut: %s', (_, items, cut) => {
    const text = renderPlanMarkdown(plan(...items));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(5000);
    expect(text).toMatch(cut);
    expect(text).toMatch(/^## Plan: /);
  });

  it('counts exactly what it cut', () => {
    const text = renderPlanMarkdown(plan(manyFiles(5000)));
    const shown = text.split('\n').filter((line) => line.startsWith('+ ')).length;
    const [, cut = ''] = /\.\.\. and ([\d,]+) more/.exec(text) ?? [];
    expect(shown + Number(cut.replace(',', ''))).toBe(5000);
  });
});

it.each([
  ['archive:pools/pv', '`archive:pools/pv`'],
  ['a`b', '<code>a&#96;b</code>'],
  ['a|b', '<code>a&#124;b</code>'],
  [' edge', '<code> edge</code>'],
  ['@octocat', '`@octocat`'],
  ['`@octocat`', '<code>&#96;&#64;octocat&#96;</code>'],
  ['', '<code></code>'],
])('writes %j as code', (text, expected) => {
  expect(markdownCode(text)).toBe(expected);
});

it.each([
  ['see @octocat and #12', 'see @<!-- -->octocat and #<!-- -->12'],
  ['a *b* _c_ `d` [e](f) <g> & | ~', 'a &#42;b&#42; &#95;c&#95; &#96;d&#96; &#91;e&#93;(f) &#60;g&#62; &#38; &#124; &#126;'],
  ['https://x.example www.x.example', 'https:/<!-- -->/x.example www<!-- -->.x.example'],
])('writes %j as a sentence', (text, expected) => {
  expect(markdownText(text)).toBe(expected);
});

function manyFiles(n: number, name = 'file'): Plan['entries'][number]['item'] {
  return item(ARCHIVE, {
    status: 'todo',
    actions: [
      transfer(
        ARCHIVE,
        Array.from({ length: n }, (_, at) => file(`${name}${at}`, at)),
      ),
    ],
  });
}

it('says as of when it was made', () => {
  const lines = renderPlanMarkdown(plan(item(ARCHIVE, { status: 'settled' })), Date.UTC(2027, 0, 31)).split('\n');
  expect(lines[0]).toMatch(/^## Nothing to do/);
  expect(lines[2]).toBe('As of 2027-01-31T00:00:00Z, with the world as it is now. This plan cannot be applied.');
});

/** What GitHub would take for a mention: outside code spans and elements that it leaves alone. */
function visibleMentions(markdown: string): readonly string[] {
  const open = markdown.replace(/<pre>[\s\S]*?<\/pre>|<code>[\s\S]*?<\/code>|`[^`\n]*`/g, '');
  return open.match(/@\w+|(?<!&)#\d+/g) ?? [];
}
