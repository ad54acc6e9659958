import { fromText, type PathBytes } from '../lib/path-bytes.ts';
import type { EntryType } from '../model/inventory.ts';
import { type PatternToken, SLASH, wildcardTokens } from './wildcard-tokens.ts';

/**
 * One pattern of rsync's language (rsync(1), PATTERN MATCHING RULES), parsed. Bytes are matched, as rsync does, not characters.
 * `scope` is what the tokens must match whole: the last component, the path, the path with '/' before it, or what
 * remains of the path after any of its slashes (or all of it). `coversBelow`: ends in `***`, so that a directory is
 * matched with '/' after it.
 */
export interface RsyncPattern {
  readonly tokens: readonly PatternToken[];
  readonly scope: 'name' | 'path' | 'slash-path' | 'tail';
  readonly directoriesOnly: boolean;
  readonly coversBelow: boolean;
}

/** Parses a pattern as a manifest says it (UTF-8), or gives undefined for one that can match nothing. */
export function parseRsyncPattern(text: string): RsyncPattern | undefined {
  const directoriesOnly = text.length > 1 && text.endsWith('/');
  const whole: string = fromText(directoriesOnly ? text.slice(0, -1) : text);
  const anchored = whole.startsWith('/');
  const body = anchored ? whole.slice(1) : whole;
  const tokens = /[*?[]/.test(whole) ? wildcardTokens(body) : plainTokens(body);
  if (tokens === undefined || tokens.length === 0 || whole.includes('\0')) return undefined;
  const scope = scopeOf(whole);
  if (scope === 'tail' && !whole.includes('**') && slashes(tokens) !== whole.split('/').length - 1) return undefined;
  return { tokens, scope, directoriesOnly, coversBelow: whole.endsWith('***') };
}

/** Whether the pattern matches the path itself; what it says about parents is another question. */
export function matchesPattern(pattern: RsyncPattern, path: PathBytes, type: EntryType): boolean {
  if (pattern.directoriesOnly && type !== 'directory') return false;
  const text = pattern.coversBelow && type === 'directory' ? `${path}/` : path;
  // Whatever the scope, the end of the pattern meets the end of the text: most names are settled by their last byte.
  const last = pattern.tokens.at(-1);
  if (last?.type === 'byte' && last.byte !== text.charCodeAt(text.length - 1)) return false;
  switch (pattern.scope) {
    case 'name':
      return matchesFrom(pattern.tokens, text, path.lastIndexOf('/') + 1);
    case 'path':
      return matchesFrom(pattern.tokens, text, 0);
    case 'slash-path':
      return matchesFrom(pattern.tokens, `/${text}`, 0);
    case 'tail':
      return matchesTail(pattern.tokens, text);
  }
}

/** A slash anywhere, even inside a class, makes it a matter of more than the last component; so does `**`, even escaped. */
function scopeOf(whole: string): RsyncPattern['scope'] {
  if (whole.startsWith('/')) return 'path';
  if (whole.startsWith('**')) return 'slash-path';
  return whole.includes('/') || whole.includes('**') ? 'tail' : 'name';
}

/** Without `**`, as many components are looked at as the pattern has slashes; one inside a class matches none of them. */
function slashes(tokens: readonly PatternToken[]): number {
  return tokens.filter((token) => token.type === 'byte' && token.byte === SLASH).length;
}

function plainTokens(body: string): readonly PatternToken[] {
  return Array.from(body, (character) => ({ type: 'byte', byte: character.charCodeAt(0) }));
}

function matchesTail(tokens: readonly PatternToken[], text: string): boolean {
  for (let start = 0; ; ) {
    if (matchesFrom(tokens, text, start)) return true;
    const slash = text.indexOf('/', start);
    if (slash < 0) return false;
    start = slash + 1;
  }
}

/**
 * Whether the tokens match all of `text` from `start` on. Each mismatch gives one more byte to the last `*`, or where that one
 * is stopped by a slash, to the last `**`: no earlier choice can help, so the time is bounded by the product of the lengths
 * (and the text's again), whatever a hostile name holds.
 */
function matchesFrom(tokens: readonly PatternToken[], text: string, start: number): boolean {
  let token = 0;
  let position = start;
  let afterName = NONE;
  let nameEnd = 0;
  let afterPath = NONE;
  let pathEnd = 0;
  for (;;) {
    const step = tokens[token];
    if (step === undefined && position === text.length) return true;
    if (step?.type === 'any-name') {
      token += 1;
      afterName = token;
      nameEnd = position;
    } else if (step?.type === 'any-path') {
      token += 1;
      afterPath = token;
      pathEnd = position;
      afterName = NONE;
    } else if (step !== undefined && position < text.length && takes(step, text.charCodeAt(position))) {
      token += 1;
      position += 1;
    } else if (afterName !== NONE && nameEnd < text.length && text.charCodeAt(nameEnd) !== SLASH) {
      nameEnd += 1;
      position = nameEnd;
      token = afterName;
    } else if (afterPath !== NONE && pathEnd < text.length) {
      pathEnd += 1;
      position = pathEnd;
      token = afterPath;
      afterName = NONE;
    } else return false;
  }
}

const NONE = -1;

function takes(token: PatternToken, byte: number): boolean {
  switch (token.type) {
    case 'byte':
      return token.byte === byte;
    case 'class':
      return token.bytes[byte] === true;
    case 'any-byte':
      return byte !== SLASH;
    case 'any-name':
    case 'any-path':
      return false;
  }
}
