import { fromLatin1, fromText, type PathBytes, utf8Of } from '../lib/path-bytes.ts';
import type { Location } from './endpoint.ts';

/** One valid UTF-8 sequence, or a single byte that belongs to none. */
const SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** What moves the cursor, breaks the line, or turns the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu;

/** What rsync would read back as an escaped byte. */
const LITERAL_ESCAPE = /\\(?=#\d{3})/g;

const PLAIN = /^[ -~]*$/;

/** `endpoint:path` for people; `.` stands for the root. */
export function showLocation(location: Location): string {
  return `${location.endpoint.name}:${location.path === '' ? '.' : showPath(location.path)}`;
}

/**
 * A path for people: printable UTF-8 as it is; control bytes, bytes that are not UTF-8 and a literal `\#ooo` as `\#ooo`
 * (rsync's form), so that it is one line on any terminal and can be read back.
 */
export function showPath(path: PathBytes): string {
  const unescaped = path.replace(LITERAL_ESCAPE, octal('\\'));
  if (PLAIN.test(unescaped)) return unescaped;
  return showText(unescaped.replace(SEQUENCE, (bytes) => utf8Of(fromLatin1(bytes)) ?? octal(bytes)));
}

/** A path in a JSON document: the same form as for people. */
export function jsonPath(path: PathBytes): string {
  return showPath(path);
}

/** A text from elsewhere (a message, a module's comment) on one line: what a terminal would act upon becomes `\#ooo`. */
export function showText(text: string): string {
  return text.replace(UNPRINTABLE, (character) => octal(fromText(character)));
}

/** Each byte as `\#ooo`. */
function octal(bytes: string): string {
  return Array.from(bytes, (byte) => `\\#${byte.charCodeAt(0).toString(8).padStart(3, '0')}`).join('');
}
