import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRegularFile } from '../../src/lib/read-regular-file.ts';
import { run } from '../components/run.ts';
import { makeScratch, type Scratch } from '../world.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await makeScratch();
});
afterEach(() => scratch.remove());

/** What is read at a path inside: the text, or the word for what is wrong. */
function reading(path: string, ceiling: number = 1000): string {
  const read = readRegularFile(join(scratch.path, path), ceiling);
  return read.ok ? `text ${read.value.toString('utf8')}` : read.error.why;
}

test.each([0, 1, 999, 1000])('a file of %d bytes is read, also behind a link', async (length) => {
  await writeFile(join(scratch.path, 'a'), 'x'.repeat(length));
  await symlink('a', join(scratch.path, 'b'));
  expect([reading('a'), reading('b')]).toEqual(Array(2).fill(`text ${'x'.repeat(length)}`));
});

test('a file of a byte more than the ceiling is too large', async () => {
  await writeFile(join(scratch.path, 'a'), 'x'.repeat(1001));
  expect(reading('a')).toBe('too-large');
});

test('what is no file is neither waited for nor read', async () => {
  const at = (name: string): string => join(scratch.path, name);
  await run('mkfifo', [at('fifo')]);
  await mkdir(at('directory'));
  await symlink('/dev/zero', at('zero'));
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(at('socket'), resolve));
  expect(['fifo', 'directory', 'zero', 'socket'].map((name) => reading(name))).toEqual(Array(4).fill('not-regular'));
  await new Promise((resolve) => server.close(resolve));
});

test('what the system refuses is said in its words', () => {
  expect(readRegularFile(join(scratch.path, 'none'), 9)).toMatchObject({ error: { why: 'system', error: { code: 'ENOENT' } } });
});

// They say that they hold nothing.
test.runIf(existsSync('/proc/self/limits'))('a file that holds more than it says is read to the end, or to the ceiling', () => {
  expect(readRegularFile('/proc/self/limits', 1_000_000)).toMatchObject({ ok: true });
  expect(readRegularFile('/proc/self/limits', 10)).toMatchObject({ ok: false, error: { why: 'too-large' } });
});
