import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatFiles, parseDuration, parseSize } from '../../src/lib/units.ts';

describe('parseDuration', () => {
  it.each([
    ['0s', 0],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
    ['1d2h3m4s5ms', 93_784_005],
    ['1500ms', 1500],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', '5 m', 'm', '-5m', '1.5h', '30m1h', '5M', '1w', '1h 30m', '99999999999999999999d'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('reads back what was printed', () => {
    const number = fc.nat({ max: 10_000 });
    fc.assert(
      fc.property(number, number, number, number, number, (d, h, m, s, ms) => {
        const text = `${d}d${h}h${m}m${s}s${ms}ms`;
        expect(parseDuration(text)).toBe((((d * 24 + h) * 60 + m) * 60 + s) * 1000 + ms);
        expect(parseDuration(`${ms}ms`)).toBe(ms);
      }),
    );
  });
});

describe('parseSize', () => {
  it.each([
    ['0B', 0],
    ['1B', 1],
    ['3kB', 3000],
    ['3KB', 3000],
    ['500MiB', 524_288_000],
    ['10GB', 10_000_000_000],
    ['1.1GB', 1_100_000_000],
    ['1.5 TB', 1_500_000_000_000],
    ['100GiB', 107_374_182_400],
    ['2PiB', 2_251_799_813_685_248],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', '500', '500M', '500mb', 'GB', '-1GB', '1e3MB', '.5GB', '1  GB', '9000PiB', '1GB '])('refuses %j', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });

  it('reads back what was printed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('B', 'kB', 'MB', 'KiB', 'MiB'), (count, unit) => {
        const factor = { B: 1, kB: 1e3, MB: 1e6, KiB: 1024, MiB: 1024 ** 2 }[unit];
        expect(parseSize(`${count}${unit}`)).toBe(count * factor);
      }),
    );
  });
});

describe('formats for readers', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [3449, '3.4 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [1_200_000_000, '1.2 GB'],
    [5_000_000_000_000, '5.0 TB'],
    [2e18, '2000.0 PB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [120, '120 ms'],
    [999.4, '999 ms'],
    [3000, '3 s'],
    [59_600, '1 min'],
    [250_000, '4 min 10 s'],
    [7_200_000, '2 h'],
    [7_204_000, '2 h'],
    [442_800_000, '5 d 3 h'],
  ])('%d ms are %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [400_000, '400,000'],
    [1_234_567, '1,234,567'],
  ])('%d is %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it.each([
    [0, '0 files'],
    [1, '1 file'],
    [1000, '1,000 files'],
  ])('%d of them are %s', (count, text) => {
    expect(formatFiles(count)).toBe(text);
  });
});
