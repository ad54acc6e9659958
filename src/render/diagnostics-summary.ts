import type { Diagnostic } from '../model/diagnostic.ts';
import type { DiagnosticsReport } from './diagnostics-report.ts';

/** The closing line: `3 errors, 1 remark in 2 of 5 files`, or `5 files, 7 manifests: all valid`. */
export function summarizeDiagnostics(report: DiagnosticsReport): string {
  const errors = report.diagnostics.filter(isError).length;
  const remarks = report.diagnostics.length - errors;
  const said = remarks > 0 ? counted(remarks, 'remark') : '';
  if (errors === 0) {
    const read = `${counted(report.files, 'file')}, ${counted(report.manifests, 'manifest')}: all valid`;
    return said === '' ? read : `${read}, ${said}`;
  }
  const found = [counted(errors, 'error'), said].filter((part) => part !== '').join(', ');
  if (report.files === 0) return found;
  const files = new Set(report.diagnostics.map((it) => it.at.file)).size;
  return `${found} in ${files} of ${counted(report.files, 'file')}`;
}

export function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error';
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
