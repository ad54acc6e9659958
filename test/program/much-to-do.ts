import { chmod, rm } from 'node:fs/promises';
import { expect } from 'vitest';
import { fromLatin1, type PathBytes } from '../../src/lib/path-bytes.ts';
import { file, type TreeNode } from '../world.ts';
import { damage } from './memory.ts';
import { declareTwo, makeWorkspace, type Workspace } from './workspace.ts';

/** The places of that world. */
export const PLACES: readonly string[] = ['source', 'first', 'second'];

/** What releases what is held there. */
export const APPROVE: readonly string[] = ['approve', 'PoolMirror/m', '--reason', 'they are old'];

/** Long ago, so that no time is too young to be proven. */
export const OLD = '1600000000.123456789';
const NEW = '1700000000.987654321';

/** A name that is no text, and that shells and options would stumble over. */
export const HOSTILE: PathBytes = fromLatin1('-rf $(touch x)\n\xff');

/** What is at the source from the beginning. */
const FIRST: readonly (string | TreeNode)[] = [
  `same = the same @ ${OLD}`,
  `d/changed = one @ ${OLD}`,
  `rotten = good content @ ${OLD}`,
  `gone/file = no longer wanted @ ${OLD}`,
];

/** What comes later. */
const LATER: readonly (string | TreeNode)[] = [
  `d/changed = another @ ${NEW}`,
  `new/deep/file = new @ ${NEW}`,
  'empty/',
  'new/link -> deep/file',
  file(HOSTILE, 'hostile', NEW),
];

/**
 * A world in which one pass has everything to do: to copy, to replace what was proven, to repair, to remove and to empty the trash at the first
 * replica, to copy and to replace at the second one, which is fed from it. What is removed was approved.
 */
export async function muchToDo(): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('disk/source', FIRST);
  await declareTwo(workspace, { from: 'disk:first' }, { extraneous: 'Trash', ceilings: { bytes: '10B' } });
  expect(await workspace.run()).toEqual({ code: 0, stdout: '', stderr: '' });
  await damage(workspace.at('disk/first/rotten'));
  expect((await workspace.run('verify', 'PoolMirror/m')).code).toBe(3);
  await rm(workspace.at('disk/source/gone'), { recursive: true });
  await workspace.tree('disk/source', LATER);
  await chmod(workspace.at('disk/source/new/deep/file'), 0o640);
  await workspace.tree('disk/first', [`.replicas-trash/2020-01-02/0123456789abcdef/long/ago = expired @ ${OLD}`]);
  for (const path of ['same', 'rotten', 'gone', '.replicas-state.json'])
    await rm(workspace.at(`disk/second/${path}`), { recursive: true });
  await workspace.run('--plan');
  expect(await workspace.run(...APPROVE)).toMatchObject({ code: 0, stderr: '' });
  return workspace;
}
