import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { seenFromFind } from '../../src/endpoints/shared/find-listing.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import type { LocalEndpoint } from '../../src/model/endpoint.ts';

const endpoint: LocalEndpoint = {
  type: 'Local',
  name: 'archive',
  maxTransfers: 2,
  root: '/pacs',
  identity: 'NotChecked',
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
};
const asked = { endpoint, ask: { path: fromText('pv'), filter: { exclude: [], include: [] } }, at: 7 };
const RECORDS = Buffer.from('12 1700000000.5 f 3 1700000000.5 a\0');

function gapsAfter(exit: number, stderr: string | undefined) {
  const seen = seenFromFind({ raw: RECORDS, exit, stderr }, asked);
  return seen.state === 'present' ? seen.value.gaps.map(({ path, because }) => [path, because.code, because.message]) : seen;
}

test.each([
  ["find: './x': Permission denied", 'x', 'archive:pv/x could not be read: Permission denied'],
  [
    "find: './u\\n\\'\\303\\\\x': Permission denied",
    "u\n'\xc3\\x",
    "archive:pv/u\\#012'\\#303\\x could not be read: Permission denied",
  ],
  ["find: './a/b': Input/output error", 'a/b', 'archive:pv/a/b could not be read: Input/output error'],
])('a directory that could not be read is a gap: %s', (line, path, message) => {
  expect(gapsAfter(1, `${line}\n`)).toEqual([[path, 'source.gaps', message]]);
});

test('a line that is not understood, and a failure without a word, may mean anything: a gap at the top', () => {
  expect(gapsAfter(1, 'find: something new\n')).toMatchObject([['', 'source.gaps', expect.stringContaining('something new')]]);
  expect(gapsAfter(1, '')).toMatchObject([['', 'source.gaps', expect.stringContaining('find ended with 1')]]);
  expect(gapsAfter(1, undefined)).toMatchObject([['', 'source.gaps', expect.anything()]]);
});

test('when so much was said that its beginning may be lost, a gap at the top is added', () => {
  const lines = Array.from({ length: 2000 }, (_, at) => `find: './directory-${at}/with/a/long/name': Permission denied`);
  const gaps = gapsAfter(1, `${lines.join('\n')}\n`);
  expect(Array.isArray(gaps) && gaps.at(-1)?.[0]).toBe('');
});

test('a find that succeeded has no gaps, whatever else was said', () => {
  expect(gapsAfter(0, 'a banner of the login\n')).toEqual([]);
});

test('a top that could not be read is unknown, not empty', () => {
  expect(gapsAfter(1, "find: '.': Permission denied\n")).toMatchObject({
    state: 'unknown',
    because: { code: 'endpoint.access' },
  });
});

test('a cut listing is unknown', () => {
  const seen = seenFromFind({ raw: RECORDS.subarray(0, 20), exit: 0, stderr: '' }, asked);
  expect(seen).toMatchObject({ state: 'unknown', because: { code: 'process.failed' } });
});

test.each([
  'find: unrecognized: -printf',
  'find: -printf: unknown primary or operator',
  "find: unknown predicate `-ignore_readdir_race'",
  'sh: 1: find: not found',
])('another find than the GNU one cannot be used: %s', (line) => {
  const seen = seenFromFind({ raw: new Uint8Array(), exit: 1, stderr: `${line}\n` }, asked);
  expect(seen).toMatchObject({ state: 'unknown', because: { code: 'endpoint.unusable' } });
});

test('only a find that ended well and said nothing has a digest, and is known again', () => {
  const digest = digestAfter(0, '');
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect([digestAfter(0, undefined), digestAfter(0, 'a word\n'), digestAfter(1, '')]).toEqual([undefined, undefined, undefined]);
  expect(digestAfter(1, "find: './x': Permission denied\n")).toBeUndefined();
  // What is expected changes nothing for a listing that is another, or not whole.
  const known = { ...asked, ask: { ...asked.ask, known: { digest: digest ?? '', files: 1 } } };
  const cut = seenFromFind({ raw: RECORDS.subarray(0, 20), exit: 0, stderr: '' }, known);
  expect(cut).toMatchObject({ state: 'unknown', because: { code: 'process.failed' } });
  const gap = seenFromFind({ raw: RECORDS, exit: 1, stderr: "find: './x': Permission denied\n" }, known);
  expect(gap).toMatchObject({ state: 'present', value: { gaps: [{ path: 'x' }] } });
});

function digestAfter(exit: number, stderr: string | undefined): string | undefined {
  const seen = seenFromFind({ raw: RECORDS, exit, stderr }, asked);
  return seen.state === 'present' ? seen.value.digest : undefined;
}
