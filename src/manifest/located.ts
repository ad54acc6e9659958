import type { Code } from '../model/codes.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

/** The text of one file, with the offset at which each line begins. */
export interface SourceText {
  /** As shown in messages. */
  readonly path: string;
  readonly text: string;
  readonly lineStarts: readonly number[];
}

/** A stretch of a file: offsets, `end` not included. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** A value of a manifest with the places where it, and everything in it, is written. */
export interface Located {
  /** Plain data, as JSON would hold it. */
  readonly value: unknown;
  readonly span: Span;
  /** Where its key is written; the value itself where it has none. */
  readonly key: Span;
  /** By key, or by position in a list (`0`, `1`, ...). */
  readonly children: ReadonlyMap<string, Located>;
  /** Values in it, itself included. */
  readonly size: number;
}

/** What is wrong, without where. */
export interface Problem {
  readonly code: Code;
  readonly message: string;
  readonly hint?: string;
}

/** Splits a text into lines; a line ends with its line feed. */
export function sourceText(path: string, text: string): SourceText {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { path, text, lineStarts };
}

/** An error at a stretch of a file. */
export function errorAt(span: Span, problem: Problem): Diagnostic {
  return { ...placed(span, problem), severity: 'error' };
}

/** A remark at a stretch of a file. */
export function remarkAt(span: Span, problem: Problem): Diagnostic {
  return { ...placed(span, problem), severity: 'remark' };
}

/** An error of a file as a whole. */
export function errorInFile(path: string, problem: Problem): Diagnostic {
  const { code, message, hint = '' } = problem;
  return { code, severity: 'error', at: { file: path, line: 0, column: 0 }, length: 1, message, hint };
}

/** `file:line:column` of a stretch, for messages that point elsewhere. */
export function showPlace(span: Span): string {
  const { line, column } = lineAndColumn(span);
  return `${span.source.path}:${line}:${column}`;
}

/** Line and column of the beginning of a stretch, from 1. Columns count UTF-16 units, as editors do. */
export function lineAndColumn(span: Span): { readonly line: number; readonly column: number } {
  const { lineStarts } = span.source;
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? 0) <= span.start) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: span.start - (lineStarts[low] ?? 0) + 1 };
}

/** Characters of a stretch on its first line; at least 1. */
export function lengthOf(span: Span): number {
  const text = span.source.text.slice(span.start, Math.max(span.start, span.end));
  return Math.max(1, /^[^\r\n]*/.exec(text)?.[0].length ?? 1);
}

/** The value at a path of keys, or the nearest one around it that is written. */
export function nearestAt(root: Located, path: readonly string[]): Located {
  let node = root;
  for (const key of path) {
    const child = node.children.get(key);
    if (child === undefined) return node;
    node = child;
  }
  return node;
}

/** Where to point for a value: at itself, or at its key when nothing is written for it. */
export function spanOf(node: Located): Span {
  return node.span.end > node.span.start ? node.span : node.key;
}

function placed(span: Span, { code, message, hint = '' }: Problem): Omit<Diagnostic, 'severity'> {
  return { code, at: { file: span.source.path, ...lineAndColumn(span) }, length: lengthOf(span), message, hint };
}
