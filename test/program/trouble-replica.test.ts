import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import { startProgram } from '../components/program.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { giveAway, local, makeWorkspace, mirror, type Workspace } from './workspace.ts';

/** One source and two mirrors of it: `good` into the endpoint `here`, `bad` into the endpoint `there` with its root at `there`. */
async function twoMirrors(nodes: readonly string[], spec: object = {}): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('disk/source', nodes);
  await mkdir(workspace.at('here'));
  const source = { endpoint: 'disk', path: 'source' };
  await workspace.declare(
    local('disk', workspace.at('disk')),
    local('here', workspace.at('here')),
    local('there', workspace.at('there'), spec),
    mirror('bad', { source, replicas: [{ endpoint: 'there', path: 'copy' }] }),
    mirror('good', { source, replicas: [{ endpoint: 'here', path: 'copy' }] }),
  );
  return workspace;
}

async function mount(workspace: Workspace, options: string): Promise<void> {
  await mkdir(workspace.at('there'));
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', options, 'none', workspace.at('there')]);
  expect(mounted.stderr).toBe('');
  onTestFinished(async () => void (await run('umount', ['-l', workspace.at('there')])));
}

/** The pass fails with this code for `bad` only. */
async function expectTold(workspace: Workspace, code: string, as?: 'Ordinary'): Promise<void> {
  const told = await workspace.runWith(as === undefined ? {} : { as });
  expect(told).toMatchObject({ code: 3, stdout: '' });
  expect(told.stderr).toMatch(new RegExp(`^PoolMirror/bad there:copy: ${code.replace('.', '\\.')}: `));
  expect(told.stderr).not.toContain('PoolMirror/good');
  expect(await workspace.data('here/copy')).toEqual(await workspace.data('disk/source'));
}

async function expectConverged(workspace: Workspace): Promise<void> {
  expect((await workspace.run()).code).toBe(0);
  expect(await workspace.data('there/copy')).toEqual(await workspace.data('disk/source'));
  expect(await workspace.left('there/copy')).toEqual([]);
  expect((await workspace.run('status', '--check')).code).toBe(0);
}

requires('rsync')('a replica', () => {
  test('whose root is missing is not made', async () => {
    const workspace = await twoMirrors(['a = one']);
    await expectTold(workspace, 'endpoint.root-missing');
    expect((await run('test', ['-e', workspace.at('there')])).code).toBe(1);
  });

  test('that must be identified and is not, is another, is identified then', async () => {
    const workspace = await twoMirrors(['a = one'], { identity: 'Required' });
    await mkdir(workspace.at('there'));
    await expectTold(workspace, 'endpoint.not-identified');
    expect((await workspace.all('there')).size).toBe(0);

    const other = { format: 'replicas/endpoint/v1', name: 'elsewhere', id: '00000000-0000-4000-8000-000000000000' };
    await writeFile(workspace.at('there/.replicas-endpoint'), `${JSON.stringify(other)}\n`);
    const held = await workspace.run();
    expect(held).toMatchObject({ code: 4, stdout: '' });
    expect(held.stderr).toContain('endpoint.swapped');
    expect((await workspace.run('identify', 'there')).code).toBe(3);
    expect(await readFile(workspace.at('there/.replicas-endpoint'), 'utf8')).toContain('elsewhere');
    expect((await workspace.all('there')).size).toBe(1);

    await rm(workspace.at('there/.replicas-endpoint'));
    const identified = await workspace.run('identify', 'there');
    expect(identified).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('there is now identified: id ') });
    expect(await workspace.run('identify', 'there')).toMatchObject({
      code: 0,
      stdout: identified.stdout.replace('is now identified', 'was identified already'),
    });
    await expectConverged(workspace);
  });
});

requires('rsync', 'ordinary account')('a replica', () => {
  test('that may not be written', async () => {
    const workspace = await twoMirrors(['a = one']);
    await workspace.tree('there/copy', ['b = two']);
    await giveAway(workspace);
    await chmod(workspace.at('there/copy'), 0o555);
    await expectTold(workspace, 'target.not-writable', 'Ordinary');
    expect([...(await workspace.all('there/copy')).keys()]).toEqual(['b']);
    await chmod(workspace.at('there/copy'), 0o755);
  });

  test('that is complete and may only be read is as declared', async () => {
    const workspace = await twoMirrors(['a = one @ 1000000000']);
    await workspace.tree('there/copy', ['a = one @ 1000000000']);
    await giveAway(workspace);
    await chmod(workspace.at('there/copy'), 0o555);
    expect(await workspace.runWith({ as: 'Ordinary' })).toEqual({ code: 0, stdout: '', stderr: '' });
    await chmod(workspace.at('there/copy'), 0o755);
  });
});

requires('rsync', 'mount')('a replica', () => {
  test('on a full disk: what fits is whole, and the rest follows when there is room', async () => {
    const workspace = await twoMirrors(['small = one', 'tiny = two']);
    await run('dd', ['if=/dev/urandom', `of=${workspace.at('disk/source/big')}`, 'bs=1M', 'count=6']);
    await mount(workspace, 'size=8m,mode=755');
    await writeFile(workspace.at('there/foreign'), Buffer.alloc(4 << 20, 1));
    await expectTold(workspace, 'target.full');
    const want = await workspace.data('disk/source');
    for (const [path, entry] of await workspace.data('there/copy')) expect(entry).toEqual(want.get(path));
    expect((await workspace.run()).code).toBe(3);
    await rm(workspace.at('there/foreign'));
    await expectConverged(workspace);
  });

  test('on a disk that is full before a proven file is replaced: the old one stays until there is room', async () => {
    const workspace = await twoMirrors(['small = one']);
    const write = (): Promise<unknown> =>
      run('dd', ['if=/dev/urandom', `of=${workspace.at('disk/source/big')}`, 'bs=1M', 'count=5']);
    await write();
    await mount(workspace, 'size=8m,mode=755');
    expect((await workspace.run()).code).toBe(0);
    const old = await workspace.data('there/copy');
    await write();
    await workspace.tree('disk/source', ['new = n']);
    await expectTold(workspace, 'target.full');
    const have = await workspace.data('there/copy');
    expect(have.get(fromText('big'))).toEqual(old.get(fromText('big')));
    expect((await workspace.run('status', '--check')).code).toBe(3);
    await run('mount', ['-o', 'remount,size=16m', workspace.at('there')]);
    expect((await workspace.run()).code).toBe(0);
    expect(await workspace.data('there/copy')).toEqual(await workspace.data('disk/source'));
    expect((await workspace.run('status', '--check')).code).toBe(0);
    const kept = (await workspace.left('there/copy')).filter((path) => path.endsWith('/big'));
    expect(kept).toEqual([expect.stringMatching(/^\.replicas-trash\/\d{4}-\d\d-\d\d\/[0-9a-f]{16}\/big$/)]);
  });

  test('on a file system that is mounted for reading, complete: it is read back, and nothing is asked of it', async () => {
    const workspace = await twoMirrors(['a = one @ 1000000000']);
    await mount(workspace, 'size=1m,mode=755');
    await workspace.tree('there/copy', ['a = one @ 1000000000']);
    await run('mount', ['-o', 'remount,ro', workspace.at('there')]);
    expect(await workspace.run()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await workspace.run('status', '--check')).code).toBe(0);
    expect((await workspace.run('--plan', '--detailed-exitcode')).code).toBe(0);
    expect(await workspace.run()).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('without a free inode', async () => {
    const workspace = await twoMirrors(Array.from({ length: 40 }, (_, n) => `f${n} = ${n}`));
    await mount(workspace, 'size=8m,nr_inodes=24,mode=755');
    await expectTold(workspace, 'target.full');
    const want = await workspace.data('disk/source');
    for (const [path, entry] of await workspace.data('there/copy')) expect(entry).toEqual(want.get(path));
    await run('mount', ['-o', 'remount,nr_inodes=0', workspace.at('there')]);
    await expectConverged(workspace);
  });

  test('on a file system that is mounted for reading', async () => {
    const workspace = await twoMirrors(['a = one']);
    await mount(workspace, 'size=1m,mode=755');
    await workspace.tree('there/copy', ['b = two']);
    await run('mount', ['-o', 'remount,ro', workspace.at('there')]);
    await expectTold(workspace, 'target.not-writable');
    await run('mount', ['-o', 'remount,rw', workspace.at('there')]);
    await rm(workspace.at('there/copy/b'));
    await expectConverged(workspace);
  });
});

requires('rsync', 'quota')('a replica', () => {
  test('over its quota: told apart from a full disk, and the rest follows when the quota is raised', async () => {
    // Whole seconds: this file system keeps times as floating-point numbers.
    const workspace = await twoMirrors(['small = one @ 1000000000', 'tiny = two @ 1000000000']);
    await run('dd', ['if=/dev/urandom', `of=${workspace.at('disk/source/big')}`, 'bs=1M', 'count=3']);
    await run('touch', ['-d', '@1000000000', workspace.at('disk/source/big')]);
    await mountQuota(workspace, '1000000');
    await expectTold(workspace, 'target.over-quota');
    const want = await workspace.data('disk/source');
    for (const [path, entry] of await workspace.data('there/copy')) expect(entry).toEqual(want.get(path));
    await writeFile(workspace.at('limit'), '100000000');
    await expectConverged(workspace);
  });

  test('that cannot hold a time: told at each pass, replaced at none, until the file has another', async () => {
    const workspace = await twoMirrors(['old = one @ 1000000000', 'late = two @ 4102444800', 'later = three @ 4102444801']);
    await mountQuota(workspace, '1000000', 'until2038');
    const told = await workspace.run();
    expect(told).toMatchObject({ code: 3, stdout: '' });
    expect(told.stderr).toMatch(
      /^PoolMirror\/bad there:copy: transfer\.partial: there:copy: 2 files, the first "late", cannot have the time there that it has at the source; [^\n]*\n {2}[^\n]*timeTolerance[^\n]*\n$/,
    );
    expect(await contentsOf(workspace)).toEqual(['late two', 'later three', 'old one']);
    const before = await workspace.all('there/copy');
    expect((await workspace.run()).code).toBe(3);
    // Nothing was put into the trash, or away.
    expect(await workspace.all('there/copy')).toEqual(before);
    expect([...before.keys()].filter((path) => path.startsWith('.replicas-trash'))).toEqual([]);
    await run('touch', ['-d', '@1000000001', workspace.at('disk/source/late'), workspace.at('disk/source/later')]);
    expect((await workspace.run()).code).toBe(0);
    expect(await workspace.data('there/copy')).toEqual(await workspace.data('disk/source'));
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });
});

async function mountQuota(workspace: Workspace, limit: string, ...options: readonly string[]): Promise<void> {
  await mkdir(workspace.at('behind'));
  await mkdir(workspace.at('there'));
  await writeFile(workspace.at('limit'), limit);
  const script = fileURLToPath(new URL('../components/quota_fs.py', import.meta.url));
  const places = ['behind', 'there', 'limit'].map((name) => workspace.at(name));
  const fs = startProgram('/usr/bin/python3', [script, ...places, ...options]);
  onTestFinished(async () => {
    await run('umount', ['-l', workspace.at('there')]);
    await fs.stop();
  });
  await vi.waitFor(async () => expect((await run('mountpoint', [workspace.at('there')])).code, fs.log()).toBe(0), 10_000);
}

async function contentsOf(workspace: Workspace): Promise<readonly string[]> {
  const names = ['late', 'later', 'old'];
  return Promise.all(names.map(async (name) => `${name} ${await readFile(workspace.at(`there/copy/${name}`), 'utf8')}`));
}
