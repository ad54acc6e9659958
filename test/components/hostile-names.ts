import { Buffer } from 'node:buffer';
import { fromLatin1, fromText, type PathBytes } from '../../src/lib/path-bytes.ts';

/** File names that have broken programs, exact to the byte. All are legal on Linux and all are different. */
export const HOSTILE_NAMES: readonly PathBytes[] = [
  fromText('two words'),
  fromText(' leading space'),
  fromText('trailing space '),
  fromText('  '),
  fromText("it's"),
  fromText('say "hello"'),
  fromText(`'"'"'`),
  fromText('$(touch x)'),
  fromText('$HOME'),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell would expand it, which is the point.
  fromText('${IFS}'),
  fromText('`touch x`'),
  fromText('line\nbreak'),
  fromText('\nbegins with newline'),
  fromText('ends with newline\n'),
  fromText('tab\there'),
  fromText('carriage\rreturn'),
  fromText('escape\x1b[31mred'),
  fromText('bell\x07'),
  fromText('delete\x7f'),
  fromText('-dash'),
  fromText('-rf'),
  fromText('--help'),
  fromText('--'),
  fromText('*?['),
  fromText('[a-z]'),
  fromText('***'),
  fromText('\\#012'),
  fromText('\\#134#012'),
  fromText('\\n'),
  fromText('\\'),
  fromText('ends with backslash\\'),
  fromText(';touch x'),
  fromText('a|b'),
  fromText('a&b'),
  fromText('a>b<c'),
  fromText('~'),
  fromText('~root'),
  fromText('# comment'),
  fromText('; comment'),
  fromText('! bang'),
  fromText('+ plus'),
  fromText('- minus'),
  fromText('%i|%l|%M|%n%L'),
  fromText('a -> b'),
  fromText('host:path'),
  fromText('host::module'),
  fromText(':'),
  fromText('.hidden'),
  fromText('...'),
  fromText('{a,b}'),
  fromText('(deleting) x'),
  fromText('deleting x'),
  fromText('..dot'),
  fromText('n'.repeat(255)),
  fromText('é'.repeat(127)),
  fromLatin1('\xff\xfe not UTF-8'),
  fromLatin1('latin1 \xe9'),
  fromLatin1('cut \xf0\x9f\x92'),
  fromLatin1(`${'\x80'.repeat(254)}\n`),
  fromText('emoji 😀'),
  fromText('caf\u00e9'),
  fromText('cafe\u0301'),
  fromText('\u202etxt.exe'),
  fromText('\u00a0'),
  everyOtherByte(),
];

/** Targets of symbolic links that are hard to tell from the text around them. */
export const HOSTILE_TARGETS: readonly PathBytes[] = [
  fromText('plain'),
  fromText('a -> b'),
  fromText(' -> '),
  fromText('../../outside'),
  fromText('/etc/passwd'),
  fromText('line\nbreak'),
  fromText('\\#012'),
  fromLatin1('\xff\xfe'),
  fromText('$(touch x)'),
  fromText('t'.repeat(1000)),
];

/** One name that holds each byte that a name can hold and that is not a letter or a digit. */
function everyOtherByte(): PathBytes {
  const bytes = [...Array(256).keys()].filter(
    (byte) => byte !== 0 && byte !== 0x2f && !/[a-z0-9]/i.test(String.fromCharCode(byte)),
  );
  return fromLatin1(Buffer.from(bytes).toString('latin1'));
}
