/** One step of a parsed pattern. `bytes` says for each of the 256 bytes whether a class takes it; never '/' or NUL. */
export type PatternToken =
  | { readonly type: 'byte'; readonly byte: number }
  | {
      readonly type: 'class';
      readonly bytes: readonly boolean[];
      readonly negated: boolean;
      readonly ranges: readonly ByteRange[];
    }
  | { readonly type: 'any-byte' }
  | { readonly type: 'any-name' }
  | { readonly type: 'any-path' };

/** What a class lists, as it was written: one byte where both ends are equal. Both ends belong to it. */
export interface ByteRange {
  readonly low: number;
  readonly high: number;
}

export const SLASH = 0x2f;

/**
 * The tokens of a pattern that holds a wildcard (one character per byte), or undefined when it can match nothing: a class that
 * is not closed, names no known set or holds nothing but a slash, or a backslash at the end.
 */
export function wildcardTokens(body: string): readonly PatternToken[] | undefined {
  const tokens: PatternToken[] = [];
  for (let position = 0; position < body.length; ) {
    const step = stepAt(body, position);
    if (step === undefined) return undefined;
    tokens.push(step.token);
    position = step.next;
  }
  return tokens;
}

interface Step {
  readonly token: PatternToken;
  readonly next: number;
}

function stepAt(body: string, position: number): Step | undefined {
  const byte = body.charCodeAt(position);
  switch (body[position]) {
    case '*':
      return starsAt(body, position);
    case '?':
      return { token: { type: 'any-byte' }, next: position + 1 };
    case '[':
      return classAt(body, position + 1);
    case '\\':
      if (position + 1 === body.length) return undefined;
      return { token: { type: 'byte', byte: body.charCodeAt(position + 1) }, next: position + 2 };
    default:
      return { token: { type: 'byte', byte }, next: position + 1 };
  }
}

function starsAt(body: string, position: number): Step {
  let next = position;
  while (body[next] === '*') next += 1;
  return { token: { type: next - position > 1 ? 'any-path' : 'any-name' }, next };
}

/** A class from the byte after its '['. The first byte listed is never its end; a range cannot begin where another ended. */
function classAt(body: string, opening: number): Step | undefined {
  const negated = body[opening] === '!' || body[opening] === '^';
  const first = negated ? opening + 1 : opening;
  const ranges: ByteRange[] = [];
  let before: number | undefined;
  for (let position = first; position < body.length; ) {
    if (body[position] === ']' && position > first) {
      const bytes = bytesOf(ranges, negated);
      return bytes.includes(true) ? { token: { type: 'class', bytes, negated, ranges }, next: position + 1 } : undefined;
    }
    const member = memberAt(body, position, before);
    if (member === undefined) return undefined;
    ranges.push(...member.ranges);
    before = member.last;
    position = member.next;
  }
  return undefined;
}

/** `last`: the byte that a range could begin with. */
interface ClassMember {
  readonly ranges: readonly ByteRange[];
  readonly last?: number;
  readonly next: number;
}

function memberAt(body: string, position: number, before: number | undefined): ClassMember | undefined {
  if (body[position] === '\\') return singleAt(body, position + 1);
  const after = body[position + 1];
  if (body[position] === '-' && before !== undefined && after !== undefined && after !== ']') {
    const end = after === '\\' ? position + 2 : position + 1;
    return end < body.length ? { ranges: [{ low: before, high: body.charCodeAt(end) }], next: end + 1 } : undefined;
  }
  if (body[position] !== '[' || after !== ':') return singleAt(body, position);
  const close = body.indexOf(']', position + 2);
  if (close < 0) return undefined;
  if (close === position + 2 || body[close - 1] !== ':') return singleAt(body, position);
  const ranges = NAMED.get(body.slice(position + 2, close - 1));
  return ranges === undefined ? undefined : { ranges, next: close + 1 };
}

function singleAt(body: string, position: number): ClassMember | undefined {
  if (position >= body.length) return undefined;
  const byte = body.charCodeAt(position);
  return { ranges: [{ low: byte, high: byte }], last: byte, next: position + 1 };
}

function bytesOf(ranges: readonly ByteRange[], negated: boolean): readonly boolean[] {
  return Array.from({ length: 256 }, (_, byte) => {
    const listed = ranges.some(({ low, high }) => low <= byte && byte <= high);
    return listed !== negated && byte !== SLASH && byte !== 0;
  });
}

function range(ends: string): ByteRange {
  return { low: ends.charCodeAt(0), high: ends.charCodeAt(1) };
}

const DIGIT = range('09');
const UPPER = range('AZ');
const LOWER = range('az');

/** The named sets of the C locale. */
const NAMED: ReadonlyMap<string, readonly ByteRange[]> = new Map([
  ['alnum', [DIGIT, UPPER, LOWER]],
  ['alpha', [UPPER, LOWER]],
  ['blank', [range('\t\t'), range('  ')]],
  ['cntrl', [range('\0\x1f'), range('\x7f\x7f')]],
  ['digit', [DIGIT]],
  ['graph', [range('!~')]],
  ['lower', [LOWER]],
  ['print', [range(' ~')]],
  ['punct', [range('!/'), range(':@'), range('[`'), range('{~')]],
  ['space', [range('\t\r'), range('  ')]],
  ['upper', [UPPER]],
  ['xdigit', [DIGIT, range('AF'), range('af')]],
]);
