import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryName } from '../../src/endpoints/shared/temporary.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import { thisProcess } from '../../src/lib/this-process.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
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
    // Of another host, so that only their age tells.
    const [left, recent] = [1, 2].map((digit) => `.replicas-new-${'0'.repeat(16)}-${digit}-1-${'0'.repeat(16)}`);
    await workspace.tree('state/leases', [`${left} = a @ ${(Date.now() / 1000 - 3700).toFixed()}`, `${recent} = b`]);
    expect(await workspace.run()).toMatchObject({ code: 0 });
    const remain = await readdir(workspace.at('state/leases'));
    expect(remain.filter((name) => !name.endsWith('.number'))).toEqual([recent]);
  });

  test('what a killed pass of this host left half written is removed by the next one; what a living one writes stays', async () => {
    const workspace = await makeMirror(['a = one']);
    const [recent, gone] = [temporaryName(), temporaryName({ ...thisProcess(), start: '1' })];
    await workspace.tree('state/leases', [`${recent} = a`, `${gone} = b`]);
    // No process has this number.
    const run = 4_194_999;
    await workspace.tree('state/scratch', [`${hostname()}-${run}-abc/x = 1`, `${hostname()}-${process.pid}-abc/x = 1`]);
    await workspace.tree('state/status', [`PoolMirror/m.json.${run}.tmp = {`, `m.json.${process.pid}.tmp = {`]);
    expect(await workspace.run()).toMatchObject({ code: 0 });
    const remain = await readdir(workspace.at('state/leases'));
    expect(remain.filter((name) => !name.endsWith('.number'))).toEqual([recent]);
    expect(await readdir(workspace.at('state/scratch'))).toEqual([`${hostname()}-${process.pid}-abc`]);
    const status = await readdir(workspace.at('state/status'), { recursive: true });
    expect(status.filter((name) => name.endsWith('.tmp'))).toEqual([`m.json.${process.pid}.tmp`]);
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

requires('rsync')('a journal that cannot be written', () => {
  test('is told, and no pass ends well without it', async () => {
    const workspace = await makeMirror(['a = one @ 1000000000']);
    expect((await workspace.run()).code).toBe(0);
    await rm(workspace.at('state/journal'), { recursive: true });
    await run('mkfifo', [workspace.at('state/journal')]);
    const told = await workspace.run();
    expect(told).toMatchObject({ code: 3, stderr: expect.stringContaining('state.not-writable') });
    await rm(workspace.at('state/journal'));
    expect((await workspace.run()).code).toBe(0);
  });
});

requires('rsync', 'mount')('what is remembered, on a full disk', () => {
  test('is told, the copies are made, and it is read back when there is room', async () => {
    const nodes = Array.from({ length: 400 }, (_, n) => `f${n} = content ${n} @ 1000000000`);
    const workspace = await makeMirror(nodes);
    await workspace.tree('state', []);
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=128k,mode=755', 'none', workspace.at('state')]);
    expect(mounted.stderr).toBe('');
    onTestFinished(async () => void (await run('umount', ['-l', workspace.at('state')])));
    await writeFile(workspace.at('state/foreign'), Buffer.alloc(88 * 1024, 1));
    const told = await workspace.run();
    expect(told.code).toBe(3);
    expect(told.stderr).toContain(`state.not-writable: ${workspace.at('state')}`);
    expect(told.stderr).not.toMatch(/internal error|\n\s+at /);
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    expect((await workspace.all('disk/replica')).has(fromText('.replicas-state.json'))).toBe(false);
    await rm(workspace.at('state/foreign'));
    await run('mount', ['-o', 'remount,size=4m', workspace.at('state')]);
    expect((await workspace.run()).code).toBe(0);
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });
});
