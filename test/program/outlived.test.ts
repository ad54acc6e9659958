import { rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { makeMirror, type Workspace } from './workspace.ts';

const NAMES = Array.from({ length: 40 }, (_, position) => `f${position}`);

async function putAll(workspace: Workspace, content: string): Promise<void> {
  const time = new Date('2020-01-01T00:00:00Z');
  for (const name of NAMES) {
    await writeFile(workspace.at(`disk/source/${name}`), content);
    await utimes(workspace.at(`disk/source/${name}`), time, time);
  }
}

test('an approval does not outlive its reason: what comes back and is lost again is held again', async () => {
  const workspace = await makeMirror(['keep = it'], { extraneous: 'Trash' });
  await putAll(workspace, 'once');
  expect((await workspace.run()).code).toBe(0);
  for (const name of NAMES) await unlink(workspace.at(`disk/source/${name}`));
  expect((await workspace.run()).code).toBe(4);
  await workspace.run('--plan');
  expect((await workspace.run('approve', 'PoolMirror/m', '--reason', 'they are to go')).code).toBe(0);
  await putAll(workspace, 'once');
  expect((await workspace.run()).code).toBe(0);
  for (const name of NAMES) await unlink(workspace.at(`disk/source/${name}`));
  const again = await workspace.run();
  expect(again.code).toBe(4);
  expect([...(await workspace.data('disk/replica')).keys()].map(String)).toEqual(expect.arrayContaining(NAMES));
});

test('losing the state permits nothing: overwriting all files is held as it was, and what is approved goes to the trash', async () => {
  const workspace = await makeMirror(['keep = it']);
  await putAll(workspace, 'once');
  expect((await workspace.run()).code).toBe(0);
  const before = await workspace.data('disk/replica');
  await putAll(workspace, 'other content');
  expect((await workspace.run()).code).toBe(4);
  await rm(workspace.at('state'), { recursive: true });
  const without = await workspace.run();
  expect(without.code).toBe(4);
  expect(without.stderr).toContain('ceiling.exceeded');
  expect(await workspace.data('disk/replica')).toEqual(before);
  await workspace.run('--plan');
  expect((await workspace.run('approve', 'PoolMirror/m', '--reason', 'a new version of all')).code).toBe(0);
  expect((await workspace.run()).code).toBe(0);
  const trashed = [...(await workspace.all('disk/replica/.replicas-trash')).keys()].filter((path) => /\/f\d+$/.test(path));
  expect(trashed).toHaveLength(NAMES.length);
});
