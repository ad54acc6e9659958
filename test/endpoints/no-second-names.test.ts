import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FileAccess } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText, ROOT } from '../../src/lib/path-bytes.ts';
import type { Endpoint } from '../../src/model/endpoint.ts';
import { localEndpoint, sshEndpoint } from '../components/endpoints.ts';
import { type Running, startProgram } from '../components/program.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { type Sshd, startSshd } from '../components/sshd.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, makeTree, readTree, type Scratch, statTree } from '../world.ts';
import { codesOf, reportOf } from './moving-cases.ts';

const BIN = fromText('.replicas-trash/2026-11-20/p1');
const STAGED = fromText('.replicas-partial/staged');
const FENCE = { path: fromText('.replicas-lease'), owner: 'b1ab' };

requires(
  'rsync',
  'sshd',
  'quota',
)('a file system on which a file has one name only', () => {
  let scratch: Scratch;
  let disk: string;
  let fs: Running;
  let sshd: Sshd;

  beforeEach(async () => {
    scratch = await makeScratch();
    sshd = await startSshd();
    disk = join(scratch.path, 'mounted');
    for (const name of ['behind', 'mounted', 'own']) await mkdir(join(scratch.path, name));
    await writeFile(join(scratch.path, 'limit'), '1000000');
    const script = fileURLToPath(new URL('../components/quota_fs.py', import.meta.url));
    fs = startProgram('/usr/bin/python3', [script, join(scratch.path, 'behind'), disk, join(scratch.path, 'limit'), 'nolinks']);
    await vi.waitFor(async () => expect((await run('mountpoint', [disk])).code, fs.log()).toBe(0), 10_000);
    await writeFile(join(disk, '.replicas-lease'), '{"format":"replicas/lease/v1","owner":"b1ab"}\n');
  });
  afterEach(async () => {
    await run('umount', ['-l', disk]);
    await fs.stop();
    await sshd.stop();
    await scratch.remove();
  });

  const ways = {
    Local: async (): Promise<Endpoint> => localEndpoint(disk),
    Ssh: async (): Promise<Endpoint> =>
      sshEndpoint(sshd, { root: disk, shell: 'Full', key: await sshd.authorize({ type: 'shell' }) }),
  };
  const filesOf = (endpoint: Endpoint): FileAccess => {
    const { files } = createDriver(endpoint, makeTools(join(scratch.path, 'own')));
    if (files === undefined) throw new Error('no file access');
    return files;
  };

  test.each(['Local', 'Ssh'] as const)('%s: files are replaced by two renames, and brought back over nothing', async (way) => {
    const files = filesOf(await ways[way]());
    await makeTree(disk, ['a = old @ 1700000000', 'd/b = old @ 1700000000', 'c = old @ 1700000000', 'l -> a']);
    const before = await readTree(disk);
    await makeTree(join(disk, STAGED), ['a = new', 'd/b = newer']);
    const entries = [...(await statTree(disk)).values()].filter(({ path }) => !path.startsWith('.'));
    const replaced = entries.filter(({ path }) => path === 'a' || path === 'd/b');
    const installed = reportOf(await files.install(ROOT, { replaced, staged: STAGED, into: BIN }, FENCE));
    expect(installed).toEqual({ retired: 2, refused: [] });
    expect([await readFile(join(disk, 'a'), 'utf8'), await readFile(join(disk, 'd/b'), 'utf8')]).toEqual(['new', 'newer']);
    const kept = await readTree(join(disk, BIN));
    for (const { path } of replaced) expect(kept.get(path), path).toEqual(before.get(path));

    const rest = entries.filter(({ path }) => path === 'c' || path === 'l');
    expect(reportOf(await files.retire(ROOT, rest, BIN, FENCE))).toEqual({ retired: 2, refused: [] });
    await rm(join(disk, 'a'));
    expect(codesOf(reportOf(await files.restore(ROOT, entries, BIN, FENCE)))).toEqual(new Map([['d/b', 'remove.changed']]));
    const after = await readTree(disk);
    for (const name of ['a', 'c', 'l']) expect(after.get(fromText(name)), name).toEqual(before.get(fromText(name)));
    expect(await readFile(join(disk, 'd/b'), 'utf8')).toBe('newer');
    expect([...(await readTree(join(disk, BIN))).keys()]).toEqual(['d', 'd/b']);
  });

  test.each(['Local', 'Ssh'] as const)('%s: what is not to be replaced is left as it is', async (way) => {
    const files = filesOf(await ways[way]());
    await makeTree(disk, ['a = old @ 1700000000', 'b = old @ 1700000000']);
    const replaced = [...(await statTree(disk)).values()].filter(({ path }) => !path.startsWith('.'));
    await makeTree(disk, ['b = grown', `${STAGED}/b = new`]);
    const before = await readTree(disk);
    const report = reportOf(await files.install(ROOT, { replaced, staged: STAGED, into: BIN }, FENCE));
    expect(codesOf(report)).toEqual(
      new Map([
        ['a', 'transfer.partial'],
        ['b', 'remove.changed'],
      ]),
    );
    const after = await readTree(disk);
    for (const [name, entry] of before) expect(after.get(name), name).toEqual(entry);
  });
});
