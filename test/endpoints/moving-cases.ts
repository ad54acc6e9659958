import { link, lstat, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { FileAccess, RetireReport } from '../../src/endpoints/endpoint.ts';
import { fromText, joinPath, type PathBytes } from '../../src/lib/path-bytes.ts';
import type { Result } from '../../src/lib/result.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { FileEntry } from '../../src/model/inventory.ts';
import { HOSTILE_NAMES, HOSTILE_TARGETS } from '../components/hostile-names.ts';
import { dataOf, file, makeScratch, makeTree, readTree, statTree, type TreeNode } from '../world.ts';
import { leaseAt } from './lease-at.ts';
import { parseListing } from './parse-listing.ts';
import type { Scene } from './stage.ts';

const BIN = '.replicas-trash/2026-11-20/p1';
const STAGED = '.replicas-partial/staged';
const HOSTILE_FILES: readonly TreeNode[] = [
  ...HOSTILE_NAMES.map((name) => file(name, `old ${name}`, '1700000000.5')),
  ...HOSTILE_NAMES.map((name) => file(joinPath(joinPath(fromText('d'), name), name), 'old', '1600000000.123456789')),
];

/** How files change their places: installed over others, taken to a bin, brought back from it. */
export function movingCases(scene: Scene): void {
  const files = (): FileAccess => filesOf(scene);
  const install = async (path: PathBytes, replaced: readonly FileEntry[], into = BIN) => {
    const exchange = { replaced, staged: joinPath(path, fromText(STAGED)), into: joinPath(path, fromText(into)) };
    return reportOf(await files().install(path, exchange, leaseAt(scene).fence));
  };
  const restore = async (path: PathBytes, entries: readonly FileEntry[], from = BIN) =>
    reportOf(await files().restore(path, entries, joinPath(path, fromText(from)), leaseAt(scene).fence));
  const retire = async (path: PathBytes, entries: readonly FileEntry[], into = BIN) =>
    reportOf(await files().retire(path, entries, joinPath(path, fromText(into)), leaseAt(scene).fence));
  /** A new case of plain files, with their entries as listed. */
  const freshWith = async (nodes: readonly (string | TreeNode)[]) => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, nodes);
    return { disk, path, entries: [...(await statTree(disk)).values()] };
  };

  test('installs what was staged, hostile names too, and keeps each predecessor with its bytes and times', async () => {
    const { disk, path, entries } = await freshWith(HOSTILE_FILES);
    const before = await readTree(disk);
    await makeTree(
      join(disk, STAGED),
      HOSTILE_FILES.map((node) => file(node.path, `new ${node.path}`, '1800000000.25')),
    );
    const staged = await readTree(join(disk, STAGED));
    const replaced = entries.filter(({ type }) => type === 'file');
    expect(await install(path, replaced)).toEqual({ retired: replaced.length, refused: [] });
    expect(dataOf(await readTree(disk))).toEqual(staged);
    expect(await readTree(join(disk, BIN))).toEqual(before);
    expect([...(await readTree(join(disk, STAGED))).values()].filter(({ type }) => type === 'file')).toEqual([]);
  });

  test('a reader finds a name at every moment of an install, and one content or the other', async () => {
    const { disk, path } = await freshWith(['d/a = 0 @ 1700000000']);
    let over = false;
    const seen = new Set<string>();
    const reading = (async () => {
      for (let reads = 1; !over; reads++) {
        seen.add(await readFile(join(disk, 'd/a'), 'utf8'));
        // The far side needs a processor too.
        if (reads % 20 === 0) await sleep(1);
      }
    })();
    const rounds = [1, 2, 3];
    for (const round of rounds) {
      await makeTree(join(disk, STAGED), [`d/a = ${round} @ 1700000000`]);
      const entry: FileEntry = { path: fromText('d/a'), type: 'file', size: 1, mtimeNs: 1_700_000_000_000_000_000n };
      expect(await install(path, [entry], `${BIN}.${round}`)).toMatchObject({ retired: 1 });
      expect(await readFile(join(disk, `${BIN}.${round}/d/a`), 'utf8')).toBe(`${round - 1}`);
    }
    over = true;
    await reading;
    expect([...seen].filter((content) => !/^[0-3]$/.test(content))).toEqual([]);
  });

  test('installs over nothing that is not what was planned, and nothing that is no file', async () => {
    const names = ['same', 'grown', 'touched', 'gone', 'now-directory', 'now-link', 'd/swapped', 'd/real', 'in-bin'];
    const unstaged = ['missing', 'staged-link', 'staged-directory'];
    const { disk, path, entries } = await freshWith([...names, ...unstaged].map((name) => `${name} = 1 @ 1700000000.5`));
    await makeTree(disk, ['grown = 12', 'touched = 1 @ 1700000000.500000001', `${BIN}/in-bin = earlier`]);
    for (const name of ['gone', 'now-directory', 'now-link']) await rm(join(disk, name));
    await makeTree(disk, ['now-directory/a = 1', 'now-link -> same', ...names.map((name) => `${STAGED}/${name} = new`)]);
    await makeTree(disk, [`${STAGED}/staged-link -> same`, `${STAGED}/staged-directory/a = 1`]);
    const outside = await outsideOf(disk, 'd');
    const before = await readTree(disk);
    const report = await install(path, entries);
    const changed = [...names.filter((name) => name !== 'same'), 'd'];
    expect(codesOf(report)).toEqual(
      new Map([
        ...changed.map((name) => [name, 'remove.changed'] as const),
        ...unstaged.map((name) => [name, 'transfer.partial'] as const),
      ]),
    );
    expect(report.retired).toBe(1);
    const after = await readTree(disk);
    expect(after.get(fromText('same'))).toEqual(before.get(fromText(`${STAGED}/same`)));
    expect(after.get(fromText(`${BIN}/same`))).toEqual(before.get(fromText('same')));
    const touched = new Set([fromText('same'), fromText(`${STAGED}/same`), fromText(`${BIN}/same`)]);
    expect(new Map([...after].filter(([name]) => !touched.has(name)))).toEqual(
      new Map([...before].filter(([name]) => !touched.has(name))),
    );
    expect(await readdir(outside)).toEqual(['real', 'swapped']);
  });

  test('takes nothing from behind a link, and keeps nothing behind one', async () => {
    const { disk, path, entries } = await freshWith(['d/a = 1 @ 1700000000']);
    const replaced = entries.filter(({ type }) => type === 'file');
    await makeTree(disk, [`${STAGED}/d/a = new`, `${dirname(BIN)}/x = 1`]);
    const outside = await outsideOf(disk, `${STAGED}/d`);
    expect(codesOf(await install(path, replaced))).toEqual(new Map([['d/a', 'transfer.partial']]));
    await rm(join(disk, STAGED, 'd'));
    await makeTree(disk, [`${STAGED}/d/a = new`]);
    await rm(join(disk, BIN), { recursive: true, force: true });
    await symlink(outside, join(disk, BIN));
    expect(codesOf(await install(path, replaced))).toEqual(new Map([['d/a', 'target.not-writable']]));
    expect(await readdir(outside)).toEqual(['a']);
    expect(await readFile(join(disk, 'd/a'), 'utf8')).toBe('1');
  });

  test('an install that was cut off between its two steps is done again with another bin', async () => {
    const { disk, path, entries } = await freshWith(['a = old @ 1700000000']);
    await makeTree(disk, [`${STAGED}/a = new`, `${BIN}/`]);
    await link(join(disk, 'a'), join(disk, BIN, 'a'));
    expect(codesOf(await install(path, entries))).toEqual(new Map([['a', 'remove.changed']]));
    expect(await install(path, entries, `${BIN}.2`)).toEqual({ retired: 1, refused: [] });
    const contents = await Promise.all(['a', `${BIN}/a`, `${BIN}.2/a`].map((name) => readFile(join(disk, name), 'utf8')));
    expect(contents).toEqual(['new', 'old', 'old']);
  });

  test('brings back what was retired, hostile names too, and leaves nothing of the bin', async () => {
    const links = HOSTILE_TARGETS.map((target, at) => ({ type: 'link', path: fromText(`links/${at}`), target }) as const);
    const { disk, path } = await freshWith([...HOSTILE_FILES, ...links, 'empty/', 'pipe |']);
    const before = await readTree(disk);
    const entries = [...(await statTree(disk)).values()];
    expect(await retire(path, [...entries].reverse())).toMatchObject({ refused: [] });
    expect(dataOf(await readTree(disk)).size).toBe(0);
    const [listed] = await scene
      .stage()
      .driver.list([{ path: joinPath(path, fromText(BIN)), filter: { exclude: [], include: [] } }]);
    const inBin = [...parseListing(listed).values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(await restore(path, inBin)).toEqual({ retired: entries.length, refused: [] });
    expect(dataOf(await readTree(disk))).toEqual(before);
    expect(await readdir(join(disk, dirname(BIN)))).toEqual([]);
  });

  test('brings back only what is asked for, and makes the directories that it needs', async () => {
    const { disk, path, entries } = await freshWith(['d/e/a = 1', 'd/e/b = 2', 'd/f/c = 3']);
    await retire(path, [...entries].reverse());
    expect(
      await restore(
        path,
        entries.filter(({ path: name }) => name === 'd/e/b'),
      ),
    ).toEqual({ retired: 1, refused: [] });
    expect([...dataOf(await readTree(disk)).keys()]).toEqual(['d', 'd/e', 'd/e/b']);
    expect([...(await readTree(join(disk, BIN))).keys()]).toEqual(['d', 'd/e', 'd/e/a', 'd/f', 'd/f/c']);
  });

  test('brings back nothing over what stands there, and nothing that has changed in the bin', async () => {
    const taken = ['file', 'now-link', 'now-directory', 'now-file', 'now-file/a', 'dangling', 'link', 'd', 'd/a'];
    const { disk, path, entries } = await freshWith([
      ...[
        'file = 1',
        'now-link = 2',
        'now-directory = 3',
        'now-file/a = 4',
        'dangling = 5',
        'link -> file',
        'd/a = 6',
        'free/a = 7',
      ],
      ...['grown = 8', 'lost = 9', 'swapped/a = 10'],
    ]);
    await retire(path, [...entries].reverse());
    await makeTree(disk, ['file = mine', 'now-link -> file', 'now-directory/a = mine', 'now-file = mine', 'dangling -> nowhere']);
    await makeTree(disk, ['link -> elsewhere', 'd/b = mine', 'free/', `${BIN}/grown = longer`]);
    const outside = await outsideOf(disk, 'd');
    await rm(join(disk, BIN, 'lost'));
    const other = await outsideOf(disk, `${BIN}/swapped`);
    const before = await readTree(disk);
    const report = await restore(path, entries);
    const refused = [...taken, 'grown', 'lost', 'swapped/a'];
    expect(codesOf(report)).toEqual(new Map(refused.map((name) => [name, 'remove.changed'])));
    expect(report.retired).toBe(entries.length - refused.length);
    const after = await readTree(disk);
    const came = ['free/a', 'swapped'].map(fromText);
    const left = ['free', 'free/a'].map((name) => fromText(`${BIN}/${name}`));
    expect([...after.keys()].filter((name) => !before.has(name))).toEqual(came);
    expect([...before.keys()].filter((name) => !after.has(name))).toEqual(left);
    for (const [name, entry] of before) if (after.has(name)) expect(after.get(name), name).toEqual(entry);
    expect([await readdir(outside), await readdir(other)]).toEqual([['b'], ['a']]);
  });

  test('a restore that was cut off between its two steps is finished', async () => {
    const { disk, path, entries } = await freshWith(['a = 1', 'b = 2', 'l -> a']);
    await retire(path, entries);
    await link(join(disk, BIN, 'a'), join(disk, 'a'));
    await symlink('a', join(disk, 'l'));
    expect(await restore(path, entries)).toEqual({ retired: 3, refused: [] });
    expect([...dataOf(await readTree(disk)).keys()]).toEqual(['a', 'b', 'l']);
    expect((await lstat(join(disk, 'a'))).nlink).toBe(1);
    expect(await readdir(join(disk, dirname(BIN)))).toEqual([]);
  });

  test('what it keeps for itself is nothing that can be moved', async () => {
    const { disk, path } = await freshWith(['.replicas-x/a = 1 @ 1700000000', `${BIN}/.replicas-lease = 1 @ 1700000000`]);
    const before = await readTree(disk);
    const entry = (name: string): FileEntry => ({
      path: fromText(name),
      type: 'file',
      size: 1,
      mtimeNs: 1_700_000_000_000_000_000n,
    });
    for (const report of [
      await retire(path, [entry('.replicas-x/a')]),
      await install(path, [entry('.replicas-x/a')]),
      await restore(path, [entry('.replicas-lease')]),
    ])
      expect([...codesOf(report).values()]).toEqual(['remove.changed']);
    expect(dataOf(await readTree(disk))).toEqual(dataOf(before));
    for (const [name, found] of before) expect((await readTree(disk)).get(name)).toEqual(found);
  });

  test('old trash is emptied: listed, retired inside itself, erased', async () => {
    const { disk, path } = await freshWith(['stays = 1', '.replicas-trash/2026-10-02/p2/a = newer']);
    const old = HOSTILE_FILES.map((node) => ({ ...node, path: joinPath(fromText('2026-10-01/p1'), node.path) }));
    await makeTree(join(disk, '.replicas-trash'), [...old, '2026-10-01/p1/l -> ../../..', '.replicas-delete-y/left = 1']);
    const trash = joinPath(path, fromText('.replicas-trash'));
    const [seen] = await scene.stage().driver.list([{ path: trash, filter: { exclude: [], include: [] } }]);
    const listed = [...parseListing(seen).values()];
    const all = [...(await statTree(join(disk, '.replicas-trash'))).values()];
    expect(new Map(listed.map((entry) => [entry.path, entry]))).toEqual(
      new Map(all.filter((entry) => !entry.path.startsWith('.replicas-')).map((entry) => [entry.path, entry])),
    );
    const entries = listed.filter((entry) => entry.path.startsWith('2026-10-01')).sort((a, b) => (a.path < b.path ? 1 : -1));
    const bin = joinPath(trash, fromText('.replicas-delete-x'));
    const retired = reportOf(await files().retire(trash, entries, bin, leaseAt(scene).fence));
    expect(retired).toEqual({ retired: entries.length, refused: [] });
    expect((await readdir(join(disk, '.replicas-trash'))).sort()).toEqual([
      '.replicas-delete-x',
      '.replicas-delete-y',
      '2026-10-02',
    ]);
    expect(await files().erase(bin)).toEqual({ ok: true, value: undefined });
    expect((await readdir(join(disk, '.replicas-trash'))).sort()).toEqual(['.replicas-delete-y', '2026-10-02']);
    expect([...dataOf(await readTree(disk)).keys()]).toEqual(['stays']);
  });
}

/** The access to single files of the place of a suite. */
export function filesOf(scene: Scene): FileAccess {
  const { files } = scene.stage().driver;
  if (files === undefined) throw new Error('no file access');
  return files;
}

/** What a change reported, or a failed test. */
export function reportOf(result: Result<RetireReport, Failure>): RetireReport {
  if (result.ok) return result.value;
  throw new Error(`${result.error.code}: ${result.error.message}`);
}

/** Of each refused entry, why. */
export function codesOf({ refused }: RetireReport): ReadonlyMap<string, string> {
  return new Map(refused.map(({ path, because }) => [path, because.code]));
}

/** Moves a directory out of the root, and puts a link to it in its place. */
async function outsideOf(disk: string, name: string): Promise<string> {
  const outside = await makeScratch();
  onTestFinished(() => outside.remove());
  const moved = join(outside.path, 'moved');
  await rename(join(disk, name), moved);
  await symlink(moved, join(disk, name));
  return moved;
}
