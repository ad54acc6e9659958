import type { DiagnosticsReport } from './diagnostics-report.ts';
import { isError } from './diagnostics-summary.ts';

/** For programs: one document, `replicas/diagnostics/v1`. Line and column are 0 where a whole file is meant. */
export function renderDiagnosticsJson({ diagnostics, files, manifests }: DiagnosticsReport): string {
  const errors = diagnostics.filter(isError).length;
  const document = {
    format: 'replicas/diagnostics/v1',
    valid: errors === 0,
    files,
    manifests,
    errors,
    remarks: diagnostics.length - errors,
    diagnostics: diagnostics.map(({ code, severity, at: { file, line, column }, length, message, hint }) => ({
      code,
      severity,
      file,
      line,
      column,
      length,
      message,
      hint,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
