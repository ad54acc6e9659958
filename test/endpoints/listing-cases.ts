import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fromLatin1, fromText, joinPath, type PathBytes } from '../../src/lib/path-bytes.ts';
import type { FileEntry, Filter, Inventory, KnownListing } from '../../src/model/inventory.ts';
import { HOSTILE_NAMES, HOSTILE_TARGETS } from '../components/hostile-names.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { file, inside, makeTree, statTree } from '../world.ts';
import { inventoryIn, parseListing } from './parse-listing.ts';
import type { Scene } from './stage.ts';

const ALL: Filter = { exclude: [], include: [] };
/** Older than any file of a test, so that a look moves it (relatime). */
const LONG_AGO = '1000000000';

/** What a listing must say, whichever way it is made. */
export function listingCases(scene: Scene): void {
  const list = (path: PathBytes, filter: Filter = ALL) => scene.stage().driver.list([{ path, filter }]);
  const expected = async (disk: string): Promise<ReadonlyMap<PathBytes, FileEntry>> => {
    const entries = await statTree(disk);
    if (scene.way.granularity === 'ns') return entries;
    return new Map([...entries].map(([path, entry]) => [path, { ...entry, mtimeNs: wholeSeconds(entry.mtimeNs) }]));
  };

  test('lists files, directories, links and specials with sizes and times', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, [
      ...[
        'empty = ',
        'a = 1 @ 1700000000.123456789',
        'big # 5000000000 @ 1600000000',
        'epoch = 0 @ 0',
        'old = x @ -86400',
        'future = x @ 4102444800',
      ],
      ...[
        'd/',
        'd/e/f/',
        'd/e/f/g = deep @ 1700000000.999999999',
        'link -> a',
        'dangling -> nowhere',
        'toDirectory -> d',
        'pipe |',
      ],
    ]);
    const [seen] = await list(path);
    expect(parseListing(seen)).toEqual(await expected(disk));
    expect(inventoryIn(seen)).toMatchObject({ granularity: scene.way.granularity, gaps: [] });
    expect(inventoryIn(seen).index.count).toBe(14);
  });

  test('gives hostile names and link targets exact to the byte', async () => {
    const { disk, path } = await scene.fresh();
    const links = HOSTILE_TARGETS.map((target, at) => ({ type: 'link', path: fromText(`links/${at}`), target }) as const);
    await makeTree(disk, [...HOSTILE_NAMES.map((name) => file(name, name, '1700000000.25')), ...links]);
    const [seen] = await list(path);
    expect(parseListing(seen)).toEqual(await expected(disk));
    expect(inventoryIn(seen).gaps).toEqual([]);
  });

  test('goes into directories with hostile names', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(
      disk,
      HOSTILE_NAMES.map((name) => file(joinPath(name, fromText('in it')), name, '1700000000.25')),
    );
    const [seen] = await list(path);
    expect(parseListing(seen)).toEqual(await expected(disk));
  });

  test('lists some thousand names that are longer than any one read', async () => {
    const { disk, path } = await scene.fresh();
    const names = Array.from({ length: 3000 }, (_, at) => fromText(`${at % 10}/${at}-${'é\n'.repeat(60)}`));
    await makeTree(
      disk,
      names.map((name) => file(name, '')),
    );
    const [seen] = await list(path);
    expect(parseListing(seen)).toEqual(await expected(disk));
  });

  test('an empty tree is present and empty', async () => {
    const { path } = await scene.fresh();
    const [seen] = await list(path);
    expect(inventoryIn(seen)).toMatchObject({ index: { count: 0 }, gaps: [] });
  });

  test('a path that is not there is absent', async () => {
    const { path } = await scene.fresh();
    const [seen] = await list(joinPath(path, fromText('not/there')));
    expect(seen).toMatchObject({ state: 'absent' });
  });

  test('knows a listing again until anything in it is another', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, ['a = 1 @ 1700000000.25', 'd/b = 2 @ 1700000000', 'link -> a']);
    const look = async (known?: KnownListing): Promise<Inventory> =>
      inventoryIn((await scene.stage().driver.list([{ path, filter: ALL, known }]))[0]);
    const first = await look();
    expect(first.digest).toMatch(/^sha256:/);
    const known = { digest: first.digest ?? '', files: 3 };
    const again = await look(known);
    expect(again).toMatchObject({ digest: known.digest, granularity: scene.way.granularity, gaps: [] });
    expect(parseListing({ state: 'present', value: again, at: 0 })).toEqual(await expected(disk));
    await makeTree(disk, ['d/b = 22 @ 1700000000']);
    const other = await look(known);
    expect(other.digest).not.toBe(known.digest);
    expect(parseListing({ state: 'present', value: other, at: 0 })).toEqual(await expected(disk));
  });

  test('answers several asks in their order, each with its own filter', async () => {
    const one = await scene.fresh();
    const two = await scene.fresh();
    await makeTree(one.disk, ['a = 1', 'b = 22']);
    await makeTree(two.disk, ['c/d = 333']);
    const asks = [
      { path: two.path, filter: ALL },
      { path: joinPath(one.path, fromText('gone')), filter: ALL },
      { path: one.path, filter: { exclude: ['/a'], include: [] } },
      { path: one.path, filter: ALL },
      { path: joinPath(two.path, fromText('c')), filter: ALL },
    ];
    const seen = await scene.stage().driver.list(asks);
    expect(seen.map(({ state }) => state)).toEqual(['present', 'absent', 'present', 'present', 'present']);
    const names = seen.flatMap((one) => (one.state === 'present' ? [[...parseListing(one).keys()].sort()] : []));
    expect(names).toEqual([['c', 'c/d'], ['b'], ['a', 'b'], ['d']]);
    expect(await scene.stage().driver.list([])).toEqual([]);
  });

  test('does not follow a link to a directory', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, ['real/a = 1', 'in -> real', 'out -> /etc', 'loop -> .']);
    const [seen] = await list(path);
    expect([...parseListing(seen).keys()].sort()).toEqual(['in', 'loop', 'out', 'real', 'real/a']);
  });

  test('leaves out what the filter leaves out, and does not open an excluded directory', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, ['keep/a = 1', 'keep/b.bak = 2', 'skip/c = 3', 'keep/skip/d = 4', 'c.bak = 5']);
    for (const name of ['keep', 'skip']) await run('touch', ['-a', '-d', `@${LONG_AGO}`, join(disk, name)]);
    const [seen] = await list(path, { exclude: ['/skip/', '*.bak'], include: [] });
    expect([...parseListing(seen).keys()].sort()).toEqual(['keep', 'keep/a', 'keep/skip', 'keep/skip/d']);
    const untouched = { skip: true, keep: await isNoatime(disk) };
    expect({ skip: await isUnopened(join(disk, 'skip')), keep: await isUnopened(join(disk, 'keep')) }).toEqual(untouched);
  });

  test('what the program or the file system keeps for itself is no data', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, [
      'a/b = 1',
      '.replicas-lease = x',
      '.replicas-partial/a = 2',
      'a/.replicas-trash/c = 3',
      'lost+found/#1 = 4',
    ]);
    await makeTree(disk, ['a/lost+found/d = 5', '.snapshot/e = 6', 'a/.snapshots/f = 7', '.replicas = 8']);
    const [seen] = await list(path);
    const data = ['.replicas', 'a', 'a/b', 'a/lost+found', 'a/lost+found/d'];
    expect([...parseListing(seen).keys()].sort()).toEqual(data);
  });

  requires('ordinary account')('without the rights of root', () => {
    test('a directory that cannot be read is a gap at its path, and the rest is listed', async () => {
      const { disk, path } = await scene.fresh();
      const shut = [fromText('shut'), fromLatin1("u\n'\xc3x"), fromText('d/\\#012 '), fromText('d/a": b')];
      await makeTree(disk, ['a = 1', 'd/e/f = 2', ...shut.map((name) => file(joinPath(name, fromText('hidden')), ''))]);
      for (const name of shut) await shutDirectory(inside(disk, name));
      const [seen] = await scene.stage().ordinary.list([{ path, filter: ALL }]);
      expect([...parseListing(seen).keys()].sort()).toEqual(['a', 'd', 'd/e', 'd/e/f', ...shut].sort());
      const { gaps } = inventoryIn(seen);
      expect(gaps.map((gap) => gap.path).sort()).toEqual([...shut].sort());
      expect(gaps.map((gap) => gap.because.code)).toEqual(shut.map(() => 'source.gaps'));
    });

    test('an excluded directory that cannot be read is no gap', async () => {
      const { disk, path } = await scene.fresh();
      await makeTree(disk, ['a = 1', 'lost/b = 2']);
      await shutDirectory(join(disk, 'lost'));
      const [seen] = await scene.stage().ordinary.list([{ path, filter: { exclude: ['/lost/'], include: [] } }]);
      expect([...parseListing(seen).keys()]).toEqual(['a']);
      expect(inventoryIn(seen).gaps).toEqual([]);
    });

    test('a tree whose own directory cannot be read is unknown, neither empty nor absent', async () => {
      const { disk, path } = await scene.fresh();
      await makeTree(disk, ['shut/b = 2', 'open/c = 3']);
      await shutDirectory(join(disk, 'shut'));
      const asks = ['shut', 'open'].map((name) => ({ path: joinPath(path, fromText(name)), filter: ALL }));
      const seen = await scene.stage().ordinary.list(asks);
      expect(seen.map(({ state }) => state)).toEqual(['unknown', 'present']);
    });
  });
}

/** Nobody may enter it until the test is over. */
async function shutDirectory(path: string | Buffer): Promise<void> {
  await chmod(path, 0o000);
  onTestFinished(() => chmod(path, 0o755));
}

function wholeSeconds(ns: bigint): bigint {
  const rest = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return ns - rest;
}

async function isUnopened(path: string): Promise<boolean> {
  return (await stat(path, { bigint: true })).atimeNs === BigInt(LONG_AGO) * 1_000_000_000n;
}

/** True where the file system does not note looks, so that a look cannot be seen. */
async function isNoatime(path: string): Promise<boolean> {
  return (await run('findmnt', ['-n', '-o', 'OPTIONS', '-T', path])).stdout.includes('noatime');
}
