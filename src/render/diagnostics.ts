import { renderDiagnosticsGithub } from './diagnostics-github.ts';
import { renderDiagnosticsJson } from './diagnostics-json.ts';
import { renderDiagnosticsJunit } from './diagnostics-junit.ts';
import type { DiagnosticsReport } from './diagnostics-report.ts';
import { renderDiagnosticsSarif } from './diagnostics-sarif.ts';
import { renderDiagnosticsText } from './diagnostics-text.ts';
import { PAINTERS, type Painter } from './painter.ts';

/** The forms of `reconcile validate --format`. */
export const DIAGNOSTICS_FORMATS = ['text', 'json', 'github', 'junit', 'sarif'] as const;

export type DiagnosticsFormat = (typeof DIAGNOSTICS_FORMATS)[number];

/** A report in one of its forms, ending in a line feed. Only `text` is painted. */
export function renderDiagnostics(
  format: DiagnosticsFormat,
  report: DiagnosticsReport,
  painter: Painter = PAINTERS.plain,
): string {
  switch (format) {
    case 'text':
      return renderDiagnosticsText(report, painter);
    case 'json':
      return renderDiagnosticsJson(report);
    case 'github':
      return renderDiagnosticsGithub(report);
    case 'junit':
      return renderDiagnosticsJunit(report);
    case 'sarif':
      return renderDiagnosticsSarif(report);
  }
}
