import type { Diagnostic } from '../model/diagnostic.ts';
import { showText } from '../model/names.ts';
import { codeFrame } from './code-frame.ts';
import type { DiagnosticsReport } from './diagnostics-report.ts';
import { isError, summarizeDiagnostics } from './diagnostics-summary.ts';
import type { Painter } from './painter.ts';

/** For people: each diagnostic with its line and what to do, and a last line that sums up. */
export function renderDiagnosticsText(report: DiagnosticsReport, painter: Painter): string {
  const blocks = report.diagnostics.map((it) => block(it, report.sources.get(it.at.file) ?? '', painter));
  const tone = report.diagnostics.some(isError) ? painter.danger : painter.good;
  return `${[...blocks, tone(summarizeDiagnostics(report))].join('\n\n')}\n`;
}

function block(diagnostic: Diagnostic, source: string, painter: Painter): string {
  const { code, severity, message, hint } = diagnostic;
  const tone = severity === 'error' ? painter.danger : painter.hold;
  const lines = [
    `${painter.heading(place(diagnostic))}: ${tone(severity)} ${painter.quiet(code)}: ${showText(message)}`,
    ...codeFrame(diagnostic, source, painter).map((line) => `  ${line}`),
    ...(hint === '' ? [] : [`  ${painter.command(showText(hint))}`]),
  ];
  return lines.join('\n');
}

function place({ at: { file, line, column } }: Diagnostic): string {
  return line === 0 ? showText(file) : `${showText(file)}:${line}:${column}`;
}
