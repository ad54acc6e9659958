import { fromLatin1, type PathBytes } from '../lib/path-bytes.ts';

/** What rsync escapes in the C locale: bytes that are not printable ASCII, but for the tab; and a backslash that would read as an escape. */
const ESCAPED = /[^\t -~]|\\(?=#[0-9]{3})/g;

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

function octal(character: string): string {
  return `\\#${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
