import { expect, it } from 'vitest';
import { entriesText, modulesText } from '../../src/render/listing-text.ts';
import { showAge, showTime } from '../../src/render/times.ts';
import { directory, file, link } from './samples.ts';

it('aligns the comments of modules and keeps hostile ones on their line', () => {
  const modules = [
    { name: 'PV', comment: 'Performance verification' },
    { name: 'CALIBRATION', comment: '' },
    { name: 'EVIL', comment: 'a\r\nb \u001b[2J' },
  ];
  expect(modulesText(modules)).toBe(
    'PV            Performance verification\nCALIBRATION\nEVIL          a\\#015\\#012b \\#033[2J\n',
  );
  expect(modulesText([])).toBe('');
});

it('lists entries as type, size, time, path', () => {
  const entries = [
    directory('sub'),
    file('sub/a b', 1_234_567),
    file('sub/new\nline', 5, 1_500_000_000n),
    link('latest', 'sub/a b'),
  ];
  expect(entriesText(entries)).toBe(
    [
      'd       - -                      sub/',
      'f 1234567 2026-11-20T06:22:14Z   sub/a b',
      'f       5 1970-01-01T00:00:01.5Z sub/new\\#012line',
      'l       - -                      latest -> sub/a b',
      '',
    ].join('\n'),
  );
  expect(entriesText([])).toBe('');
});

it.each<readonly [bigint, string]>([
  [0n, '1970-01-01T00:00:00Z'],
  [1_795_155_734_123_456_789n, '2026-11-20T06:22:14.123456789Z'],
  [-1n, '@-0.000000001'],
  [10n ** 25n, '@10000000000000000'],
])('shows the time %s as %s', (ns, expected) => {
  expect(showTime(ns)).toBe(expected);
});

it.each([
  [0, 'now'],
  [-5000, 'now'],
  [59_999, 'now'],
  [60_000, '1 min ago'],
  [3_599_999, '59 min ago'],
  [3_600_000, '1 h ago'],
  [86_400_000, '1 day ago'],
  [86_400_000 * 12, '12 days ago'],
])('shows an age of %i ms as %s', (ms, expected) => {
  expect(showAge(1_000_000_000_000 - ms, 1_000_000_000_000)).toBe(expected);
});
