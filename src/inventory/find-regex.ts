import { fromLatin1, utf8Of } from '../lib/path-bytes.ts';
import type { RsyncPattern } from './rsync-pattern.ts';
import { type PatternToken, SLASH } from './wildcard-tokens.ts';

/**
 * One POSIX extended expression for all the patterns, for `find . -regex` in the C locale, where it is held against `./path`.
 * 'directory' adds what a pattern in `***` matches of directories alone.
 */
export function findRegex(patterns: readonly RsyncPattern[], type: 'directory' | 'other'): string {
  const alternatives = patterns.flatMap((pattern) => {
    const above = type === 'directory' ? tokensAbove(pattern) : undefined;
    return [pattern.tokens, ...(above === undefined ? [] : [above])].map((tokens) => expressionOf(pattern.scope, tokens));
  });
  return textOf(alternatives.join('|'));
}

/** A path of find's is '.', '/' and the path; no expression matches the root, which is '.' alone. */
function expressionOf(scope: RsyncPattern['scope'], tokens: readonly PatternToken[]): string {
  switch (scope) {
    case 'path':
      return `\\./${bytesOf(tokens)}`;
    case 'name':
    case 'tail':
      return `\\./(.*/)?${bytesOf(tokens)}`;
    case 'slash-path': {
      // Its first token is `**`, which takes nothing only where a slash follows it.
      const rest = bytesOf(tokens.slice(1));
      return rest.startsWith('/') ? `\\.(/.*)?${rest}` : `\\./.*${rest}`;
    }
  }
}

/** Of `dir/***`: `dir`. */
function tokensAbove(pattern: RsyncPattern): readonly PatternToken[] | undefined {
  const before = pattern.tokens.at(-2);
  return pattern.coversBelow && before?.type === 'byte' && before.byte === SLASH ? pattern.tokens.slice(0, -2) : undefined;
}

/** Bytes keep the order that they had in the pattern, so that those of one character stay together. */
function textOf(bytes: string): string {
  const text = utf8Of(fromLatin1(bytes));
  if (text === undefined) throw new Error(`the bytes of a pattern were torn apart: ${JSON.stringify(bytes)}`);
  return text;
}

function bytesOf(tokens: readonly PatternToken[]): string {
  return tokens.map(tokenBytes).join('');
}

function tokenBytes(token: PatternToken): string {
  switch (token.type) {
    case 'byte':
      return String.fromCharCode(token.byte).replace(/[.[\\()*+?{|^$]/, '\\$&');
    case 'class':
      return classBytes(token);
    case 'any-byte':
      return '[^/]';
    case 'any-name':
      return '[^/]*';
    case 'any-path':
      return '.*';
  }
}

/**
 * A bracket expression. ASCII is written one by one, with `]` first and `-` last where they stand for themselves; higher bytes
 * as they were written, since an argument must be UTF-8. A range from ASCII into them begins at the last ASCII byte.
 */
function classBytes(token: Extract<PatternToken, { type: 'class' }>): string {
  const ascii = asciiOf(token);
  const has = (character: string): string => (ascii.includes(character) ? character : '');
  const plain = ascii.replace(/[\]^[-]/g, '');
  const inner = has(']') + plain + highBytes(token) + has('[') + has('^') + has('-');
  if (token.negated) return `[^${inner}]`;
  if (inner === '^') return '\\^';
  return inner === '^-' ? '[-^]' : `[${inner}]`;
}

/** What a negated class lists is what it does not take. */
function asciiOf(token: Extract<PatternToken, { type: 'class' }>): string {
  const codes = Array.from({ length: 0x7f }, (_, position) => position + 1);
  return String.fromCharCode(...codes.filter((code) => token.bytes[code] !== token.negated));
}

function highBytes(token: Extract<PatternToken, { type: 'class' }>): string {
  return token.ranges
    .filter(({ low, high }) => high > 0x7f && low <= high)
    .map(({ low, high }) => {
      const end = String.fromCharCode(high);
      if (low === high) return end;
      return low > 0x7f ? `-${end}` : `\x7f-${end}`;
    })
    .join('');
}
