import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import { requires } from '../components/requirement.ts';
import type { Ended } from './run.ts';
import { makeMirror } from './workspace.ts';

/** Every object in a value, itself and whatever lies in it. */
function objectsIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value, ...inner];
}

requires('rsync')('what is remembered', () => {
  test('has its keys sorted, so that two of them can be compared', async () => {
    const workspace = await makeMirror(['a = one'], { extraneous: 'Trash' });
    await workspace.tree('disk/replica', ['extra = e']);
    await workspace.run();
    const names = (await readdir(workspace.at('state/status'), { recursive: true })).filter((name) => name.endsWith('.json'));
    expect(names.sort()).toEqual(['PoolMirror/m.json', 'last-pass.json']);
    for (const name of names) {
      const objects = objectsIn(JSON.parse(await readFile(join(workspace.at('state/status'), name), 'utf8')));
      expect(objects.length, name).toBeGreaterThan(0);
      for (const object of objects) expect(Object.keys(object), name).toEqual(Object.keys(object).sort());
    }
  });

  test('what a killed pass left half written among the leases is removed when it is an hour old', async () => {
    const workspace = await makeMirror(['a = one']);
    const [left, recent] = [1, 2].map((digit) => `.replicas-new-00000000-0000-4000-8000-00000000000${digit}`);
    await workspace.tree('state/leases', [`${left} = a @ ${(Date.now() / 1000 - 3700).toFixed()}`, `${recent} = b`]);
    expect(await workspace.run()).toMatchObject({ code: 0 });
    const remain = await readdir(workspace.at('state/leases'));
    expect(remain.filter((name) => !name.endsWith('.number'))).toEqual([recent]);
  });

  // There a directory can never be made, and mkdir says that its parent is missing.
  test.runIf(existsSync('/proc/self'))(
    'in a place that cannot be made: a look does without, a pass says so and copies nothing',
    async () => {
      const workspace = await makeMirror(['a = one']);
      // Node's own mkdir never ends there: what hung would not end with the test.
      const nowhere = (...words: readonly string[]): Promise<Ended> =>
        workspace.runWith({ within: ['timeout', '20'] }, ...words, '--state', '/proc/none/x');
      expect(await nowhere('--plan', '--concise')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('copy 1 file'),
        stderr: '',
      });
      expect(await nowhere('status')).toMatchObject({ code: 0, stderr: '' });
      const pass = await nowhere();
      expect(pass).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('/proc/none/x') });
      expect(pass.stderr).not.toMatch(/\n\s+at |internal error/);
      expect((await workspace.all('disk')).has(fromText('replica/a'))).toBe(false);
    },
  );
});
