import { fromLatin1, fromText, type PathBytes, parentOf, ROOT } from '../src/lib/path-bytes.ts';
import type { DigestAlgorithm, FileEntry } from '../src/model/inventory.ts';
import type { Recheck } from '../src/model/ledger.ts';
import { nanoseconds } from './world.ts';
import { type FileState, isMark, type Mark, markedState, NOW } from './world-files.ts';
import type { Place } from './world-model.ts';

/** One place of a world in the notation. `algorithm`: what proofs are made of. */
export function parsePlace(text: string, algorithm: DigestAlgorithm): Place {
  const [, head = '', body = ''] = /^(.+?):\s?(.*)$/s.exec(text) ?? [];
  const [named = '', ...words] = head.split(/[ [\]]+/).filter((word) => word !== '');
  const [name = '', feed] = named.split('<');
  const tokens = body.split(' ').filter((token) => token !== '');
  const state = body === '-' ? 'absent' : body === '?' ? 'unknown' : 'present';
  const listed = state === 'present' ? tokens : [];
  const tolerance = words.find((word) => word.startsWith('tolerance='))?.slice('tolerance='.length) ?? '0';
  const identity = identityWord(words);
  const trash = listed.filter((token) => token.startsWith('~/'));
  const own = listed.filter((token) => !token.startsWith('~/') && !token.startsWith('!'));
  return {
    name,
    state,
    entries: own.map(parseEntry),
    gaps: listed.filter((token) => token.startsWith('!')).map((token) => fromText(token.slice(1))),
    granularity: words.includes('s') ? 's' : 'ns',
    noted: words.includes('noted') ? 'noted' : 'new',
    tolerance: nanoseconds(tolerance),
    states: new Map(own.flatMap((token) => parseState(token, algorithm))),
    trash: {
      state: words.includes('trash?') ? 'unknown' : 'seen',
      entries: withParents(trash.map((token) => parseEntry(token.slice(2)))),
    },
    recheck: parseRecheck(words.find((word) => word.startsWith('spent='))),
    ...(words.includes('unpublished') ? { published: '' } : {}),
    ...(identity === undefined ? {} : { identity }),
    ...(feed === undefined ? {} : { feed }),
  };
}

function identityWord(words: readonly string[]): Place['identity'] {
  if (words.includes('own')) return 'own';
  if (words.includes('swapped')) return 'swapped';
  if (words.includes('unidentified')) return 'absent';
  return words.includes('identity?') ? 'unknown' : undefined;
}

function parseRecheck(word: string | undefined): Recheck {
  const [, bytes = '0', hours = '1'] = /^spent=(\d+)(?:@(-?\d+))?$/.exec(word ?? '') ?? [];
  return { since: NOW - Number(hours) * 3_600_000, bytes: Number(bytes) };
}

function parseState(token: string, algorithm: DigestAlgorithm): readonly (readonly [PathBytes, FileState])[] {
  const [, mark] = splitMark(token);
  const entry = parseEntry(token);
  return mark === undefined ? [] : [[entry.path, markedState(entry, mark, algorithm)]];
}

function splitMark(token: string): readonly [string, Mark | undefined] {
  const at = token.lastIndexOf('~');
  const mark = token.slice(at + 1);
  return at > 0 && isMark(mark) ? [token.slice(0, at), mark] : [token, undefined];
}

/** Directories come by themselves. */
function withParents(entries: readonly FileEntry[]): readonly FileEntry[] {
  const all = new Map(entries.map((entry) => [entry.path, entry]));
  for (const entry of entries) {
    for (let path = parentOf(entry.path); path !== ROOT; path = parentOf(path))
      if (!all.has(path)) all.set(path, { path, type: 'directory', size: 0, mtimeNs: 0n });
  }
  return [...all.values()];
}

/** One entry in the notation, without its mark. */
export function parseEntry(marked: string): FileEntry {
  const [token] = splitMark(marked);
  const [, name = '', target] = /^(.+)->(.*)$/s.exec(token) ?? [];
  if (target !== undefined) return { path: fromText(name), type: 'link', size: 0, mtimeNs: 0n, target: fromText(target) };
  if (token.endsWith('/')) return { path: fromText(token.slice(0, -1)), type: 'directory', size: 0, mtimeNs: 0n };
  if (token.endsWith('|')) return { path: fromText(token.slice(0, -1)), type: 'other', size: 0, mtimeNs: 0n };
  const [, path = '', size, time] = /^(.+?)(?:=(\d+))?(?:@(-?[\d.]+))?$/s.exec(token) ?? [];
  return { path: fromText(path), type: 'file', size: Number(size ?? 1), mtimeNs: nanoseconds(time ?? '1') };
}

/** Many files in the notation: `many(3, 'a', '=2')` is `a1=2 a2=2 a3=2`. */
export function many(count: number, prefix: string, suffix = ''): string {
  return Array.from({ length: count }, (_, at) => `${prefix}${at + 1}${suffix}`).join(' ');
}

/** A file whose name, in bytes, the notation cannot write: put in with `changed`. */
export function fileAt(path: string, size: number): FileEntry {
  return { path: fromLatin1(path), type: 'file', size, mtimeNs: 1_000_000_000n };
}
