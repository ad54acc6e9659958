import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRsyncName, encodeRsyncName } from '../../src/inventory/rsync-name.ts';
import { fromLatin1, type PathBytes } from '../../src/lib/path-bytes.ts';

/** Names of any bytes, with many of those that an escape is made of. */
const names: fc.Arbitrary<PathBytes> = fc
  .array(
    fc.oneof(fc.integer({ min: 1, max: 255 }), fc.constantFrom(...'\\#0123789'.split('').map((digit) => digit.charCodeAt(0)))),
  )
  .map((bytes) => fromLatin1(String.fromCharCode(...bytes)));

test('decode(encode(x)) = x, and what is encoded is printable ASCII or a tab', () => {
  fc.assert(
    fc.property(names, (name) => {
      const printed = encodeRsyncName(name);
      expect(printed).toMatch(/^[\t -~]*$/);
      expect(decodeRsyncName(printed)).toBe(name);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['plain', 'plain'],
  ['new\nline', 'new\\#012line'],
  ['tab\there', 'tab\there'],
  ['\xff\xfe', '\\#377\\#376'],
  ['\\#012', '\\#134#012'],
  ['\\#134#012', '\\#134#134#012'],
  ['\\#12', '\\#12'],
  ['\\\\#012', '\\\\#134#012'],
  ['\x7f', '\\#177'],
])('%j is printed as %j', (bytes, printed) => {
  expect(encodeRsyncName(fromLatin1(bytes))).toBe(printed);
  expect(decodeRsyncName(printed)).toBe(bytes);
});
