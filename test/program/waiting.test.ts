import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { makeMirror } from './workspace.ts';

test('a problem is not called recovered while another process works there', async () => {
  const workspace = await makeMirror(['a/', 'a/x = one', 'b = two']);
  // A file stands where the source has a directory: held.
  await workspace.tree('disk/replica', ['a = in the way']);
  const held = await workspace.run();
  expect(held.code).toBe(4);
  expect(held.stderr).toContain('replica.in-the-way');
  await writeFile(workspace.at('disk/source/c'), 'three');
  await writeFile(workspace.at('disk/replica/.replicas-lease'), 'no lease that can be read');
  const leased = await workspace.run();
  expect(leased.code).toBe(6);
  expect(leased.stderr).not.toContain('recovered');
});
