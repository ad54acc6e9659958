import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileAccess } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import type { Spawn } from '../../src/lib/command.ts';
import { fromText, ROOT } from '../../src/lib/path-bytes.ts';
import type { SshEndpoint } from '../../src/model/endpoint.ts';
import type { FileEntry } from '../../src/model/inventory.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, makeTree, type Scratch, statTree } from '../world.ts';
import { codesOf, reportOf } from './moving-cases.ts';

// What happens at the far side between two steps of a script: its programs are those of this host, and something else happens after one of them.

const BIN = fromText('.replicas-trash/2026-11-20/p1');
const STAGED = fromText('.replicas-partial/staged');
const FENCE = { path: fromText('.replicas-lease'), owner: 'b1ab' };
const TAKEN_OVER = `printf '{"owner":"another"}\\n' >"$DISK/.replicas-lease"`;

const THERE: SshEndpoint = {
  type: 'Ssh',
  name: 'there',
  root: '/',
  maxTransfers: 2,
  identity: 'NotChecked',
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
  host: 'there',
  port: undefined,
  user: undefined,
  identityFile: undefined,
  knownHostsFile: undefined,
  configFile: undefined,
  shell: 'Full',
  rsyncPath: 'rsync',
};

let scratch: Scratch;
let disk: string;
beforeEach(async () => {
  scratch = await makeScratch();
  disk = join(scratch.path, 'disk');
  for (const name of ['own', 'bin', 'disk']) await mkdir(join(scratch.path, name));
  await writeFile(join(disk, '.replicas-lease'), '{"format":"replicas/lease/v1","owner":"b1ab"}\n');
});
afterEach(() => scratch.remove());

/** The files of `disk` as an Ssh endpoint has them, where `then` happens once after `program` has run. */
async function filesWhere(program: 'ln' | 'mv', then: string): Promise<FileAccess> {
  const shim = join(scratch.path, 'bin', program);
  const once = `if mkdir "$DISK/../once" 2>/dev/null; then ${then}\nfi`;
  await writeFile(shim, `#!/bin/sh\nPATH=$REST\n${program} "$@"\ncode=$?\n${once}\nexit $code\n`);
  await chmod(shim, 0o755);
  const rest = process.env.PATH ?? '/usr/bin:/bin';
  const env = { PATH: `${join(scratch.path, 'bin')}:${rest}`, REST: rest, DISK: disk };
  const tools = makeTools(join(scratch.path, 'own'));
  const here: Spawn = (command, signal) =>
    tools.spawn({ ...command, program: 'sh', args: ['-c', command.args.at(-1) ?? ''], env }, signal);
  const { files } = createDriver({ ...THERE, root: disk }, { ...tools, spawn: here });
  if (files === undefined) throw new Error('no file access');
  return files;
}

async function made(...nodes: readonly string[]): Promise<readonly FileEntry[]> {
  await makeTree(disk, nodes);
  return [...(await statTree(disk)).values()].filter(({ path }) => !path.startsWith('.'));
}

const text = (name: string): Promise<string | undefined> => readFile(join(disk, name), 'utf8').catch(() => undefined);

test('retire: a lease that was taken over after one rename stops the next', async () => {
  const entries = await made('a = 1', 'b = 2', 'c = 3');
  const files = await filesWhere('mv', TAKEN_OVER);
  const report = reportOf(await files.retire(ROOT, entries, BIN, FENCE));
  expect(codesOf(report)).toEqual(new Map(['b', 'c'].map((name) => [name, 'lease.lost'])));
  expect(await readdir(join(disk, BIN))).toEqual(['a']);
});

test('install: a lease that was taken over between link and rename leaves the old content', async () => {
  const entries = await made('a = old', 'b = old', `${STAGED}/a = new`, `${STAGED}/b = new`);
  const files = await filesWhere('ln', TAKEN_OVER);
  const report = reportOf(await files.install(ROOT, { replaced: entries, staged: STAGED, into: BIN }, FENCE));
  expect(codesOf(report)).toEqual(new Map(['a', 'b'].map((name) => [name, 'lease.lost'])));
  expect([await text('a'), await text(`${BIN}/a`), await text('b'), await text(`${BIN}/b`)]).toEqual([
    'old',
    'old',
    'old',
    undefined,
  ]);
});

test('restore: a lease that was taken over between link and unlink leaves both', async () => {
  const entries = await made('a = 1', 'b = 2');
  const files = await filesWhere('ln', TAKEN_OVER);
  reportOf(await files.retire(ROOT, entries, BIN, FENCE));
  const report = reportOf(await files.restore(ROOT, entries, BIN, FENCE));
  expect(codesOf(report)).toEqual(new Map(['a', 'b'].map((name) => [name, 'lease.lost'])));
  expect([await text('a'), await text(`${BIN}/a`), await text('b'), await text(`${BIN}/b`)]).toEqual(['1', '1', undefined, '2']);
});

test.each([
  ['has taken its place', 'cd "$DISK"; mv -f other a', 'mine', ['a']],
  ['was written into it', 'cd "$DISK"; printf " and more" >>a', 'old and more', []],
  ['was removed', 'cd "$DISK"; rm a', undefined, ['a']],
])('install: nothing is put over what %s after the second name was given', async (_, then, content, kept) => {
  const replaced = (await made('a = old', 'other = mine', `${STAGED}/a = new`)).filter(({ path }) => path === 'a');
  const files = await filesWhere('ln', then);
  const report = reportOf(await files.install(ROOT, { replaced, staged: STAGED, into: BIN }, FENCE));
  expect(codesOf(report)).toEqual(new Map([['a', 'remove.changed']]));
  expect(await text('a')).toBe(content);
  expect(await readdir(join(disk, BIN))).toEqual(kept);
  expect(await text(`${STAGED}/a`)).toBe('new');
});

test('restore: what has taken the place meanwhile stays, and what is in the bin too', async () => {
  const entries = await made('a = 1');
  const files = await filesWhere('ln', 'cd "$DISK"; printf mine >other; mv -f other a');
  reportOf(await files.retire(ROOT, entries, BIN, FENCE));
  expect(codesOf(reportOf(await files.restore(ROOT, entries, BIN, FENCE)))).toEqual(new Map([['a', 'remove.changed']]));
  expect([await text('a'), await text(`${BIN}/a`)]).toEqual(['mine', '1']);
});
