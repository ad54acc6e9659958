import { fromLatin1, type PathBytes, utf8Of } from '../lib/path-bytes.ts';

/** What rsync escapes in the C locale: bytes that are not printable ASCII, but for the tab; and a backslash that would read as an escape. */
const ESCAPED = /[^\t -~]|\\(?=#[0-9]{3})/g;

/** The same for a terminal or a document: the tab too, and letters beyond ASCII stay. */
const UNPRINTABLE = /\p{C}|[\u2028\u2029]|\\(?=#[0-9]{3})/gu;

/** A name as rsync prints it under LC_ALL=C: `\#ooo`, octal, for each byte that is not printable. decode(encode(x)) = x. */
export function encodeRsyncName(name: PathBytes): string {
  return name.replace(ESCAPED, octal);
}

/** The bytes of a name as rsync prints it under LC_ALL=C. */
export function decodeRsyncName(printed: string): PathBytes {
  if (!printed.includes('\\#')) return fromLatin1(printed);
  return fromLatin1(
    printed.replace(/\\#([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8))),
  );
}

/** A path for people and documents, on one line: as it is where its bytes are UTF-8; control characters, stray bytes and a literal `\#ooo` as `\#ooo`. */
export function pathText(path: PathBytes): string {
  const text = utf8Of(path);
  if (text === undefined) return path.replace(/[^ -~]|\\(?=#[0-9]{3})/g, octal);
  return text.replace(UNPRINTABLE, (character) => [...new TextEncoder().encode(character)].map(byteText).join(''));
}

function octal(character: string): string {
  return byteText(character.charCodeAt(0));
}

function byteText(byte: number): string {
  return `\\#${byte.toString(8).padStart(3, '0')}`;
}
