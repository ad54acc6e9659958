import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText, joinPath, type PathBytes } from '../../src/lib/path-bytes.ts';
import { HOSTILE_NAMES } from '../components/hostile-names.ts';
import { file, makeTree, md5Of, statTree } from '../world.ts';
import type { Scene } from './stage.ts';

const ALL = { exclude: [], include: [] };

/** What an endpoint says of itself and of its files. */
export function placeCases(scene: Scene): void {
  test('a check of a sound endpoint has steps, all are well, and nothing is written', async () => {
    const before = await statTree(scene.disk());
    const steps = await scene.stage().driver.check();
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.filter(({ result }) => result.status !== 'ok')).toEqual([]);
    expect(await statTree(scene.disk())).toEqual(before);
  });

  test('what is wrong with an endpoint is told apart, and makes nothing absent', async () => {
    for (const { title, endpoint, path, code, check } of scene.stage().broken) {
      const driver = createDriver(endpoint, scene.tools());
      const asks = [path, joinPath(path, fromText('below'))].map((asked) => ({ path: asked, filter: ALL }));
      const seen = { state: 'unknown', because: { code, message: expect.stringMatching(/./), hint: expect.stringMatching(/./) } };
      expect(await driver.list(asks), title).toMatchObject([seen, seen]);
      if (check === 'CannotTell') continue;
      const results = (await driver.check()).map(({ result }) => result);
      expect(results.at(-1), title).toMatchObject({ status: 'failed', failure: { code } });
      expect(results.slice(0, -1).filter(({ status }) => status === 'failed')).toEqual([]);
    }
  });

  test('digests are those of md5, for hostile names too; what is no file has none', async () => {
    const { disk, path } = await scene.fresh();
    const names = HOSTILE_NAMES.flatMap((name) => [name, joinPath(fromText('d/e '), name)]);
    await makeTree(disk, [...names.map((name) => file(name, `of ${name}`)), 'directory/']);
    const digests = await scene.stage().driver.digests(path, [...names, fromText('gone'), fromText('directory')]);
    expect(digests).toEqual({ ok: true, value: new Map(names.map((name): [PathBytes, string] => [name, md5Of(`of ${name}`)])) });
    expect(await scene.stage().driver.digests(path, [])).toEqual({ ok: true, value: new Map() });
  });

  test('without an identity file nothing is said about whose root it is', async () => {
    expect(await scene.stage().driver.identity()).toMatchObject({ state: 'absent' });
  });

  // What only others write to has no such file.
  if (scene.way.writing === 'None') return;

  test('the identity file says whose root it is', async () => {
    const { driver } = scene.stage();
    await withIdentity(scene, JSON.stringify({ format: 'replicas/endpoint/v1', name: 'archive', id: 'a1b2' }), async () =>
      expect(await driver.identity()).toMatchObject({ state: 'present', value: { name: 'archive', id: 'a1b2' } }),
    );
  });

  test('an identity file that cannot be understood is unknown', async () => {
    for (const text of ['', '{', '[]', '{"name":"archive"}', '{"name":1,"id":2}', `{"name":"${'x'.repeat(2_000_000)}"`])
      await withIdentity(scene, text, async () =>
        expect(await scene.stage().driver.identity()).toMatchObject({ state: 'unknown' }),
      );
  });
}

async function withIdentity(scene: Scene, text: string, body: () => Promise<void>): Promise<void> {
  const path = join(scene.disk(), '.replicas-endpoint');
  await writeFile(path, text);
  try {
    await body();
  } finally {
    await rm(path);
  }
}
