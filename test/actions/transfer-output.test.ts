import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transferArguments } from '../../src/actions/transfer-arguments.ts';
import { type TransferReport, transferOutput } from '../../src/actions/transfer-output.ts';
import type { RsyncAddress } from '../../src/endpoints/endpoint.ts';
import { filesFromInput } from '../../src/endpoints/rsync/files-from.ts';
import { fromLatin1, fromText } from '../../src/lib/path-bytes.ts';
import { HOSTILE_NAMES } from '../components/hostile-names.ts';
import { run } from '../components/run.ts';
import { file, makeScratch, makeTree, md5Of, type Scratch } from '../world.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';

function reports(...chunks: readonly (string | Uint8Array)[]): readonly TransferReport[] {
  const found: TransferReport[] = [];
  const read = transferOutput((it) => found.push(it));
  for (const chunk of chunks) read(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk);
  return found;
}

function entry(path: string, bytes: number, digest: string): TransferReport {
  return { type: 'entry', path: fromText(path), bytes, digest, counts: true };
}

function directory(path: string): TransferReport {
  return { type: 'entry', path: fromText(path), bytes: 0, digest: '', counts: false };
}

describe('one line', () => {
  test.each<readonly [string, string, readonly TransferReport[]]>([
    ['a file received', `@>f+++++++++|${MD5}|12|d/a\n`, [entry('d/a', 12, MD5)]],
    ['a file sent', `@<f..t......|${MD5}|12|a\n`, [entry('a', 12, MD5)]],
    ['an empty file', `@>f+++++++++|${MD5}|0|a\n`, [entry('a', 0, MD5)]],
    ['a directory', `@cd+++++++++|${' '.repeat(32)}|4096|d/e/\n`, [directory('d/e')]],
    ['a link', `@cL+++++++++|${' '.repeat(32)}|8|l\n`, [entry('l', 0, '')]],
    ['a file whose digest is not told', `@>f+++++++++|${' '.repeat(32)}|3|a\n`, [entry('a', 3, '')]],
    ['a name with bars and percent signs', `@>f+++++++++|${MD5}|1|a|b|%n|12|c\n`, [entry('a|b|%n|12|c', 1, MD5)]],
    ['a name with an arrow, a name that begins with blanks', `@>f+++++++++|${MD5}|1|  a -> b \n`, [entry('  a -> b ', 1, MD5)]],
    [
      'escapes',
      `@>f+++++++++|${MD5}|1|line\\#012break\\#134#012\\#377\\n\n`,
      [{ type: 'entry', path: fromLatin1('line\nbreak\\#012\xff\\n'), bytes: 1, digest: MD5, counts: true }],
    ],
    [
      'a name that reads as a report',
      `@>f+++++++++|${MD5}|1|@>f+++++++++|${MD5}|1|x\n`,
      [entry(`@>f+++++++++|${MD5}|1|x`, 1, MD5)],
    ],
    ['progress', '\r    1234567  42%    1.20MB/s    0:00:01 \r', [{ type: 'progress', bytes: 1_234_567 }]],
    [
      'progress with its counts',
      '\r              5 100%    0.00kB/s    0:00:00 (xfr#1, to-chk=0/1)\n',
      [{ type: 'progress', bytes: 5 }],
    ],
    ['other words', 'sending incremental file list\nskipping non-regular file "p"\n\n@\n@>f|x|y|z\n12 percent\n', []],
    ['the root', `@.d..t......|${' '.repeat(32)}|4096|./\n`, [directory('.')]],
    ['a line that has not ended', `@>f+++++++++|${MD5}|12|d/a`, []],
  ])('%s', (_, text, expected) => {
    expect(reports(text)).toEqual(expected);
  });
});

test('cut at every byte it says the same', () => {
  const text = `\r      5  10%    0.00kB/s    0:00:00 \r     50 100%    0.00kB/s    0:00:00 (xfr#1, to-chk=0/1)\n@>f+++++++++|${MD5}|12|d/a|b\\#012c\n@cd+++++++++|${' '.repeat(32)}|4096|d/e/\n`;
  const whole = reports(text);
  expect(whole).toHaveLength(4);
  for (let cut = 0; cut <= text.length; cut++) expect(reports(text.slice(0, cut), text.slice(cut))).toEqual(whole);
  expect(reports(...text)).toEqual(whole);
});

test('a line without an end is let go, and what follows it is read', () => {
  const megabytes = Array.from({ length: 64 }, () => 'x'.repeat(1 << 20));
  expect(reports(...megabytes, `\n@>f+++++++++|${MD5}|12|a\n`)).toEqual([entry('a', 12, MD5)]);
});

describe('a real rsync', () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await makeScratch();
  });
  afterAll(() => scratch.remove());

  test('reports every hostile name with the digest of its content', async () => {
    const [from, to] = [join(scratch.path, 'from'), join(scratch.path, 'to')];
    await makeTree(from, [...HOSTILE_NAMES.map((name) => file(name, `of ${name}`)), 'd/', 'l -> a -> b']);
    await mkdir(to);
    const input = filesFromInput([...HOSTILE_NAMES, fromText('d'), fromText('l')]);
    const local = (directory: string): RsyncAddress => ({ argument: `${directory}/`, options: [], env: {}, side: 'local' });
    await mkdir(join(scratch.path, 'partial'));
    const place = { partial: join(scratch.path, 'partial') };
    const ends = { from: local(from), source: `${from}/`, to: local(to), place, algorithm: 'md5' as const };
    const ran = await run('rsync', transferArguments(ends), { input });
    expect(ran.code).toBe(0);
    const found = reports(ran.stdout).filter((it) => it.type === 'entry');
    expect(new Map(found.map((it) => [it.path, it.digest]))).toEqual(
      new Map([...HOSTILE_NAMES.map((name) => [name, md5Of(`of ${name}`)] as const), [fromText('d'), ''], [fromText('l'), '']]),
    );
  });
});
