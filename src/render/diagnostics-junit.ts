import type { Diagnostic } from '../model/diagnostic.ts';
import type { DiagnosticsReport } from './diagnostics-report.ts';
import { isError } from './diagnostics-summary.ts';

/** What XML 1.0 cannot hold, not even escaped. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** JUnit's XML: a test case for each file, which fails with all of its errors; remarks go to its output. */
export function renderDiagnosticsJunit({ diagnostics, sources }: DiagnosticsReport): string {
  const files = [...new Set([...sources.keys(), ...diagnostics.map((it) => it.at.file)])].toSorted();
  const cases = files.map((file) =>
    testCase(
      file,
      diagnostics.filter((it) => it.at.file === file),
    ),
  );
  const failures = new Set(diagnostics.filter(isError).map((it) => it.at.file)).size;
  const counts = `tests="${files.length}" failures="${failures}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="reconcile validate" ${counts} errors="0" skipped="0">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(file: string, diagnostics: readonly Diagnostic[]): string {
  const head = `    <testcase classname="manifests" name="${escaped(file)}"`;
  if (diagnostics.length === 0) return `${head}/>`;
  const errors = diagnostics.filter(isError);
  const remarks = diagnostics.filter((it) => !isError(it));
  const [first] = errors;
  const failure =
    first === undefined
      ? []
      : [`      <failure type="${first.code}" message="${escaped(first.message)}">${lines(errors)}</failure>`];
  const output = remarks.length === 0 ? [] : [`      <system-out>${lines(remarks)}</system-out>`];
  return [`${head}>`, ...failure, ...output, '    </testcase>'].join('\n');
}

function lines(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ at, code, message, hint }) =>
      escaped(`${at.file}:${at.line}:${at.column}: ${code}: ${message}${hint === '' ? '' : ` (${hint})`}`),
    )
    .join('\n');
}

function escaped(text: string): string {
  return text
    .replace(NOT_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;');
}
