import { mkdir, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText, joinPath } from '../../src/lib/path-bytes.ts';
import { statTree } from '../world.ts';
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

  test('what has the name of an identity file and is none is unknown: no mere file identifies a root', async () => {
    const none = { state: 'unknown', because: { code: 'endpoint.not-identified', message: expect.stringMatching(/./) } };
    const valid = { format: 'replicas/endpoint/v1', name: 'archive', id: 'a1b2' };
    for (const text of ['', '{"name":"archive"}', `{"name":"${'x'.repeat(2_000_000)}"`])
      await withIdentity(scene, text, async () => expect(await scene.stage().driver.identity()).toMatchObject(none));
    const path = join(scene.disk(), '.replicas-endpoint');
    await mkdir(path);
    expect(await scene.stage().driver.identity()).toMatchObject(none);
    await rmdir(path);
    await writeFile(join(scene.disk(), 'identity'), JSON.stringify(valid));
    await symlink('identity', path);
    expect(await scene.stage().driver.identity()).toMatchObject(none);
    for (const made of [path, join(scene.disk(), 'identity')]) await rm(made);
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
