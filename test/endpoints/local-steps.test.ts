import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileAccess } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText, ROOT } from '../../src/lib/path-bytes.ts';
import type { FileEntry } from '../../src/model/inventory.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, makeTree, readTree, type Scratch, statTree } from '../world.ts';
import { codesOf, reportOf } from './moving-cases.ts';

// What happens between the moment at which a step is told and the step itself: as when the process is stopped there and wakes up later.

const BIN = fromText('.replicas-trash/2026-11-20/p1');
const STAGED = fromText('.replicas-partial/staged');
const FENCE = { path: fromText('.replicas-lease'), owner: 'b1ab' };

let scratch: Scratch;
let disk: string;
beforeEach(async () => {
  scratch = await makeScratch();
  disk = join(scratch.path, 'disk');
  mkdirSync(join(scratch.path, 'own'));
  mkdirSync(disk);
  giveLease('b1ab');
});
afterEach(() => scratch.remove());

/** The files of `disk`; `at` is told of each step before it is taken, in their order. */
function filesWith(at: (step: number) => void): FileAccess {
  let steps = 0;
  const step = (edge: 'before' | 'after'): void => {
    if (edge === 'before') at(++steps);
  };
  const { files } = createDriver(localEndpoint(disk), { ...makeTools(join(scratch.path, 'own')), step });
  if (files === undefined) throw new Error('no file access');
  return files;
}

function giveLease(owner: string): void {
  writeFileSync(join(disk, 'lease.new'), `{"format":"replicas/lease/v1","owner":"${owner}"}\n`);
  renameSync(join(disk, 'lease.new'), join(disk, '.replicas-lease'));
}

async function made(...nodes: readonly string[]): Promise<readonly FileEntry[]> {
  await makeTree(disk, nodes);
  return [...(await statTree(disk)).values()].filter(({ path }) => !path.startsWith('.'));
}

const text = (name: string): Promise<string> => readFile(join(disk, name), 'utf8');
const take = (step: number) => (now: number) => {
  if (now === step) giveLease('another');
};

test('retire: a lease that was taken over between two renames stops the second', async () => {
  const entries = await made('a = 1', 'b = 2', 'c = 3');
  const report = reportOf(await filesWith(take(2)).retire(ROOT, entries, BIN, FENCE));
  expect(report.retired).toBe(1);
  expect(codesOf(report)).toEqual(new Map(['b', 'c'].map((name) => [name, 'lease.lost'])));
  expect((await readdir(disk)).filter((name) => !name.startsWith('.'))).toEqual(['b', 'c']);
  expect(await readdir(join(disk, BIN))).toEqual(['a']);
});

test('retire: a directory stays too', async () => {
  const entries = await made('d/');
  expect(codesOf(reportOf(await filesWith(take(1)).retire(ROOT, entries, BIN, FENCE)))).toEqual(new Map([['d', 'lease.lost']]));
  expect((await lstat(join(disk, 'd'))).isDirectory()).toBe(true);
});

test('install: a lease that was taken over between link and rename leaves the old content, and the next install succeeds', async () => {
  const entries = await made('a = old', `${STAGED}/a = new`);
  expect(
    codesOf(reportOf(await filesWith(take(2)).install(ROOT, { replaced: entries, staged: STAGED, into: BIN }, FENCE))),
  ).toEqual(new Map([['a', 'lease.lost']]));
  expect([await text('a'), await text(`${BIN}/a`), await text(`${STAGED}/a`)]).toEqual(['old', 'old', 'new']);
  const again = { replaced: entries, staged: STAGED, into: fromText(`${BIN}.2`) };
  const fence = { ...FENCE, owner: 'another' };
  expect(reportOf(await filesWith(() => undefined).install(ROOT, again, fence))).toEqual({ retired: 1, refused: [] });
  expect([await text('a'), await text(`${BIN}/a`), await text(`${BIN}.2/a`)]).toEqual(['new', 'old', 'old']);
});

test('restore: a lease that was taken over between link and unlink leaves both, and the next restore finishes', async () => {
  const entries = await made('a = 1', 'b = 2');
  reportOf(await filesWith(() => undefined).retire(ROOT, entries, BIN, FENCE));
  const report = reportOf(await filesWith(take(2)).restore(ROOT, entries, BIN, FENCE));
  expect(codesOf(report)).toEqual(new Map(['a', 'b'].map((name) => [name, 'lease.lost'])));
  expect([await text('a'), await text(`${BIN}/a`), await text(`${BIN}/b`)]).toEqual(['1', '1', '2']);
  const fence = { ...FENCE, owner: 'another' };
  expect(reportOf(await filesWith(() => undefined).restore(ROOT, entries, BIN, fence))).toEqual({ retired: 2, refused: [] });
  expect([await text('a'), await text('b')]).toEqual(['1', '2']);
});

test('replace: a lease that was taken over leaves the old content and nothing half written', async () => {
  await made('a = old');
  const replaced = await filesWith(take(1)).replace(fromText('a'), Buffer.from('new'), FENCE);
  expect(replaced).toMatchObject({ ok: false, error: { code: 'lease.lost' } });
  expect([await text('a'), (await readdir(disk)).sort()]).toEqual(['old', ['.replicas-lease', 'a']]);
});

test('retire: what has taken the place meanwhile is put back', async () => {
  const entries = await made('a = 1');
  const swap = (step: number): void => {
    if (step > 1) return;
    writeFileSync(join(disk, 'other'), 'mine');
    renameSync(join(disk, 'other'), join(disk, 'a'));
  };
  expect(codesOf(reportOf(await filesWith(swap).retire(ROOT, entries, BIN, FENCE)))).toEqual(new Map([['a', 'remove.changed']]));
  expect([await text('a'), await readdir(join(disk, BIN))]).toEqual(['mine', []]);
});

test.each([
  ['has taken its place', () => renameSync(join(disk, 'other'), join(disk, 'a')), 'mine', ['a']],
  ['was written into it', () => appendFileSync(join(disk, 'a'), ' and more'), 'old and more', []],
  ['was removed', () => rmSync(join(disk, 'a')), undefined, ['a']],
])('install: nothing is put over what %s after the second name was given', async (_, change, content, kept) => {
  const replaced = (await made('a = old', 'other = mine', `${STAGED}/a = new`)).filter(({ path }) => path === 'a');
  const files = filesWith((step) => step === 2 && change());
  const report = reportOf(await files.install(ROOT, { replaced, staged: STAGED, into: BIN }, FENCE));
  expect(codesOf(report)).toEqual(new Map([['a', 'remove.changed']]));
  expect(await text('a').catch(() => undefined)).toBe(content);
  expect(await readdir(join(disk, BIN))).toEqual(kept);
  expect(await text(`${STAGED}/a`)).toBe('new');
});

test('restore: what has come meanwhile is not overwritten', async () => {
  const entries = await made('a = 1');
  reportOf(await filesWith(() => undefined).retire(ROOT, entries, BIN, FENCE));
  const come = filesWith((step) => step === 1 && writeFileSync(join(disk, 'a'), 'mine'));
  expect(codesOf(reportOf(await come.restore(ROOT, entries, BIN, FENCE)))).toEqual(new Map([['a', 'remove.changed']]));
  expect([await text('a'), await text(`${BIN}/a`)]).toEqual(['mine', '1']);
});

test('retire: a directory that becomes a link between two of its files is passed no more', async () => {
  const entries = (await made('d/a = 1', 'd/b = 2', 'd/c = 3')).filter(({ type }) => type === 'file');
  const moved = join(scratch.path, 'moved');
  const swap = (step: number): void => {
    if (step !== 2) return;
    renameSync(join(disk, 'd'), moved);
    symlinkSync(moved, join(disk, 'd'));
  };
  const report = reportOf(await filesWith(swap).retire(ROOT, entries, BIN, FENCE));
  // The file whose step was told already goes on from the directory that was held.
  expect(codesOf(report)).toEqual(new Map([['d/c', 'remove.changed']]));
  expect([...(await readTree(moved)).keys()]).toEqual(['c']);
});
