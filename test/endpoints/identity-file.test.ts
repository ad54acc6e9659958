import { expect, test } from 'vitest';
import { identityText, parseIdentity } from '../../src/endpoints/shared/identity-file.ts';
import { localEndpoint } from '../components/endpoints.ts';

const ENDPOINT = localEndpoint('/data');
const VALID = { format: 'replicas/endpoint/v1', name: 'archive', id: 'a1b2' };

test('what is written is read back, whatever else the file says', () => {
  const identity = { name: 'archive', id: 'a1b2' };
  expect(parseIdentity(identityText(identity), ENDPOINT)).toEqual({ ok: true, value: identity });
  expect(parseIdentity(JSON.stringify({ ...VALID, since: 2026 }), ENDPOINT)).toEqual({ ok: true, value: identity });
});

test.each([
  '',
  ' \n',
  '\0',
  '{',
  'null',
  '[]',
  '"archive"',
  'name: archive',
  JSON.stringify(VALID).slice(0, -1),
  `${JSON.stringify(VALID)}}`,
  ...[{ format: undefined }, { format: 'replicas/endpoint/v2' }].map((other) => JSON.stringify({ ...VALID, ...other })),
  ...[{ name: undefined }, { name: '' }, { name: ['archive'] }].map((other) => JSON.stringify({ ...VALID, ...other })),
  ...[{ id: undefined }, { id: '' }, { id: 7 }].map((other) => JSON.stringify({ ...VALID, ...other })),
])('a mere file of that name identifies nothing: %j', (text) => {
  expect(parseIdentity(text, ENDPOINT)).toMatchObject({
    ok: false,
    error: { code: 'endpoint.not-identified', hint: expect.stringMatching(/: reconcile identify here$/) },
  });
});
