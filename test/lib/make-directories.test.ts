import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDirectories } from '../../src/lib/make-directories.ts';

let scratch = '';
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'reconcile-test-'));
});
afterEach(() => rmSync(scratch, { recursive: true }));

test('makes what is missing, and again is no harm', () => {
  const path = join(scratch, 'a/b/c');
  makeDirectories(path);
  makeDirectories(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test('a file in the place of a directory is an error', () => {
  writeFileSync(join(scratch, 'file'), '');
  expect(() => makeDirectories(join(scratch, 'file'))).toThrow(/EEXIST/);
  expect(() => makeDirectories(join(scratch, 'file/below'))).toThrow(/ENOTDIR/);
});

test('a place where nothing can be made is an error, at once', () => {
  expect(() => makeDirectories('/proc/none/state/status')).toThrow(/ENOENT/);
});
