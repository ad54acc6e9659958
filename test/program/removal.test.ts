import { mkdir, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import type { TreeNode } from '../world.ts';
import { deedsIn } from './memory.ts';
import { events } from './run.ts';
import { makeMirror, type Workspace } from './workspace.ts';

const QUIET = { code: 0, stdout: '', stderr: '' };
const REPLICA = 'disk/replica';

/** `n` files, numbered from 0. */
function files(n: number): readonly string[] {
  return Array.from({ length: n }, (_, at) => `f${at} = content ${at}`);
}

/** A mirror whose replica holds its source and these as well. */
async function withExtra(extra: readonly (string | TreeNode)[], spec: object): Promise<Workspace> {
  const workspace = await makeMirror(['a = one', 'd/b = two'], spec);
  await workspace.run();
  await workspace.tree(REPLICA, extra);
  return workspace;
}

async function paths(workspace: Workspace, of: string): Promise<readonly string[]> {
  return [...(await workspace.data(of)).keys()].sort();
}

/** What lies in the trash of the replica, below `.replicas-trash/<date>/<plan>/`, each with these two as they are. */
async function trash(workspace: Workspace): Promise<readonly string[]> {
  const all = [...(await workspace.all(REPLICA)).keys()].filter((path) => path.startsWith('.replicas-trash/'));
  return all.filter((path) => path.split('/').length > 3).sort();
}

requires('rsync')('what the source does not have', () => {
  test('stays with Keep, which is the default, and is told', async () => {
    const workspace = await withExtra(['extra/c = three'], {});
    const plan = await workspace.run('--plan', '--detailed-exitcode');
    expect(plan).toEqual({
      code: 0,
      stdout: 'Nothing to do: 1 replica is as declared (1 file there is not at the source, and kept).\n',
      stderr: '',
    });
    expect(await workspace.run()).toEqual(QUIET);
    expect(await paths(workspace, REPLICA)).toEqual(['a', 'd', 'd/b', 'extra', 'extra/c']);
  });

  test('goes to the trash of its day and plan with Trash', async () => {
    const workspace = await withExtra(['extra/c = three', 'extra/deep/empty/', 'l -> a'], { extraneous: 'Trash' });
    const { id } = JSON.parse((await workspace.run('--plan', '--json')).stdout);
    const day = new Date().toISOString().slice(0, 10);
    expect(await workspace.run()).toEqual(QUIET);
    expect(await paths(workspace, REPLICA)).toEqual(['a', 'd', 'd/b']);
    const gone = ['extra', 'extra/c', 'extra/deep', 'extra/deep/empty', 'l'];
    expect(await trash(workspace)).toEqual(gone.map((path) => `.replicas-trash/${day}/${id}/${path}`));
    expect((await workspace.run('--plan', '--detailed-exitcode')).code).toBe(0);
  });

  test('goes to a trash of its own when it was put back and goes again on the same day', async () => {
    const workspace = await withExtra(['extra/c = three'], { extraneous: 'Trash' });
    const { id } = JSON.parse((await workspace.run('--plan', '--json')).stdout);
    const bins: string[] = [];
    for (const round of [1, 2, 3]) {
      expect(await workspace.run(), `round ${round}`).toEqual(QUIET);
      const bin = (await trash(workspace)).filter((path) => path.endsWith('/extra/c')).find((path) => !bins.includes(path)) ?? '';
      bins.push(bin);
      expect((await workspace.run('--plan', '--detailed-exitcode')).code, `round ${round}`).toBe(0);
      await run('cp', ['-Rp', workspace.at(`${REPLICA}/${bin.replace(/\/c$/, '')}`), workspace.at(REPLICA)]);
    }
    const names = bins.map((path) => path.replace(/^\.replicas-trash\/\d{4}-\d\d-\d\d\//, ''));
    expect(names).toEqual([`${id}/extra/c`, `${id}.2/extra/c`, `${id}.3/extra/c`]);
  });

  test('is gone with Delete, and leaves nothing behind', async () => {
    const workspace = await withExtra(['extra/c = three', 'extra/empty/'], { extraneous: 'Delete' });
    expect(await workspace.run()).toEqual(QUIET);
    expect(await paths(workspace, REPLICA)).toEqual(['a', 'd', 'd/b']);
    expect(await workspace.left(REPLICA)).toEqual([]);
  });

  test('is removed after everything that is copied', async () => {
    const workspace = await withExtra(['extra = three'], { extraneous: 'Trash' });
    await workspace.tree('disk/source', ['new = four']);
    const { stdout, code } = await workspace.run('--json');
    expect(code).toBe(0);
    expect(deedsIn(events(stdout))).toEqual([
      'transfer disk:replica 1',
      'verify disk:replica 1',
      'remove disk:replica 1',
      'publish disk:replica 0',
    ]);
  });

  test('is held above the ceilings, while the copies are done', async () => {
    const workspace = await makeMirror(files(30), { extraneous: 'Trash' });
    await workspace.run();
    // Nothing that the source ever had.
    await workspace.tree(
      REPLICA,
      files(30).map((line) => `mine/${line}`),
    );
    await workspace.tree('disk/source', ['new = four']);
    const before = await workspace.data(REPLICA);
    const plan = await workspace.run('--plan');
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    expect(plan.stdout).toMatch(/ceiling\.exceeded: .*50 %.*10 %/);
    const held = await workspace.run();
    expect(held).toMatchObject({ code: 4, stdout: '' });
    expect(held.stderr).toContain('ceiling.exceeded');
    const after = await workspace.data(REPLICA);
    expect([...after.keys()].filter((path) => !before.has(path))).toEqual(['new']);
    expect(new Map([...after].filter(([path]) => before.has(path)))).toEqual(before);
    expect(await trash(workspace)).toEqual([]);
  });

  test.each([
    ['files', { files: 3 }, /4 files, more than the ceiling of 3/],
    ['bytes', { bytes: '10B' }, /the ceiling (?:is|of) 10/],
  ])('is held above a ceiling of %s', async (_, ceilings, why) => {
    const extra = files(4);
    const workspace = await withExtra(extra, { extraneous: 'Delete', ceilings });
    const held = await workspace.run();
    expect(held.code).toBe(4);
    expect(held.stderr).toMatch(why);
    expect((await paths(workspace, REPLICA)).length).toBe(3 + extra.length);
  });

  test('is not held by a ceiling that is switched off', async () => {
    const workspace = await makeMirror(files(60), { extraneous: 'Delete', ceilings: { percent: 'none' } });
    await workspace.run();
    for (let at = 1; at < 60; at++) await rm(workspace.at(`disk/source/f${at}`));
    expect(await workspace.run()).toEqual(QUIET);
    expect(await paths(workspace, REPLICA)).toEqual(['f0']);
  });

  test.each(['Keep', 'Trash', 'Delete'])('is held with %s when the source is empty: nothing changes', async (extraneous) => {
    const workspace = await makeMirror(['a = one', 'd/b = two'], { extraneous, ceilings: { percent: 'none', files: 'none' } });
    await workspace.run();
    await rm(workspace.at('disk/source'), { recursive: true });
    await mkdir(workspace.at('disk/source'));
    await workspace.tree('disk/source', ['new directory/', 'another/']);
    const before = await workspace.all(REPLICA);
    const held = await workspace.run();
    expect(held).toMatchObject({ code: 4, stdout: '' });
    expect(held.stderr).toContain('source.emptied');
    expect(await workspace.all(REPLICA)).toEqual(before);
    expect(await workspace.run('--plan')).toMatchObject({ code: 0, stderr: '' });
  });

  test('that is excluded stays, and so does the directory around it', async () => {
    const workspace = await withExtra(['gone/c = three', 'gone/mine.keep = four', 'gone/deep/d = five'], {
      extraneous: 'Trash',
      exclude: ['*.keep'],
    });
    expect(await workspace.run()).toEqual(QUIET);
    expect(await paths(workspace, REPLICA)).toEqual(['a', 'd', 'd/b', 'gone', 'gone/mine.keep']);
    expect((await trash(workspace)).map((path) => path.split('/').slice(3).join('/'))).toEqual([
      'gone',
      'gone/c',
      'gone/deep',
      'gone/deep/d',
    ]);
    expect((await workspace.run('--plan', '--detailed-exitcode')).code).toBe(0);
  });

  test('lies behind a link that leads out: the link goes, what it leads to stays', async () => {
    const workspace = await makeMirror(['a = one'], { extraneous: 'Delete' });
    await workspace.tree('outside', ['precious = data']);
    await workspace.run();
    await workspace.tree(REPLICA, [`out -> ${workspace.at('outside')}`]);
    expect(await workspace.run()).toEqual(QUIET);
    expect(await paths(workspace, REPLICA)).toEqual(['a']);
    expect(await paths(workspace, 'outside')).toEqual(['precious']);
  });
});
