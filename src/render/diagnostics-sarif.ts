import { CODES } from '../model/codes.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DiagnosticsReport } from './diagnostics-report.ts';

/** SARIF 2.1.0, as code scanning services read it. */
export function renderDiagnosticsSarif({ diagnostics }: DiagnosticsReport): string {
  const rules = [...new Set(diagnostics.map((it) => it.code))].toSorted();
  const run = {
    tool: {
      driver: { name: 'reconcile', rules: rules.map((id) => ({ id, shortDescription: { text: CODES[id] } })) },
    },
    columnKind: 'utf16CodeUnits',
    results: diagnostics.map((it) => result(it, rules.indexOf(it.code))),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function result({ at, code, severity, length, message, hint }: Diagnostic, ruleIndex: number): object {
  const region = at.line === 0 ? {} : { region: { startLine: at.line, startColumn: at.column, endColumn: at.column + length } };
  return {
    ruleId: code,
    ruleIndex,
    level: severity === 'error' ? 'error' : 'note',
    message: { text: hint === '' ? message : `${message}. ${hint}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(at.file) }, ...region } }],
  };
}

/** A path as a URI reference: each component escaped; an absolute path as a file URI. */
function uriOf(file: string): string {
  const escaped = file.split('/').map(escapedComponent).join('/');
  return file.startsWith('/') ? `file://${escaped}` : escaped;
}

/** A lone surrogate cannot be escaped; it becomes the replacement character. */
function escapedComponent(component: string): string {
  return encodeURIComponent(component.replace(/\p{Cs}/gu, '\ufffd'));
}
