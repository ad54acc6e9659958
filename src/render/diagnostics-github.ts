import type { Diagnostic } from '../model/diagnostic.ts';
import type { DiagnosticsReport } from './diagnostics-report.ts';
import { summarizeDiagnostics } from './diagnostics-summary.ts';

/** Workflow commands of GitHub Actions: an annotation per diagnostic, and a last line that sums up. */
export function renderDiagnosticsGithub(report: DiagnosticsReport): string {
  return `${[...report.diagnostics.map(command), summarizeDiagnostics(report)].join('\n')}\n`;
}

function command({ at, code, severity, length, message, hint }: Diagnostic): string {
  const place = at.line === 0 ? [] : [`line=${at.line}`, `col=${at.column}`, `endColumn=${at.column + length}`];
  const properties = [`file=${property(at.file)}`, ...place, `title=${property(code)}`];
  const text = hint === '' ? message : `${message}\n${hint}`;
  return `::${severity === 'error' ? 'error' : 'notice'} ${properties.join(',')}::${data(text)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
