import { chmod, mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requires } from '../components/requirement.ts';
import { type Ran, run } from '../components/run.ts';
import { AS_NOBODY } from '../components/sshd.ts';
import { makeScratch, type Scratch } from '../world.ts';

const SCRIPTS = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'scripts');

let scratch: Scratch;
/** A machine with the named stand-in programs and no others; each writes its command line to `log`. */
beforeEach(async () => {
  scratch = await makeScratch();
  await mkdir(join(scratch.path, 'bin'));
  await mkdir(join(scratch.path, 'project', 'scripts'), { recursive: true });
  await writeFile(join(scratch.path, 'log'), '');
  await chmod(join(scratch.path, 'log'), 0o666);
  await symlink(process.execPath, join(scratch.path, 'bin', 'node'));
  await writeFile(join(scratch.path, 'project', 'scripts', 'ensure.mjs'), await readFile(join(SCRIPTS, 'ensure.mjs')));
});
afterEach(() => scratch.remove());

async function standIn(name: string, then = ''): Promise<void> {
  const path = join(scratch.path, 'bin', name);
  await writeFile(path, `#!/bin/sh\necho "${name} $*" >>'${scratch.path}/log'\n${then}\n`);
  await chmod(path, 0o755);
}

const PROJECT_FILES = ['package-lock.json', 'node_modules/.package-lock.json'] as const;

async function ensure(
  things: readonly string[],
  before: readonly string[] = [],
): Promise<Ran & { readonly log: readonly string[] }> {
  const script = join(scratch.path, 'project', 'scripts', 'ensure.mjs');
  const [program = '', ...args] = [...before, process.execPath, script, ...things];
  const ran = await run(program, args, { env: { PATH: join(scratch.path, 'bin') } });
  const log = (await readFile(join(scratch.path, 'log'), 'utf8')).split('\n').filter((line) => line !== '');
  return { ...ran, log: log.filter((line) => !line.endsWith('--version')) };
}

/** Files of the project, each last changed at its place in the list, in minutes. */
async function withFiles(names: readonly string[]): Promise<void> {
  for (const [minute, name] of names.entries()) {
    const path = join(scratch.path, 'project', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
    await utimes(path, minute * 60, minute * 60);
  }
}

requires('ordinary account')('without the right to install', () => {
  test('says the one command that a person must run, and ends', async () => {
    await standIn('apt-get');
    const ran = await ensure(['rsync'], process.getuid?.() === 0 ? ['/usr/bin/env', ...AS_NOBODY.map(inUsrBin)] : []);
    expect(ran).toMatchObject({ code: 1, stdout: '', log: [] });
    expect(ran.stderr).toContain('\n    sudo apt-get install -y --no-install-recommends rsync\n');
  });

  test('says it, and goes on where rsync is not needed for everything', async () => {
    await standIn('apt-get');
    const ran = await ensure(['rsync-if-allowed'], process.getuid?.() === 0 ? ['/usr/bin/env', ...AS_NOBODY.map(inUsrBin)] : []);
    expect(ran).toMatchObject({ code: 0, stdout: '', log: [] });
    expect(ran.stderr).toContain('\n    sudo apt-get install -y --no-install-recommends rsync\n');
  });
});

test('without a package manager that is known, says so', async () => {
  expect(await ensure(['rsync'])).toMatchObject({ code: 1, stderr: expect.stringContaining('Install rsync 3.1.2 or newer') });
});

test('does nothing when rsync is there', async () => {
  await standIn('apt-get');
  await standIn('rsync');
  expect(await ensure(['rsync'])).toMatchObject({ code: 0, stdout: '', stderr: '', log: [] });
});

test('installs the packages when there are none, or older ones than the lock file wants', async () => {
  await standIn('npm');
  const install = ['npm ci --no-audit --no-fund'];
  await withFiles(['package-lock.json']);
  expect(await ensure(['modules'])).toMatchObject({ code: 0, log: install });
  await withFiles([...PROJECT_FILES].reverse());
  expect(await ensure(['modules'])).toMatchObject({ code: 0, log: [...install, ...install] });
  await withFiles(PROJECT_FILES);
  expect(await ensure(['modules'])).toMatchObject({ code: 0, log: [...install, ...install], stderr: '' });
});

test('builds when there is no program, or an older one than its sources', async () => {
  await standIn('npm');
  const build = 'npm run --silent build';
  await withFiles([...PROJECT_FILES, 'src/deep/main.ts']);
  expect(await ensure(['build'])).toMatchObject({ code: 0, log: [build] });
  await withFiles([...PROJECT_FILES, 'dist/reconcile.mjs', 'src/deep/main.ts']);
  for (const directory of ['src', 'src/deep']) await utimes(join(scratch.path, 'project', directory), 0, 0);
  expect(await ensure(['build'])).toMatchObject({ code: 0, log: [build, build] });
  await withFiles([...PROJECT_FILES, 'src/deep/main.ts', 'dist/reconcile.mjs']);
  for (const directory of ['src', 'src/deep']) await utimes(join(scratch.path, 'project', directory), 0, 0);
  expect(await ensure(['build'])).toMatchObject({ code: 0, log: [build, build], stderr: '' });
});

test('a step that fails ends it', async () => {
  await standIn('npm', 'exit 3');
  await withFiles(['package-lock.json']);
  expect(await ensure(['build'])).toMatchObject({
    code: 1,
    log: ['npm ci --no-audit --no-fund'],
    stderr: expect.stringContaining('npm ci failed'),
  });
});

function inUsrBin(word: string): string {
  return word === 'setpriv' ? '/usr/bin/setpriv' : word;
}
