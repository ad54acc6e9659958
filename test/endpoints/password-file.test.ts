import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { passwordFileTrouble } from '../../src/endpoints/daemon/password-file.ts';
import type { RsyncDaemonEndpoint } from '../../src/model/endpoint.ts';

let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'password-file-'));
  await writeFile(join(scratch, 'good'), 's3cret\n', { mode: 0o600 });
});

afterEach(() => rm(scratch, { recursive: true, force: true }));

function trouble(passwordFile: string | undefined) {
  const endpoint: RsyncDaemonEndpoint = {
    type: 'RsyncDaemon',
    name: 'icc',
    maxTransfers: 2,
    timeToleranceNs: 0n,
    stalledAfterMs: 600_000,
    host: 'icc.example.org',
    port: 44520,
    user: 'pacs',
    passwordFile: passwordFile === undefined ? undefined : join(scratch, passwordFile),
  };
  return passwordFileTrouble(endpoint);
}

test('a file of our own that nobody else can read may be used; none needs none', async () => {
  expect(await trouble('good')).toBeUndefined();
  expect(await trouble(undefined)).toBeUndefined();
});

test.each([0o604, 0o640, 0o644, 0o602])('one with mode %o is refused, with the command that mends it', async (mode) => {
  await chmod(join(scratch, 'good'), mode);
  const failure = await trouble('good');
  expect(failure).toMatchObject({ code: 'endpoint.auth', retry: 'person', hint: `Run: chmod 600 ${join(scratch, 'good')}` });
  expect(JSON.stringify(failure)).not.toContain('s3cret');
});

test.each([
  ['empty', ''],
  ['only ends of lines', '\n\r\n'],
  ['larger than 4 kB', `s3cret\n${'x'.repeat(4096)}`],
])('one that is %s is refused before any connection, with what to write', async (_, content) => {
  await writeFile(join(scratch, 'good'), content);
  const failure = await trouble('good');
  expect(failure).toMatchObject({ code: 'endpoint.auth', retry: 'person', blame: 'us' });
  expect(failure?.hint).toContain(`Write the password, and nothing else, into ${join(scratch, 'good')}`);
  expect(JSON.stringify(failure)).not.toContain('s3cret');
});

test('one of 4 kB, and one without an end of line, may be used', async () => {
  for (const content of ['s', `s3cret\n${'x'.repeat(4089)}`]) {
    await writeFile(join(scratch, 'good'), content);
    expect(await trouble('good')).toBeUndefined();
  }
});

test('what is missing or no regular file is refused', async () => {
  await mkdir(join(scratch, 'directory'), { mode: 0o700 });
  await symlink('good', join(scratch, 'link'));
  for (const name of ['missing', 'directory', 'link', 'missing/deeper']) {
    expect(await trouble(name), name).toMatchObject({ code: 'endpoint.auth' });
  }
});
