import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Fence, FileAccess } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText, joinPath, type PathBytes } from '../../src/lib/path-bytes.ts';
import { showLocation } from '../../src/model/names.ts';
import { run } from '../components/run.ts';
import { makeTree, readTree, statTree } from '../world.ts';
import { leaseAt } from './lease-at.ts';
import { codesOf, filesOf, reportOf } from './moving-cases.ts';
import type { Scene } from './stage.ts';

const BIN = '.replicas-trash/2026-11-20/p1';
const STAGED = '.replicas-partial/staged';

/** Nothing is changed by who has lost the lease, and the journal is told of each step. */
export function fenceCases(scene: Scene): void {
  /** A tree with something staged and something in a bin, and all that can be done with it. */
  const freshWork = async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, ['a = 1', 'd/b = 2', 's = old']);
    await makeTree(disk, [`${STAGED}/a = new`, `${BIN}/back = 3`, `${BIN}/e/back = 4`]);
    const listed = async (name: string) =>
      [...(await statTree(join(disk, name))).values()].filter((entry) => !entry.path.startsWith('.'));
    const [data, bin] = [await listed('.'), await listed(BIN)];
    const at = (name: string): PathBytes => joinPath(path, fromText(name));
    const work = {
      replace: (files: FileAccess, fence: Fence) => files.replace(at('s'), Buffer.from('new'), fence),
      remove: (files: FileAccess, fence: Fence) => files.remove(at('s'), fence),
      erase: (files: FileAccess, fence: Fence) => files.erase(at('.replicas-partial'), fence),
      install: async (files: FileAccess, fence: Fence) => {
        const replaced = data.filter((entry) => entry.path === 'a');
        return codesOf(reportOf(await files.install(path, { replaced, staged: at(STAGED), into: at(`${BIN}.2`) }, fence)));
      },
      restore: async (files: FileAccess, fence: Fence) => codesOf(reportOf(await files.restore(path, bin, at(BIN), fence))),
      retire: async (files: FileAccess, fence: Fence) =>
        codesOf(
          reportOf(await files.retire(path, data.filter((entry) => entry.path.startsWith('d')).reverse(), at(`${BIN}.3`), fence)),
        ),
    };
    return { disk, path, work };
  };

  test.each([
    ["another's", (file) => writeFileSync(file, '{"format":"replicas/lease/v1","owner":"another"}\n')],
    ['given back', () => undefined],
    ['empty', (file) => writeFileSync(file, '')],
    ['a directory', (file) => mkdirSync(file)],
    ['a link to one that holds', (file) => symlinkSync(`${file}.held`, file)],
    ['in a directory that has become a link', (file, directory) => swapForLink(directory, file)],
  ] satisfies readonly (readonly [string, (file: string, directory: string) => void])[])(
    'a lease that is %s stops everything before anything is done',
    async (_, spoil) => {
      const { disk, path, work } = await freshWork();
      const fence: Fence = { path: joinPath(path, fromText('.replicas-own/lease')), owner: 'b1ab' };
      const file = join(disk, '.replicas-own/lease');
      mkdirSync(join(disk, '.replicas-own'));
      writeFileSync(`${file}.held`, '{"format":"replicas/lease/v1","owner":"b1ab"}\n');
      spoil(file, join(disk, '.replicas-own'));
      const before = await readTree(disk);
      const lost = 'lease.lost';
      const actions = [work.replace, work.remove, work.erase, work.install, work.restore, work.retire];
      const refused = { ok: false, error: { code: lost, retry: 'later' } };
      expect(await Promise.all(actions.map((action) => action(filesOf(scene), fence)))).toMatchObject([
        refused,
        refused,
        refused,
        new Map([['a', lost]]),
        new Map(['back', 'e', 'e/back'].map((name) => [name, lost])),
        new Map(['d/b', 'd'].map((name) => [name, lost])),
      ]);
      expect(await readTree(disk)).toEqual(before);
    },
  );

  test('a lease file that is a pipe holds nobody up', async () => {
    const { disk, path, work } = await freshWork();
    await run('mkfifo', [join(disk, '.replicas-lease')]);
    const fence: Fence = { path: joinPath(path, fromText('.replicas-lease')), owner: 'b1ab' };
    expect(await work.retire(filesOf(scene), fence)).toEqual(new Map(['d/b', 'd'].map((name) => [name, 'lease.lost'])));
    expect(await work.replace(filesOf(scene), fence)).toMatchObject({ ok: false, error: { code: 'lease.lost' } });
  });

  test('with the lease everything is done, and the journal is told before and after each step', async () => {
    const { disk, path, work } = await freshWork();
    const { fence } = leaseAt(scene);
    const told: string[] = [];
    const tools = {
      ...scene.tools(),
      step: (edge: string, what: string, place: string) => void told.push(`${edge} ${what} ${place}`),
    };
    const { files } = createDriver(scene.stage().driver.endpoint, tools);
    if (files === undefined) throw new Error('no file access');
    const steps = async (action: () => Promise<unknown>): Promise<readonly string[]> => {
      told.length = 0;
      await action();
      expect(told.filter((_, at) => at % 2 === 1)).toEqual(
        told.filter((_, at) => at % 2 === 0).map((line) => line.replace('before', 'after')),
      );
      return told.filter((_, at) => at % 2 === 0);
    };
    const at = (name: string): string =>
      showLocation({ endpoint: scene.stage().driver.endpoint, path: joinPath(path, fromText(name)) });
    const name = joinPath(path, fromText('.replicas-lease'));
    expect(await steps(() => files.create(name, Buffer.from('x')))).toEqual([`before write ${at('.replicas-lease')}`]);
    expect(await steps(() => files.create(name, Buffer.from('y')))).toEqual([`before write ${at('.replicas-lease')}`]);
    expect(await steps(() => files.remove(name))).toEqual([`before remove ${at('.replicas-lease')}`]);
    expect(await steps(() => work.replace(files, fence))).toEqual([`before write ${at('s')}`]);
    const [installed, restored, retired] = [
      await steps(async () => expect(await work.install(files, fence)).toEqual(new Map())),
      await steps(async () => expect(await work.restore(files, fence)).toEqual(new Map())),
      await steps(async () => expect(await work.retire(files, fence)).toEqual(new Map())),
    ];
    expect(await steps(() => files.erase(joinPath(path, fromText(BIN))))).toEqual([`before remove ${at(BIN)}`]);
    if (scene.stage().driver.endpoint.type === 'Local') {
      expect(installed).toEqual([`before link ${at('a')}`, `before rename ${at('a')}`]);
      expect(restored.slice(0, 2)).toEqual([`before link ${at('back')}`, `before remove ${at('back')}`]);
      expect(retired).toEqual([`before rename ${at('d/b')}`, `before remove ${at('d')}`]);
    } else {
      const all = `before rename ${showLocation({ endpoint: scene.stage().driver.endpoint, path })}`;
      expect([installed, restored[0], retired]).toEqual([[all], all, [all]]);
    }
    expect(await readFile(join(disk, 's'), 'utf8')).toBe('new');
    expect((await readdir(disk)).sort()).toEqual(['.replicas-partial', '.replicas-trash', 'a', 'back', 'e', 's']);
    for (const [name, action] of [['s', work.remove] as const, ['.replicas-partial', work.erase] as const]) {
      expect(await steps(async () => expect(await action(files, fence)).toMatchObject({ ok: true }))).toEqual([
        `before remove ${at(name)}`,
      ]);
      expect(existsSync(join(disk, name))).toBe(false);
    }
  });

  test('who loses the lease in the middle does nothing more, and says what was not done', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(
      disk,
      Array.from({ length: 600 }, (_, at) => `d${Math.floor(at / 50)}/f${at} = ${at}`),
    );
    const before = await readTree(disk);
    const entries = [...(await statTree(disk)).values()].reverse();
    const { fence, takeOver } = leaseAt(scene);
    const bin = join(disk, BIN);
    let over = false;
    const retiring = filesOf(scene)
      .retire(path, entries, joinPath(path, fromText(BIN)), fence)
      .finally(() => {
        over = true;
      });
    while (!over && (await readdir(bin).catch(() => [])).length < 2) await turn();
    takeOver();
    const atOnce = (await readTree(bin)).size;
    const report = reportOf(await retiring);
    const [done, left] = [entries.slice(0, report.retired), entries.slice(report.retired)];
    expect(done.length).toBeGreaterThan(0);
    expect(report.refused.map((one) => one.path)).toEqual(left.map((entry) => entry.path));
    expect(new Set(codesOf(report).values())).toEqual(new Set(['lease.lost']));
    const [moved, stays] = [await readTree(bin), await readTree(disk)];
    // At most the one step that was under way, and the directory of the next.
    expect(moved.size - atOnce).toBeLessThanOrEqual(2);
    for (const { path: name } of done) expect(moved.get(name), name).toEqual(before.get(name));
    for (const { path: name } of left) expect(stays.get(name), name).toEqual(before.get(name));
  });
}

function swapForLink(directory: string, file: string): void {
  renameSync(directory, `${directory}-moved`);
  symlinkSync(`${directory}-moved`, directory);
  renameSync(`${file}.held`, file);
  rmSync(`${file}.held`, { force: true });
}
