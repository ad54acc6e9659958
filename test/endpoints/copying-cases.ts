import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { EndpointDriver } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { temporaryName } from '../../src/endpoints/shared/temporary.ts';
import { fromText, joinPath, type PathBytes, parentOf, ROOT } from '../../src/lib/path-bytes.ts';
import { thisProcess } from '../../src/lib/this-process.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { HOSTILE_NAMES, HOSTILE_TARGETS } from '../components/hostile-names.ts';
import { run } from '../components/run.ts';
import { dataOf, file, makeScratch, makeTree, md5Of, readTree, type TreeNode } from '../world.ts';
import { refused } from './refused.ts';
import type { Scene } from './stage.ts';

/** What a hostile source holds: every name at the top and in a directory of its own, and links. */
const HOSTILE_TREE: readonly TreeNode[] = [
  ...HOSTILE_NAMES.map((name) => file(name, `of ${name}`, '1700000000.123456789')),
  ...HOSTILE_NAMES.map((name) => file(joinPath(joinPath(fromText('d'), name), name), name, '1500000000')),
  ...HOSTILE_TARGETS.map((target, at) => ({ type: 'link', path: fromText(`links/${at}`), target }) as const),
];
const AWKWARD = fromText('two  words/it\'s $(touch x) `y` "z" *?[a] {b,c} \\ ~/-é😀');

/** What rsync can do with the addresses that a driver gives. */
export function copyingCases(scene: Scene): void {
  test('hostile names come from there whole', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, HOSTILE_TREE);
    const scratch = await makeScratch();
    onTestFinished(() => scratch.remove());
    const here = createDriver(localEndpoint(scratch.path), scene.tools());
    await copy({ driver: scene.stage().driver, path }, { driver: here, path: fromText('to') });
    expect(dataOf(await readTree(join(scratch.path, 'to')))).toEqual(await readTree(disk));
  });

  test('a directory with an awkward name can be copied from', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, [file(joinPath(AWKWARD, fromText('a')), '1')]);
    const scratch = await makeScratch();
    onTestFinished(() => scratch.remove());
    const here = createDriver(localEndpoint(scratch.path), scene.tools());
    await copy({ driver: scene.stage().driver, path: joinPath(path, AWKWARD) }, { driver: here, path: ROOT }, [fromText('a')]);
    expect([...dataOf(await readTree(scratch.path)).keys()]).toEqual(['a']);
  });

  test('what is named is what lies below the path asked, not what has the same name above it', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(scene.disk(), ['same = above @ 1700000000']);
    await makeTree(disk, ['same = below @ 1700000000', 'd/same = other @ 1700000000']);
    const scratch = await makeScratch();
    onTestFinished(() => scratch.remove());
    const here = createDriver(localEndpoint(scratch.path), scene.tools());
    const { driver } = scene.stage();
    await copy({ driver, path }, { driver: here, path: ROOT }, [fromText('same')]);
    await copy({ driver, path: joinPath(path, fromText('d')) }, { driver: here, path: fromText('d') }, [fromText('same')]);
    expect(dataOf(await readTree(scratch.path))).toEqual(await readTree(disk));
    const digests = await driver.digests(joinPath(path, fromText('d')), [{ path: fromText('same'), size: 5 }], {
      algorithm: 'md5',
      cache: 'keep',
    });
    expect(digests).toEqual({ ok: true, value: new Map([['same', md5Of('other')]]) });
  });

  if (scene.way.writing === 'None') {
    test('nothing can be received there', async () => {
      const { disk, path } = await scene.fresh();
      expect(await scene.stage().driver.prepare(path)).toMatchObject({ ok: false });
      expect(await readdir(disk)).toEqual([]);
    });
    return;
  }

  test('hostile names arrive there whole, and nothing else', async () => {
    const { disk, path } = await scene.fresh();
    const scratch = await makeScratch();
    onTestFinished(() => scratch.remove());
    await makeTree(scratch.path, HOSTILE_TREE);
    const here = createDriver(localEndpoint(scratch.path), scene.tools());
    await copy({ driver: here, path: ROOT }, { driver: scene.stage().driver, path });
    expect(dataOf(await readTree(disk))).toEqual(await readTree(scratch.path));
  });

  test('a directory with an awkward name can be copied to', async () => {
    const { disk, path } = await scene.fresh();
    const scratch = await makeScratch();
    onTestFinished(() => scratch.remove());
    await makeTree(scratch.path, ['a = 1']);
    const here = createDriver(localEndpoint(scratch.path), scene.tools());
    await copy({ driver: here, path: ROOT }, { driver: scene.stage().driver, path: joinPath(path, AWKWARD) }, [fromText('a')]);
    expect(new Set(dataOf(await readTree(disk)).keys())).toEqual(new Set(chainOf(joinPath(AWKWARD, fromText('a')))));
  });

  test('prepare makes what is missing, and again is no harm', async () => {
    const { disk, path } = await scene.fresh();
    const { driver } = scene.stage();
    const deep = joinPath(path, fromText('a/b/c'));
    expect(await driver.prepare(deep)).toMatchObject({ ok: true });
    await makeTree(join(disk, 'a/b/c'), ['.replicas-partial/half = kept', 'data = kept']);
    expect(await driver.prepare(deep)).toMatchObject({ ok: true });
    expect([...(await readTree(disk)).keys()].sort()).toEqual(
      ['a', 'a/b', 'a/b/c', 'a/b/c/.replicas-partial', 'a/b/c/.replicas-partial/half', 'a/b/c/data'].sort(),
    );
  });

  test('prepare removes what a killed writer left half written long ago, and nothing else', async () => {
    const { disk, path } = await scene.fresh();
    const [left, recent, other] = [1, 2, 3].map(() => temporaryName());
    const dead = temporaryName({ ...thisProcess(), start: '1' });
    const old = Date.now() / 1000 - 3700;
    const kept = [`${recent} = b`, `${other}/x = c`, `d/${left} = d`, '.replicas-newer = e @ 1', 'data = f @ 1', `${dead} = g`];
    await makeTree(disk, [`${left} = a @ ${old.toFixed()}`, ...kept]);
    expect(await scene.stage().driver.prepare(path)).toMatchObject({ ok: true });
    const names = [...(await readTree(disk)).keys()].filter((name) => name !== '.replicas-partial');
    const expected = [recent, other, `${other}/x`, 'd', `d/${left}`, '.replicas-newer', 'data'];
    const { type } = scene.stage().driver.endpoint;
    // Whether a writer of another host still runs is not known, and rsync alone leaves none.
    const more = scene.way.writing !== 'Files' ? [left, dead] : type === 'Local' ? [] : [dead];
    expect(names.sort()).toEqual([...expected, ...more].sort());
  });

  test('prepare passes through no link that leaves the root, and makes nothing behind one', async () => {
    const { disk, path } = await scene.fresh();
    const outside = await makeScratch();
    onTestFinished(() => outside.remove());
    const { driver } = scene.stage();
    await makeTree(disk, ['dangling -> nowhere', `out -> ${outside.path}`, 'ours/', `ours/.replicas-partial -> ${outside.path}`]);
    for (const name of ['out', 'out/a', 'out/a/b', 'dangling', 'dangling/a', 'ours']) {
      expect(await driver.prepare(joinPath(path, fromText(name))), name).toMatchObject({ ok: false });
    }
    expect(await readdir(outside.path)).toEqual([]);
    expect(existsSync(join(disk, 'nowhere'))).toBe(false);
  });

  test('prepare makes nothing above the root', async () => {
    const { driver } = scene.stage();
    const before = await readdir(join(scene.disk(), '..'));
    for (const name of ['../escaped', 'new/../../escaped', '../../escaped', 'new/deep/../../../escaped']) {
      expect(await refused(() => driver.prepare(fromText(name))), name).toBe(true);
    }
    expect(await readdir(join(scene.disk(), '..'))).toEqual(before);
  });

  test('prepare does not put a directory in the place of a file', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, ['a = precious']);
    expect(await scene.stage().driver.prepare(joinPath(path, fromText('a')))).toMatchObject({ ok: false });
    expect(await scene.stage().driver.prepare(joinPath(path, fromText('a/b')))).toMatchObject({ ok: false });
    expect((await lstat(join(disk, 'a'))).size).toBe('precious'.length);
  });
}

interface End {
  readonly driver: EndpointDriver;
  readonly path: PathBytes;
}

/** Copies the named entries (default: those of the hostile tree) with rsync, in the form that transfers have. */
async function copy(from: End, to: End, names: readonly PathBytes[] = everyPath(HOSTILE_TREE)): Promise<void> {
  const place = await to.driver.prepare(to.path);
  if (!place.ok) throw new Error(place.error.message);
  const [source, target] = [from.driver.rsyncAddress(from.path), to.driver.rsyncAddress(to.path)];
  const { partial } = place.value;
  const form = [
    '--dirs',
    '-lpt',
    '--from0',
    '--files-from=-',
    '--ignore-times',
    `--partial-dir=${partial}`,
    `--temp-dir=${partial}`,
  ];
  const { argument, prefix } = source.named ?? { argument: source.argument, prefix: '' };
  const ran = await run('rsync', [...form, ...source.options, ...target.options, argument, target.argument], {
    env: { ...source.env, ...target.env },
    // Without ./ a name that begins with # or ; is taken for a comment and left out, silently.
    input: Buffer.from(names.map((name) => `./${prefix}${name}\0`).join(''), 'latin1'),
  });
  expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
}

/** The paths of a tree with those of its directories, parents first. */
function everyPath(nodes: readonly TreeNode[]): readonly PathBytes[] {
  const paths = nodes.flatMap(({ path }) => chainOf(path));
  return [...new Set(paths)];
}

/** A path and the directories that lead to it, outermost first. */
function chainOf(path: PathBytes): readonly PathBytes[] {
  return path === '' ? [] : [...chainOf(parentOf(path)), path];
}
