import { Buffer } from 'node:buffer';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromLatin1, fromText, joinPath, type PathBytes } from '../../src/lib/path-bytes.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import { HOSTILE_NAMES, HOSTILE_TARGETS } from '../components/hostile-names.ts';
import { requires } from '../components/requirement.ts';
import { file, inside, makeTree } from '../world.ts';
import { inventoryIn } from './parse-listing.ts';
import type { Scene } from './stage.ts';

const ALL = { exclude: [], include: [] };

/** So many names that one look may be cheaper than one for each. */
const MANY = Array.from({ length: 1200 }, (_, at) => fromText(`many/${at}`));

/** What a look at named entries must say: the same as a listing. */
export function entryCases(scene: Scene): void {
  const listed = async (path: PathBytes): Promise<Inventory> =>
    inventoryIn((await scene.stage().driver.list([{ path, filter: ALL }]))[0]);
  const look = async (path: PathBytes, names: readonly PathBytes[]): Promise<Inventory> => {
    const seen = await scene.stage().driver.entries(path, names);
    if (!seen.ok) throw new Error(seen.error.message);
    return seen.value;
  };

  test('each record is that of a listing, byte for byte', async () => {
    const { disk, path } = await scene.fresh();
    const links = HOSTILE_TARGETS.map((target, at) => ({ type: 'link', path: fromText(`links/${at}`), target }) as const);
    await makeTree(disk, [
      ...HOSTILE_NAMES.map((name) => file(name, name, '1700000000.123456789')),
      ...HOSTILE_NAMES.map((name) => file(joinPath(fromText('d'), joinPath(name, fromText('in it'))), name)),
      ...links,
      ...[
        'epoch = 0 @ 0',
        'old = x @ -86400.25',
        'before = x @ -0.5',
        'later = x @ 4102444800.000000001',
        'big # 5000000000',
        'pipe |',
      ],
      ...['empty/', 'a/b/c/d = 1', 'lost+found/e = 2', 'same = here', 'links/same = there'],
    ]);
    const whole = recordsOf(await listed(path));
    const names = [...whole.keys()];
    const seen = await look(path, [
      ...names,
      ...names.slice(0, 3),
      fromText('gone'),
      fromText('a/gone/too'),
      fromText('same/below'),
    ]);
    expect(seen).toMatchObject({ granularity: scene.way.granularity, gaps: [] });
    expect(new Map([...recordsOf(seen)].sort())).toEqual(new Map([...whole].sort()));
    expect(recordsOf(await look(path, [fromText('a/b')]))).toEqual(new Map([['a/b', whole.get(fromText('a/b'))]]));
    expect(recordsOf(await look(path, []))).toEqual(new Map());
    expect(recordsOf(await look(joinPath(path, fromText('a')), [fromText('b/c/d')])).size).toBe(1);
  });

  test('nothing is seen through a link or outside the tree, and a link is seen as what it is', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(scene.disk(), ['above = 1']);
    await makeTree(disk, ['real/in/f = 1', 'way -> real', 'real/on -> in', 'up -> ..', 'file -> real/in/f', 'loop -> loop']);
    await makeTree(
      disk,
      MANY.map((name) => file(name, '')),
    );
    const names = [
      'way/in/f',
      'way/in',
      'way',
      'real/on/f',
      'real/on',
      'up/above',
      'file/x',
      'file',
      'loop/x',
      '../above',
      '/etc/passwd',
      '.',
      './real',
      'real/',
    ];
    for (const more of [[], MANY]) {
      const seen = await look(path, [...names.map(fromText), ...more]);
      expect([...recordsOf(seen).keys()].sort()).toEqual(['file', ...[...more].sort(), 'real/on', 'way']);
      expect(seen.gaps).toEqual([]);
    }
  });

  test('ten thousand names', async () => {
    const { disk, path } = await scene.fresh();
    const names = Array.from({ length: 10_000 }, (_, at) => fromText(`${at % 7}/${at % 100}/file ${at}`));
    for (const directory of new Set(names.map((name) => name.slice(0, name.lastIndexOf('/')))))
      await mkdir(join(disk, directory), { recursive: true });
    for (const name of names) await writeFile(inside(disk, name), '');
    const seen = await look(path, [...names, ...names.slice(0, 200).map((name) => fromText(`${name} gone`))]);
    const whole = recordsOf(await listed(path));
    expect(seen.index.count).toBe(names.length);
    expect(new Map(names.map((name) => [name, whole.get(name)]))).toEqual(new Map([...recordsOf(seen)].sort(byOrderOf(names))));
    // A small part of them.
    const part = names.slice(4000, 5500);
    expect(new Map([...recordsOf(await look(path, part))].sort(byOrderOf(part)))).toEqual(
      new Map(part.map((name) => [name, whole.get(name)])),
    );
  });

  test('where the directory is not there, nothing is seen; where the endpoint cannot be looked at, that is said', async () => {
    const { path } = await scene.fresh();
    expect((await look(joinPath(path, fromText('not/there')), [fromText('a')])).index.count).toBe(0);
    for (const { title, endpoint, path: at, code } of scene.stage().broken) {
      const seen = await createDriver(endpoint, scene.tools()).entries(at, [fromText('a')]);
      expect(seen, title).toMatchObject({ ok: false, error: { code } });
    }
  });

  // This process has the rights of root, whatever the programs that it starts have.
  if (scene.way.name === 'Local' && process.getuid?.() === 0) return;

  requires('ordinary account')('without the rights of root', () => {
    test('what is in a directory that cannot be entered is a gap, and not missing', async () => {
      const { disk, path } = await scene.fresh();
      await makeTree(disk, ['a = 1', 'shut/b = 2', ...MANY.map((name) => file(name, ''))]);
      await chmod(join(disk, 'shut'), 0o000);
      onTestFinished(() => chmod(join(disk, 'shut'), 0o755));
      for (const more of [[], MANY]) {
        const seen = await scene.stage().ordinary.entries(path, [...['a', 'shut/b', 'gone'].map(fromText), ...more]);
        if (!seen.ok) throw new Error(seen.error.message);
        expect([...recordsOf(seen.value).keys()].sort()).toEqual(['a', ...[...more].sort()]);
        expect(seen.value.gaps.map(({ because }) => because.code)).toEqual(['source.gaps']);
        expect(seen.value.gaps[0]?.path).toMatch(/^(?:shut|$)/);
      }
    });
  });
}

/** Each record as it stands, by its path. Read by the words of its documentation. */
function recordsOf({ records }: Inventory): ReadonlyMap<PathBytes, string> {
  const texts = Buffer.from(records).toString('latin1').split('\0').slice(0, -1).values();
  const found = new Map<PathBytes, string>();
  for (const text of texts) {
    const [, , letter = '', , , ...path] = text.split(' ');
    found.set(fromLatin1(path.join(' ')), letter === 'l' ? `${text}\0${texts.next().value}` : text);
  }
  return found;
}

function byOrderOf(names: readonly string[]): (one: readonly [string, string], other: readonly [string, string]) => number {
  const positions = new Map(names.map((name, at) => [name, at]));
  return ([one], [other]) => (positions.get(one) ?? 0) - (positions.get(other) ?? 0);
}
