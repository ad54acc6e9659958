import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';
import type { DiagnosticsReport } from '../../src/render/diagnostics-report.ts';
import { PAINTERS } from '../../src/render/painter.ts';

const SOURCE = 'kind: Endpoint\nspec:\n  rooot: /a\n';

function diagnostic(part: Partial<Diagnostic>): Diagnostic {
  return {
    code: 'manifest.schema',
    severity: 'error',
    at: { file: 'm/a.yaml', line: 3, column: 3 },
    length: 5,
    message: 'the spec has no key "rooot"',
    hint: 'Did you mean "root"?',
    ...part,
  };
}

function report(diagnostics: readonly Diagnostic[], source: string = SOURCE): DiagnosticsReport {
  return {
    diagnostics,
    sources: new Map([
      ['m/a.yaml', source],
      ['m/b.yaml', ''],
    ]),
    files: 2,
    manifests: 3,
  };
}

const REMARK = diagnostic({
  severity: 'remark',
  code: 'manifest.not-yet',
  at: { file: 'm/a.yaml', line: 1, column: 7 },
  length: 8,
  message: 'not yet',
  hint: '',
});
const WHOLE_FILE = diagnostic({
  code: 'manifest.syntax',
  at: { file: 'm/b.yaml', line: 0, column: 0 },
  length: 1,
  message: 'the file is empty',
  hint: '',
});

describe('text', () => {
  it('shows each place with a caret, what to do, and a sum', () => {
    expect(renderDiagnostics('text', report([REMARK, diagnostic({}), WHOLE_FILE]))).toBe(
      [
        'm/a.yaml:1:7: remark manifest.not-yet: not yet',
        '  > 1 | kind: Endpoint',
        '      |       ^^^^^^^^',
        '    2 | spec:',
        '',
        'm/a.yaml:3:3: error manifest.schema: the spec has no key "rooot"',
        '    2 | spec:',
        '  > 3 |   rooot: /a',
        '      |   ^^^^^',
        '  Did you mean "root"?',
        '',
        'm/b.yaml: error manifest.syntax: the file is empty',
        '',
        '2 errors, 1 remark in 2 of 2 files',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [[], '2 files, 3 manifests: all valid\n'],
    [[REMARK], '2 files, 3 manifests: all valid, 1 remark\n'],
    [[REMARK, REMARK], '2 files, 3 manifests: all valid, 2 remarks\n'],
    [[WHOLE_FILE], '1 error in 1 of 2 files\n'],
  ])('sums up %#', (diagnostics, expected) => {
    expect(renderDiagnostics('text', report(diagnostics)).split('\n\n').at(-1)).toBe(expected);
  });

  it('is painted on demand, with the same texts', () => {
    const plain = renderDiagnostics('text', report([REMARK, diagnostic({})]));
    const painted = renderDiagnostics('text', report([REMARK, diagnostic({})]), PAINTERS.ansi);
    expect(painted).toContain('\u001b[31merror\u001b[39m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
    expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  it('keeps the caret under its character behind tabs and surrogate pairs, and lets no control character out', () => {
    const source = '\t"🧬🧬": \u001b[31mx\r\n';
    const at = { file: 'm/a.yaml', line: 1, column: 10 };
    const text = renderDiagnostics('text', report([diagnostic({ at, length: 4, message: 'evil \u001b[2J\nline' })], source));
    expect(text.split('\n').slice(0, 3)).toEqual([
      'm/a.yaml:1:10: error manifest.schema: evil \\#033[2J\\#012line',
      '  > 1 |  "🧬🧬": ·[31mx',
      '      |        ^^^^',
    ]);
  });

  it('cuts long lines around the caret', () => {
    const source = `${'a'.repeat(500)}HERE${'b'.repeat(500)}\n`;
    const lines = renderDiagnostics(
      'text',
      report([diagnostic({ at: { file: 'm/a.yaml', line: 1, column: 501 }, length: 4 })], source),
    ).split('\n');
    expect(lines[1]).toBe(`  > 1 | ${'a'.repeat(40)}HERE${'b'.repeat(66)}`);
    expect(lines[2]).toBe(`      | ${' '.repeat(40)}^^^^`);
  });

  it('needs no source', () => {
    const text = renderDiagnostics('text', report([diagnostic({ at: { file: 'gone.yaml', line: 3, column: 3 } })]));
    expect(text).toContain('gone.yaml:3:3: error manifest.schema: the spec has no key "rooot"\n  Did you mean');
  });

  it('points behind the end of a text', () => {
    const text = renderDiagnostics('text', report([diagnostic({ at: { file: 'm/a.yaml', line: 4, column: 1 }, length: 1 })]));
    expect(text).toContain('  > 4 |\n      | ^\n');
  });
});

it('json is one document', () => {
  expect(JSON.parse(renderDiagnostics('json', report([diagnostic({}), REMARK])))).toEqual({
    format: 'replicas/diagnostics/v1',
    valid: false,
    files: 2,
    manifests: 3,
    errors: 1,
    remarks: 1,
    diagnostics: [
      {
        code: 'manifest.schema',
        severity: 'error',
        file: 'm/a.yaml',
        line: 3,
        column: 3,
        length: 5,
        message: 'the spec has no key "rooot"',
        hint: 'Did you mean "root"?',
      },
      {
        code: 'manifest.not-yet',
        severity: 'remark',
        file: 'm/a.yaml',
        line: 1,
        column: 7,
        length: 8,
        message: 'not yet',
        hint: '',
      },
    ],
  });
  expect(JSON.parse(renderDiagnostics('json', report([REMARK])))).toMatchObject({ valid: true, errors: 0, remarks: 1 });
});

it('github has a command for each, with its own escapes', () => {
  const odd = diagnostic({ at: { file: 'a,b:c%.yaml', line: 3, column: 3 }, message: '50% of: a,b\r\nx', hint: '' });
  expect(renderDiagnostics('github', report([diagnostic({}), odd, WHOLE_FILE, REMARK]))).toBe(
    [
      '::error file=m/a.yaml,line=3,col=3,endColumn=8,title=manifest.schema::the spec has no key "rooot"%0ADid you mean "root"?',
      '::error file=a%2Cb%3Ac%25.yaml,line=3,col=3,endColumn=8,title=manifest.schema::50%25 of: a,b%0D%0Ax',
      '::error file=m/b.yaml,title=manifest.syntax::the file is empty',
      '::notice file=m/a.yaml,line=1,col=7,endColumn=15,title=manifest.not-yet::not yet',
      '3 errors, 1 remark in 3 of 2 files',
      '',
    ].join('\n'),
  );
});

it('junit has a case for each file', () => {
  const odd = diagnostic({ message: '<&> "\u0001" \ud800', hint: '' });
  expect(renderDiagnostics('junit', report([odd, REMARK]))).toBe(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites tests="2" failures="1">',
      '  <testsuite name="reconcile validate" tests="2" failures="1" errors="0" skipped="0">',
      '    <testcase classname="manifests" name="m/a.yaml">',
      '      <failure type="manifest.schema" message="&lt;&amp;&gt; &quot;\ufffd&quot; \ufffd">m/a.yaml:3:3: manifest.schema: &lt;&amp;&gt; &quot;\ufffd&quot; \ufffd</failure>',
      '      <system-out>m/a.yaml:1:7: manifest.not-yet: not yet</system-out>',
      '    </testcase>',
      '    <testcase classname="manifests" name="m/b.yaml"/>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n'),
  );
});

it('sarif names rules and regions', () => {
  const spaced = diagnostic({ at: { file: '/m/a b#.yaml', line: 3, column: 3 } });
  expect(JSON.parse(renderDiagnostics('sarif', report([spaced, WHOLE_FILE, REMARK])))).toEqual({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'reconcile',
            rules: [
              { id: 'manifest.not-yet', shortDescription: { text: expect.any(String) } },
              { id: 'manifest.schema', shortDescription: { text: 'a manifest does not fit its schema' } },
              { id: 'manifest.syntax', shortDescription: { text: expect.any(String) } },
            ],
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          {
            ruleId: 'manifest.schema',
            ruleIndex: 1,
            level: 'error',
            message: { text: 'the spec has no key "rooot". Did you mean "root"?' },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'file:///m/a%20b%23.yaml' },
                  region: { startLine: 3, startColumn: 3, endColumn: 8 },
                },
              },
            ],
          },
          {
            ruleId: 'manifest.syntax',
            ruleIndex: 2,
            level: 'error',
            message: { text: 'the file is empty' },
            locations: [{ physicalLocation: { artifactLocation: { uri: 'm/b.yaml' } } }],
          },
          {
            ruleId: 'manifest.not-yet',
            ruleIndex: 0,
            level: 'note',
            message: { text: 'not yet' },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'm/a.yaml' },
                  region: { startLine: 1, startColumn: 7, endColumn: 15 },
                },
              },
            ],
          },
        ],
      },
    ],
  });
});

it('every form says that all is well', () => {
  expect(renderDiagnostics('github', report([]))).toBe('2 files, 3 manifests: all valid\n');
  expect(renderDiagnostics('junit', report([]))).toContain('<testsuites tests="2" failures="0">');
  expect(JSON.parse(renderDiagnostics('sarif', report([])))).toMatchObject({ runs: [{ results: [] }] });
});
