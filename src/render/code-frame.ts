import type { Diagnostic } from '../model/diagnostic.ts';
import type { Painter } from './painter.ts';

/** Characters of a line that are shown; of a longer one, those around the caret. */
const WIDTH = 110;
const BEFORE = 40;

/** What a terminal would act upon. A tab becomes one blank, so that the caret stays under its character. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

interface Shown {
  readonly number: number;
  readonly text: string;
}

/** The line that is meant with a caret below, between its neighbours. Empty where a whole file is meant. */
export function codeFrame(diagnostic: Diagnostic, source: string, painter: Painter): readonly string[] {
  const { line, column } = diagnostic.at;
  if (line === 0) return [];
  const lines = linesAround(source, line);
  const meant = lines.find((it) => it.number === line);
  if (meant === undefined) return [];
  const start = [...meant.text.slice(0, column - 1)].length;
  const from = start + diagnostic.length < WIDTH ? 0 : start - BEFORE;
  const gutter = String(lines.at(-1)?.number ?? line).length;
  const length = Math.min([...meant.text.slice(column - 1, column - 1 + diagnostic.length)].length, WIDTH - (start - from));
  const caret = `${' '.repeat(start - from)}${'^'.repeat(Math.max(1, length))}`;
  return lines.flatMap(({ number, text }) => {
    const label = String(number).padStart(gutter);
    const shown = cut(text, from);
    if (number !== line) return [painter.quiet(`  ${label} | ${shown}`.trimEnd())];
    const tone = diagnostic.severity === 'error' ? painter.danger : painter.hold;
    return [
      `${tone('>')} ${painter.quiet(`${label} |`)} ${shown}`.trimEnd(),
      `  ${' '.repeat(gutter)} ${painter.quiet('|')} ${tone(caret)}`,
    ];
  });
}

/** The line and its neighbours, found without splitting the whole text. */
function linesAround(source: string, line: number): readonly Shown[] {
  const shown: Shown[] = [];
  let start = 0;
  for (let number = 1; number <= line + 1 && start <= source.length; number++) {
    const feed = source.indexOf('\n', start);
    const end = feed < 0 ? source.length : feed;
    if (number >= line - 1) shown.push({ number, text: source.slice(start, end).replace(/\r$/, '') });
    start = end + 1;
  }
  // The end of the text is no line of its own.
  return shown.filter((it) => it.number === line || it.text !== '');
}

function cut(text: string, from: number): string {
  return [...text]
    .slice(from, from + WIDTH)
    .join('')
    .replaceAll('\t', ' ')
    .replace(UNPRINTABLE, '\u00b7');
}
