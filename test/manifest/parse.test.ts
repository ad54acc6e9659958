import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileManifests } from '../../src/manifest/compile.ts';
import { decodeManifestFile, sourceTexts } from '../../src/manifest/manifest-file.ts';
import { DIAGNOSTICS_FORMATS, renderDiagnostics } from '../../src/render/diagnostics.ts';
import { compileBeside, endpoint, file, line, mirror } from './helpers.ts';

const VALID = endpoint('disk2', '{type: Local, root: /d}');

function said(text: string | Uint8Array): readonly string[] {
  return compileBeside(text).diagnostics.map(line);
}

describe('files that are not text', () => {
  it.each([
    ['empty', '', 'manifest.syntax 0:0 the file is empty: it holds no manifest (Write one, or remove the file)'],
    ['comments alone', '# nothing\n\n', 'manifest.syntax 0:0 the file is empty'],
    ['empty documents', '---\n---\n...\n', 'manifest.syntax 0:0 the file is empty'],
    ['NUL bytes', 'a: b\0\n', 'manifest.syntax 0:0 the file is binary (it holds NUL bytes)'],
    ['an ELF header', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0]), 'manifest.syntax 0:0 the file is binary'],
    ['latin1', new Uint8Array([0x61, 0x3a, 0x20, 0xe4, 0x0a]), 'manifest.syntax 0:0 the file is not UTF-8 (Save it as UTF-8)'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0x00, 0x3a, 0x00]), 'manifest.syntax 0:0 the file is UTF-16, not UTF-8'],
    ['10 MB', `${VALID}#${'x'.repeat(10_000_000)}\n`, 'manifest.syntax 0:0 the file is too large for a manifest: 100000'],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual([expect.stringContaining(expected)]);
  });

  it('do not keep the others from being read', () => {
    const compiled = compileManifests([file('a.yaml', ''), file('b.yaml', VALID)]);
    expect(compiled.diagnostics.map((it) => it.at.file)).toEqual(['a.yaml']);
    expect([...compiled.endpoints.keys()]).toEqual(['disk2']);
  });
});

describe('YAML that is not as it should be', () => {
  it.each([
    [
      'an open list',
      'kind: [a\n',
      ['manifest.syntax 2:1 not valid YAML: Flow sequence in block collection must be sufficiently indented'],
    ],
    [
      'tabs',
      'kind: PoolMirror\nspec:\n\ta: b\n',
      ['manifest.syntax 3:1 not valid YAML: Tabs are not allowed as indentation (Indent with spaces)'],
    ],
    [
      'a key twice',
      `${VALID}kind: PoolMirror\n`,
      ['manifest.syntax 5:1 the key "kind" stands twice; the first is at m.yaml:2:1 (Remove one of them)'],
    ],
    [
      'a key twice, deep',
      endpoint('x', '{type: Local, root: /a, root: /b}'),
      ['manifest.syntax 4:31 the key "root" stands twice; the first is at m.yaml:4:21'],
    ],
    ['a quoted key twice', endpoint('x', '{type: Local, root: /a, "root": /b}'), ['the key "root" stands twice']],
    ['a list as key', '? [a]\n: b\n', ['manifest.syntax 1:3 a key must be text']],
    [
      'an unknown tag',
      endpoint('x', '{type: Local, root: !path /a}'),
      ['manifest.syntax 4:27 not valid YAML: Unresolved tag: !path'],
    ],
    ['an alias without anchor', 'kind: *k\n', ['manifest.syntax 1:7 the alias *k has no anchor &k before it']],
    ['an alias inside itself', 'kind: &k [*k]\n', ['manifest.syntax 1:11 the alias *k has no anchor']],
    ['100,000 open lists', '['.repeat(100_000), ['manifest.syntax 0:0 the YAML nests deeper than 100 levels']],
    ['100,000 lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, ['nests deeper than 100 levels']],
    ['100,000 maps', '{a: '.repeat(100_000), ['nests deeper than 100 levels']],
    ['100,000 dashes', '- '.repeat(100_000), ['nests deeper than 100 levels']],
    ['100,000 question marks', '? '.repeat(100_000), ['nests deeper than 100 levels']],
    ['a million items', `[${'a,'.repeat(1_000_000)}]`, ['manifest.syntax 0:0 the file holds too much for one file of manifests']],
    [
      'deep indentation',
      Array.from({ length: 500 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
      ['nests deeper than 100 levels'],
    ],
  ])('%s', (_, text, expected) => {
    const found = said(text).filter((it) => it.startsWith('manifest.syntax'));
    expect(found).toEqual([...expected.map((it) => expect.stringContaining(it)), ...found.slice(expected.length)]);
    expect(found.length).toBeLessThanOrEqual(21);
  });

  it('an alias bomb is defused', () => {
    const levels = Array.from({ length: 30 }, (_, at) => `l${at + 1}: &l${at + 1} [${Array(10).fill(`*l${at}`).join(', ')}]`);
    expect(said(`l0: &l0 lol\n${levels.join('\n')}\n`)).toEqual([
      expect.stringContaining(
        'manifest.syntax 5:45 the aliases of this document stand for more than 10000 values (Write the values out)',
      ),
    ]);
  });

  it('thousands of errors are not listed', () => {
    expect(said(`${'"\n'.repeat(500)}`).length).toBeLessThanOrEqual(21);
    const many = said('a: [}\n---\n'.repeat(500));
    expect(many).toHaveLength(21);
    expect(many[0]).toMatch(/^manifest\.syntax 0:0 the file holds \d+ more errors of YAML/);
  });

  it('several problems in several documents are reported at once, in order', () => {
    const text = ['kind: [', '---', 'kind: Endpoin', '---', 'a: 1', 'a: 2', ''].join('\n');
    expect(said(text).map((it) => it.split(' ')[1])).toEqual(['2:1', '3:7', '6:1']);
  });
});

describe('YAML that is fine', () => {
  it.each([
    ['CRLF', VALID.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${VALID}`],
    ['no last line feed', VALID.trimEnd()],
    ['empty documents around it', `---\n---\n${VALID}---\n# end\n`],
    ['quotes and comments', VALID.replace('root: /d', '"root": \'/d\' # here\n ')],
    ['aliases', endpoint('disk2', '{type: Local, root: /d}').replace('{name: disk2}', '{name: &n disk2, labels: {it: *n}}')],
    ['%YAML 1.2', `%YAML 1.2\n---\n${VALID}`],
  ])('%s', (_, text) => {
    const compiled = compileBeside(text);
    expect(compiled.diagnostics).toEqual([]);
    expect(compiled.endpoints.get('disk2')).toMatchObject({ root: '/d' });
  });

  it('positions hold with CRLF, a byte order mark and characters outside the BMP', () => {
    const text = `\ufeff# 🧬\r\n${endpoint('x', '{type: Local, root: /a, "🧬": 1}').replaceAll('\n', '\r\n')}`;
    expect(said(text)).toEqual([expect.stringContaining('manifest.schema 5:31 the spec has no key "🧬"')]);
  });

  it('an alias is pointed at where it is written', () => {
    expect(said(`${endpoint('x', '{type: Local, root: /a}').replace('{name: x}', '{name: &n x}').replace('/a', '*n')}`)).toEqual([
      expect.stringContaining('manifest.schema 4:27 root must be an absolute directory'),
    ]);
  });

  it('a key called __proto__ is a key like any other', () => {
    expect(said(endpoint('x', '{type: Local, root: /a, __proto__: {a: b}}'))).toEqual([
      expect.stringContaining('4:31 the spec has no key "__proto__"'),
    ]);
  });
});

describe('rubbish', () => {
  const MANIFEST = readdirSync('manifests')
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(`manifests/${name}`, 'utf8'))
    .join('---\n');

  /** Compiles and renders in all formats: it must not throw, and what is wrong must be said. */
  function survives(bytes: Uint8Array): void {
    const files = [file('m.yaml', bytes)];
    const { diagnostics, manifests } = compileManifests(files);
    for (const format of DIAGNOSTICS_FORMATS) {
      const text = renderDiagnostics(format, { diagnostics, sources: sourceTexts(files), files: 1, manifests });
      expect(text.endsWith('\n')).toBe(true);
    }
    const decoded = decodeManifestFile({ path: 'm.yaml', bytes });
    if (decoded.status !== 'text') return;
    const lines = decoded.source.text.split('\n');
    for (const { at, length } of diagnostics) {
      expect(length).toBeGreaterThan(0);
      if (at.line > 0) expect(at.column - 1).toBeLessThanOrEqual(lines[at.line - 1]?.length ?? -1);
    }
  }

  it('random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), survives), { numRuns: 300 });
  });

  it('random characters that YAML acts upon', () => {
    const syntax = fc.string({ unit: fc.constantFrom(...'[]{}:,-?&*!|>%@`#\'" \t\n\r~<.=a1\\🧬'), maxLength: 80 });
    fc.assert(
      fc.property(syntax, (text) => survives(new TextEncoder().encode(text))),
      { numRuns: 1000 },
    );
  });

  it('valid manifests with pieces cut, doubled, moved and replaced', () => {
    const piece = fc.constantFrom(
      '',
      ' ',
      '\n',
      '[',
      '}',
      ': ',
      '- ',
      '*a',
      '&a ',
      'null',
      '5',
      '""',
      '{}',
      '---\n',
      '\t',
      '!x ',
      '..',
      '/',
      '..//..',
      '~',
    );
    const edit = fc.record({
      at: fc.nat({ max: MANIFEST.length }),
      cut: fc.nat({ max: 12 }),
      put: fc.oneof(piece, fc.string({ maxLength: 6 })),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        let text = MANIFEST;
        for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
        survives(new TextEncoder().encode(text));
      }),
      { numRuns: 500 },
    );
  });

  it('tags, merges and directives of YAML 1.1', () => {
    const piece = fc.constantFrom(
      '!!binary ',
      '!!set ',
      '!!omap ',
      '!!pairs ',
      '<<: *a',
      '&a ',
      '*a',
      '2026-01-01',
      '[a: b]',
      '{a}',
      '- ',
      '\n',
      '  ',
      '? ',
      '"\\ud800"',
      '---\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) =>
        survives(new TextEncoder().encode(`%YAML 1.1\n---\n${pieces.join('')}`)),
      ),
      { numRuns: 500 },
    );
  });

  it('any value in any place of a spec', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.constantFrom('source', 'replicas', 'exclude', 'ceilings', 'verify', 'trash', 'schedule', 'notify', 'type', 'root'),
        (value, key) => {
          survives(new TextEncoder().encode(mirror('a', JSON.stringify({ [key]: JSON.parse(value) }))));
          survives(new TextEncoder().encode(endpoint('a', JSON.stringify({ type: 'Ssh', [key]: JSON.parse(value) }))));
        },
      ),
      { numRuns: 300 },
    );
  });
});
