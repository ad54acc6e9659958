import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { lstat, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { FileAccess } from '../../src/endpoints/endpoint.ts';
import { temporaryName } from '../../src/endpoints/shared/temporary.ts';
import { fromText, joinPath, type PathBytes } from '../../src/lib/path-bytes.ts';
import { thisProcess } from '../../src/lib/this-process.ts';
import type { FileEntry } from '../../src/model/inventory.ts';
import { printLease } from '../../src/state/lease-file.ts';
import { HOSTILE_NAMES, HOSTILE_TARGETS } from '../components/hostile-names.ts';
import { file, inside, makeScratch, makeTree, md5Of, readTree, statTree } from '../world.ts';
import { leaseAt } from './lease-at.ts';
import { refused } from './refused.ts';
import type { Scene } from './stage.ts';

const TRASH = '.replicas-trash/2026-11-20/p1';
const STAGED = fromText('.replicas-partial/staged');

/** What holds where single files can be read, made, moved and removed. */
export function fileCases(scene: Scene): void {
  if (scene.way.writing !== 'Files') {
    test('offers no access to single files', () => {
      expect(scene.stage().driver.files).toBeUndefined();
    });
    return;
  }
  const files = (): FileAccess => {
    const { files: access } = scene.stage().driver;
    if (access === undefined) throw new Error('no file access');
    return access;
  };
  const bytes = (text: string): Uint8Array => Buffer.from(text);

  test('reads a small file, says absent, and stops at the ceiling', async () => {
    const { disk, path } = await scene.fresh();
    const content = randomBytes(5000);
    await writeFile(join(disk, 'a'), content);
    const at = joinPath(path, fromText('a'));
    const seen = await files().read(at, 5000);
    expect(seen.state === 'present' && Buffer.from(seen.value).equals(content)).toBe(true);
    expect(await files().read(at, 4999)).toMatchObject({ state: 'unknown', because: { code: 'listing.too-large' } });
    expect(await files().read(joinPath(path, fromText('gone')), 10)).toMatchObject({ state: 'absent' });
    expect(await files().read(joinPath(path, fromText('gone/deeper')), 10)).toMatchObject({ state: 'absent' });
    await makeTree(disk, ['d/', 'pipe |', 'empty = ']);
    expect(await files().read(joinPath(path, fromText('d')), 10)).toMatchObject({ state: 'unknown' });
    expect(await files().read(joinPath(path, fromText('pipe')), 10)).toMatchObject({ state: 'unknown' });
    expect(await files().read(joinPath(path, fromText('empty')), 10)).toMatchObject({ state: 'present', value: { length: 0 } });
  });

  test('makes a file once and for all', async () => {
    const { disk, path } = await scene.fresh();
    const content = randomBytes(3000);
    const lease = joinPath(path, fromText('.replicas-lease'));
    expect(await files().create(lease, content)).toEqual({ ok: true, value: 'created' });
    expect(await files().create(lease, bytes('mine'))).toEqual({ ok: true, value: 'exists' });
    expect((await readFile(join(disk, '.replicas-lease'))).equals(content)).toBe(true);
    expect(await readdir(disk)).toEqual(['.replicas-lease']);
  });

  test('of twenty that make the same file at once, one wins, and its content is whole', async () => {
    const { disk, path } = await scene.fresh();
    const lease = joinPath(path, fromText('.replicas-lease'));
    const made = await Promise.all(Array.from({ length: 20 }, (_, at) => files().create(lease, bytes(`${at}`.repeat(1000)))));
    const winners = made.flatMap((result, at) => (result.ok && result.value === 'created' ? [at] : []));
    expect(winners.length).toBe(1);
    expect(made.filter((result) => result.ok && result.value === 'exists').length).toBe(19);
    expect(await readFile(join(disk, '.replicas-lease'), 'utf8')).toBe(`${winners[0]}`.repeat(1000));
    expect(await readdir(disk)).toEqual(['.replicas-lease']);
  });

  test('replaces a whole content at once, whether there was one or not', async () => {
    const { disk, path } = await scene.fresh();
    const at = joinPath(path, fromText('.replicas-state.json'));
    expect(await files().replace(at, bytes('first\n'))).toMatchObject({ ok: true });
    const before = await stat(join(disk, '.replicas-state.json'));
    expect(await files().replace(at, bytes('second'))).toMatchObject({ ok: true });
    // A new file took the place; the old one was not written into.
    expect((await stat(join(disk, '.replicas-state.json'))).ino).not.toBe(before.ino);
    expect(await readFile(join(disk, '.replicas-state.json'), 'utf8')).toBe('second');
    expect(await files().replace(at, new Uint8Array())).toMatchObject({ ok: true });
    expect(await readFile(join(disk, '.replicas-state.json'), 'utf8')).toBe('');
    expect(await readdir(disk)).toEqual(['.replicas-state.json']);
  });

  test('a reader never sees half of a content that is being replaced', async () => {
    const { disk, path } = await scene.fresh();
    const at = joinPath(path, fromText('s'));
    const contents = ['a', 'b'].map((letter) => letter.repeat(200_000));
    await files().replace(at, bytes(contents[0] ?? ''));
    let over = false;
    const writing = (async () => {
      for (const content of [...contents, ...contents]) await files().replace(at, bytes(content));
      over = true;
    })();
    const seen = new Set<string>();
    while (!over) {
      seen.add(md5Of(await readFile(join(disk, 's'))));
      await sleep(1);
    }
    await writing;
    expect([...seen].filter((digest) => !contents.map(md5Of).includes(digest))).toEqual([]);
  });

  test('removes a file of ours; what is gone already is no error', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, ['a = 1', 'b = 2', 'l -> b', 'd/c = 3']);
    for (const name of ['a', 'a', 'l']) expect(await files().remove(joinPath(path, fromText(name)))).toMatchObject({ ok: true });
    expect(await files().remove(joinPath(path, fromText('d')))).toMatchObject({ ok: false });
    expect([...(await readTree(disk)).keys()]).toEqual(['b', 'd', 'd/c']);
  });

  test('passes through no link below the root', async () => {
    const { disk, path } = await scene.fresh();
    const outside = await makeScratch();
    onTestFinished(() => outside.remove());
    await makeTree(outside.path, ['a = precious']);
    await makeTree(disk, [`out -> ${outside.path}`, `f -> ${outside.path}/a`]);
    const at = (name: string): PathBytes => joinPath(path, fromText(name));
    expect(await files().create(at('out/new'), bytes('x'))).toMatchObject({ ok: false });
    expect(await files().replace(at('out/a'), bytes('x'))).toMatchObject({ ok: false });
    expect(await files().remove(at('out/a'))).toMatchObject({ ok: false });
    expect((await files().read(at('out/a'), 100)).state).toBe('unknown');
    expect((await files().read(at('f'), 100)).state).toBe('unknown');
    expect([...(await readTree(outside.path)).values()]).toMatchObject([{ size: 'precious'.length }]);
  });

  test("goes through the administrator's own link to a declared path inside the root", async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(disk, ['real/a = 1 @ 1700000000', 'pools -> real']);
    const declared = joinPath(path, fromText('pools'));
    const ready = await scene.stage().driver.prepare(declared);
    if (!ready.ok) throw new Error(ready.error.message);
    await ready.value.close();
    expect(await files().create(joinPath(declared, fromText('.replicas-lease')), bytes('x'))).toMatchObject({ ok: true });
    const entry: FileEntry = { path: fromText('a'), type: 'file', size: 1, mtimeNs: 1_700_000_000_000_000_000n };
    const retired = await files().retire(declared, [entry], joinPath(declared, fromText(TRASH)), leaseAt(scene).fence);
    expect(retired).toEqual({ ok: true, value: { retired: 1, refused: [] } });
    expect([...(await readTree(join(disk, 'real'))).keys()]).toContain(`${TRASH}/a`);
    expect((await lstat(join(disk, 'real', '.replicas-lease'))).isFile()).toBe(true);
  });

  test('retires exactly what was planned, hostile names too', async () => {
    const { disk, path } = await scene.fresh();
    const planned = [
      ...HOSTILE_NAMES.map((name) => file(name, `of ${name}`, '1700000000.5')),
      ...HOSTILE_NAMES.map((name) => file(joinPath(joinPath(fromText('d'), name), name), 'x')),
      ...HOSTILE_TARGETS.map((target, at) => ({ type: 'link', path: fromText(`links/${at}`), target }) as const),
    ];
    await makeTree(disk, planned);
    const before = await readTree(disk);
    const entries = deepestFirst([...(await statTree(disk)).values()]);
    await makeTree(disk, ['stays/a = 1']);
    const retired = await files().retire(path, entries, joinPath(path, fromText(TRASH)), leaseAt(scene).fence);
    expect(retired).toEqual({ ok: true, value: { retired: entries.length, refused: [] } });
    const after = await readTree(join(disk, TRASH));
    expect(after).toEqual(before);
    expect([...(await readTree(disk)).keys()].filter((name) => !name.startsWith('.replicas-'))).toEqual(['stays', 'stays/a']);
  });

  test('leaves what is not what was planned, and says which', async () => {
    const { disk, path } = await scene.fresh();
    const names = ['same', 'grown', 'touched', 'now-directory', 'now-link', 'link', 'gone', 'd/not-empty'];
    await makeTree(disk, [...names.filter((name) => name !== 'link').map((name) => `${name} = 1 @ 1700000000.5`), 'link -> a']);
    const entries = deepestFirst([...(await statTree(disk)).values()]);
    for (const name of ['now-directory', 'now-link', 'link', 'gone']) await rm(join(disk, name));
    await makeTree(disk, [
      'grown = 12',
      'touched = 1 @ 1700000000.500000001',
      'now-directory/a = 1',
      'now-link -> a',
      'link -> b',
      'd/new = 3',
    ]);
    const before = await readTree(disk);
    const retired = await files().retire(path, entries, joinPath(path, fromText(TRASH)), leaseAt(scene).fence);
    if (!retired.ok) throw new Error(retired.error.message);
    const left = ['d', 'gone', 'grown', 'link', 'now-directory', 'now-link', 'touched'];
    expect(retired.value.refused.map((one) => String(one.path)).sort()).toEqual(left);
    expect(new Set(retired.value.refused.map((one) => one.because.code))).toEqual(new Set(['remove.changed']));
    expect(retired.value.retired).toBe(['same', 'd/not-empty'].length);
    const after = new Map([...(await readTree(disk))].filter(([name]) => !name.startsWith('.replicas-')));
    const expected = new Map([...before].filter(([name]) => name !== 'same' && name !== 'd/not-empty'));
    expect(after).toEqual(expected);
    expect((await lstat(join(disk, TRASH, 'same'))).isFile()).toBe(true);
  });

  test('retires nothing through a link', async () => {
    const { disk, path } = await scene.fresh();
    const outside = await makeScratch();
    onTestFinished(() => outside.remove());
    await makeTree(outside.path, ['a = 1 @ 1700000000']);
    await makeTree(disk, [`d -> ${outside.path}`]);
    const entry: FileEntry = { path: fromText('d/a'), type: 'file', size: 1, mtimeNs: 1_700_000_000_000_000_000n };
    const retired = await files().retire(path, [entry], joinPath(path, fromText(TRASH)), leaseAt(scene).fence);
    expect(retired).toMatchObject({ ok: true, value: { retired: 0, refused: [{ path: 'd/a' }] } });
    expect([...(await readTree(outside.path)).keys()]).toEqual(['a']);
  });

  test('erases a tree of ours, follows no link out of it, and erases nothing else', async () => {
    const { disk, path } = await scene.fresh();
    const outside = await makeScratch();
    onTestFinished(() => outside.remove());
    await makeTree(outside.path, ['a = precious']);
    await makeTree(
      disk,
      HOSTILE_NAMES.map((name) => file(joinPath(fromText(`${TRASH}/d`), name), 'x')),
    );
    await makeTree(disk, [
      `${TRASH}/out -> ${outside.path}`,
      'data/a = 1',
      'link -> .replicas-trash',
      'replicas-trash/a = 1',
      'd/.replicas-x/y/a = 1',
    ]);
    const at = (name: string): PathBytes => joinPath(path, fromText(name));
    const forbidden = [
      'data',
      'link',
      'link/2026-11-20',
      'replicas-trash',
      'data/a',
      '.replicas-trash/../data',
      '.replicas-trash/..',
      '',
    ];
    for (const name of forbidden) expect(await refused(() => files().erase(at(name))), name).toBe(true);
    expect((await lstat(inside(disk, fromText(TRASH)))).isDirectory()).toBe(true);
    for (const name of [TRASH, TRASH, 'd/.replicas-x/y']) expect(await files().erase(at(name)), name).toMatchObject({ ok: true });
    const left = [...(await readTree(disk)).keys()].filter((name) => !name.startsWith('.replicas-trash')).sort();
    expect(left).toEqual(['d', 'd/.replicas-x', 'data', 'data/a', 'link', 'replicas-trash', 'replicas-trash/a']);
    await expect(lstat(inside(disk, fromText(TRASH)))).rejects.toThrow('ENOENT');
    expect([...(await readTree(outside.path)).keys()]).toEqual(['a']);
  });

  test('sweeps away what killed writers left: half-written files, and claims to a lease', async () => {
    const { disk, path } = await scene.fresh();
    const lease = { owner: 'o', since: '', fence: 1, beat: 0, ttlMs: 1, children: [] };
    const claim = (start: string): string =>
      Buffer.from(printLease({ ...thisProcess(), start, ...lease }))
        .toString('utf8')
        .trimEnd();
    const [mine, gone, old] = [temporaryName(), temporaryName({ ...thisProcess(), start: '1' }), temporaryName()];
    const [live, dead, stale] = ['0', '1', '2'].map((digit) => `.replicas-lease.${digit.repeat(16)}`);
    await makeTree(disk, [
      ...[`${mine} = a`, `${gone} = b`, `${old} = c @ 1000000000`, '.replicas-lease = d @ 1000000000'],
      `${dead} = ${claim('1')}`,
      ...[`${live} = ${claim(thisProcess().start)}`, `${stale} = ${claim('1')} @ 1000000000`, 'data = f @ 1000000000'],
    ]);
    expect(await files().sweep(path)).toEqual({ ok: true, value: undefined });
    // Whether a writer of another host still runs is not known.
    const there = scene.stage().driver.endpoint.type === 'Local' ? [] : [gone, dead];
    const left = [mine, live, '.replicas-lease', 'data', ...there];
    expect((await readdir(disk)).sort()).toEqual(left.sort());
    expect(await files().sweep(joinPath(path, fromText('missing')))).toMatchObject({ ok: false });
  });

  test('keeps below the root also where a name would leave it', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(join(scene.disk(), '..'), ['outside = precious @ 1700000000', '.replicas-outside/a = precious']);
    await makeTree(disk, ['d/']);
    const { fence } = leaseAt(scene);
    const before = await statTree(join(scene.disk(), '..'));
    for (const name of ['../outside', 'd/../../outside']) {
      const out = fromText(name.replace('d', `${path}/d/..`));
      expect(await refused(() => files().create(fromText(`${out}-new`), bytes('x'))), out).toBe(true);
      expect(await refused(() => files().replace(out, bytes('x'))), out).toBe(true);
      expect(await refused(() => files().remove(out)), out).toBe(true);
      expect((await files().read(out, 100)).state, out).toBe('unknown');
    }
    expect(await refused(() => files().erase(fromText('../.replicas-outside')))).toBe(true);
    expect(await refused(() => files().erase(joinPath(path, fromText('.replicas-x/../../../.replicas-outside'))))).toBe(true);
    const entry: FileEntry = { path: fromText('../../outside'), type: 'file', size: 8, mtimeNs: 1_700_000_000_000_000_000n };
    await refused(() => files().retire(path, [entry], joinPath(path, fromText(TRASH)), fence));
    const exchange = { replaced: [entry], staged: joinPath(path, STAGED), into: joinPath(path, fromText(TRASH)) };
    await refused(() => files().install(path, exchange, fence));
    await refused(() => files().restore(path, [entry], joinPath(path, fromText(TRASH)), fence));
    for (const bin of ['data', '.replicas-x/../data', '../.replicas-outside', '']) {
      const at = fromText(bin === '' ? path : `${path}/${bin}`);
      expect(await refused(() => files().retire(path, [], at, fence)), bin).toBe(true);
      expect(await refused(() => files().restore(path, [], at, fence)), bin).toBe(true);
      expect(await refused(() => files().install(path, { ...exchange, into: at }, fence)), bin).toBe(true);
      expect(await refused(() => files().install(path, { ...exchange, staged: at }, fence)), bin).toBe(true);
    }
    const after = await statTree(join(scene.disk(), '..'));
    expect([...before.keys()].filter((name) => !after.has(name))).toEqual([]);
    expect([...after.keys()].filter((name) => !before.has(name) && !name.includes('.replicas-trash'))).toEqual([]);
  });
}

/** Entries in the order that `retire` wants: what lies in a directory before the directory. */
function deepestFirst(entries: readonly FileEntry[]): readonly FileEntry[] {
  const depth = ({ path }: FileEntry): number => path.split('/').length;
  return [...entries].sort((a, b) => depth(b) - depth(a));
}
