import { expect, test } from 'vitest';
import { optionsOf, type Written } from '../../src/cli/options.ts';

test('sizes, durations and times are parsed', () => {
  const written = { at: '2027-01-31', budget: '200GiB', for: '1h30m', reason: ' moved to the new disk ' };
  expect(optionsOf(written)).toMatchObject({
    at: Date.UTC(2027, 0, 31),
    budgetBytes: 214_748_364_800,
    forMs: 5_400_000,
    reason: 'moved to the new disk',
  });
  expect(optionsOf({})).toMatchObject({ at: undefined, budgetBytes: undefined, forMs: undefined, reason: undefined });
});

test.each<readonly [Written, string]>([
  [
    { at: 'next month' },
    '--at next month: write a time with its zone, such as 2027-01-31T08:00:00Z or 2027-01-31T08:00+01:00, or a date alone (midnight in UTC)',
  ],
  [{ budget: '200' }, '--budget 200: write a size with its unit, such as 500MiB or 200GiB'],
  [{ budget: '0B' }, '--budget 0B: write a size with its unit, such as 500MiB or 200GiB'],
  [{ for: '2' }, '--for 2: write a duration with its unit, such as 90m or 2h'],
  [{ for: '' }, '--for "": write a duration with its unit, such as 90m or 2h'],
  [{ reason: ' ' }, '--reason  : say why, for those who come after you'],
  [{ concise: true, verbose: true }, '--concise and -v exclude each other'],
])('%j is wrong usage', (written, message) => {
  expect(() => optionsOf(written)).toThrow(message);
});
