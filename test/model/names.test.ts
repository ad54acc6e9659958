import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromLatin1, fromText, type PathBytes } from '../../src/lib/path-bytes.ts';
import { jsonPath, showLocation, showPath, showText } from '../../src/model/names.ts';
import { at } from '../render/samples.ts';

it.each<readonly [string, PathBytes, string]>([
  ['plain', fromText('a/b c'), 'a/b c'],
  ['shell text', fromText('$(touch x)`id`"\'-*?['), '$(touch x)`id`"\'-*?['],
  ['emoji and umlauts', fromText('Größe 🧬.txt'), 'Größe 🧬.txt'],
  ['joined emoji', fromText('👩‍🔬'), '👩‍🔬'],
  ['newline and tab', fromText('a\nb\tc'), 'a\\#012b\\#011c'],
  ['escape sequence', fromText('\u001b[31mred'), '\\#033[31mred'],
  ['delete', fromText('\u007f'), '\\#177'],
  ['C1 control', fromText('\u009b31m'), '\\#302\\#23331m'],
  ['right-to-left override', fromText('a\u202egpj.exe'), 'a\\#342\\#200\\#256gpj.exe'],
  ['line separator', fromText('a\u2028b'), 'a\\#342\\#200\\#250b'],
  ['not UTF-8', fromLatin1('caf\xe9'), 'caf\\#351'],
  ['cut UTF-8', fromLatin1('a\xe2\x82'), 'a\\#342\\#202'],
  ['overlong UTF-8', fromLatin1('\xc0\xaf'), '\\#300\\#257'],
  ['surrogate in UTF-8', fromLatin1('\xed\xa0\x80'), '\\#355\\#240\\#200'],
  ['literal escape', fromText('\\#012'), '\\#134#012'],
  ['literal escapes in a row', fromText('\\#012\\#\\#134#012'), '\\#134#012\\#\\#134#134#012'],
  ['no literal escape', fromText('\\#01 \\x'), '\\#01 \\x'],
])('shows a path with %s', (_, path, shown) => {
  expect(showPath(path)).toBe(shown);
  expect(jsonPath(path)).toBe(shown);
});

it('shows any bytes on one line that can be read back', () => {
  const bytes = fc.array(fc.oneof(fc.integer({ min: 1, max: 255 }), fc.constantFrom(0x5c, 0x23, 0x30, 0x31)), { maxLength: 24 });
  fc.assert(
    fc.property(bytes, (codes) => {
      const path = fromLatin1(String.fromCharCode(...codes));
      const shown = showPath(path);
      expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(readBack(shown)).toBe(path);
    }),
  );
});

it('shows a location as endpoint:path, the root as a dot', () => {
  expect(showLocation(at('icc', 'PV/sub'))).toBe('icc:PV/sub');
  expect(showLocation(at('archive', ''))).toBe('archive:.');
});

it('keeps a message on one line', () => {
  expect(showText('first\r\nsecond \u001b]0;title\u0007 ü')).toBe('first\\#015\\#012second \\#033]0;title\\#007 ü');
});

/** The bytes that a shown path stands for. */
function readBack(shown: string): string {
  return fromText(shown).replace(/\\#(\d{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

it.each<readonly [PathBytes, string]>([
  [fromText('Ünïcode 漢字'), 'Ünïcode 漢字'],
  [fromText('line\nbreak'), 'line\\#012break'],
  [fromText('tab\there'), 'tab\\#011here'],
  [fromText('\\#012'), '\\#134#012'],
  [fromText('right\u202eleft'), 'right\\#342\\#200\\#256left'],
  [fromText('\u2028'), '\\#342\\#200\\#250'],
  [fromLatin1('latin1 \xe9'), 'latin1 \\#351'],
])('%j is shown to people as %j', (path, shown) => {
  expect(showPath(path)).toBe(shown);
});
