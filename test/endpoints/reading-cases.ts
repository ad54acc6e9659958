import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { FileToRead, Reading } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromLatin1, fromText, joinPath, type PathBytes } from '../../src/lib/path-bytes.ts';
import type { Result } from '../../src/lib/result.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { DigestAlgorithm } from '../../src/model/inventory.ts';
import { HOSTILE_NAMES } from '../components/hostile-names.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { file, inside, makeScratch, makeTree, md5Of } from '../world.ts';
import type { Scene } from './stage.ts';

const MEGABYTE = 1_000_000;
const ALGORITHMS: readonly DigestAlgorithm[] = ['md5', 'sha256', 'xxh128'];
const MD5: Reading = { algorithm: 'md5', cache: 'keep' };

/** What reading file content must give, whoever does it. */
export function readingCases(scene: Scene): void {
  const digests = (path: PathBytes, files: readonly FileToRead[], reading: Reading) =>
    scene.stage().driver.digests(path, files, reading);

  test.each(ALGORITHMS)(
    '%s is what the bytes have, for hostile names too, read from memory and from the disk',
    async (algorithm) => {
      const { disk, path } = await scene.fresh();
      const names = HOSTILE_NAMES.flatMap((name) => [
        name,
        joinPath(fromText('d/e '), name),
        joinPath(fromText('p'), joinPath(name, name)),
      ]);
      await makeTree(disk, [...names.map((name) => file(name, `of ${name}`)), 'empty = ', 'directory/']);
      const content = new Map(names.map((name) => [name, Buffer.from(`of ${name}`)]));
      content.set(fromText('empty'), Buffer.alloc(0));
      const asked = [...content.keys(), fromText('gone'), fromText('gone/too'), fromText('directory')].map((name) =>
        toRead(name),
      );
      const expected = scene.stage().driver.algorithms.has(algorithm)
        ? { ok: true, value: sorted(await sumsOf(disk, content, algorithm)) }
        : { ok: false, error: expect.objectContaining({ code: 'digest.unavailable' }) };
      for (const cache of ['keep', 'drop'] as const) {
        const read = await digests(path, asked, { algorithm, cache });
        expect(read.ok ? { ok: true, value: sorted(read.value) } : read, cache).toEqual(expected);
      }
      expect(await digests(path, [], { algorithm: 'md5', cache: 'keep' })).toEqual({ ok: true, value: new Map() });
    },
  );

  test('no link is followed, neither as the file nor on the way to it, and nothing leaves the tree', async () => {
    const { disk, path } = await scene.fresh();
    await makeTree(scene.disk(), ['above = secret']);
    await makeTree(disk, ['real/in/f = 1', 'top = 2', 'file -> top', 'way -> real', 'real/on -> in', 'up -> ..', 'pipe |']);
    const names = [
      'real/in/f',
      'top',
      'file',
      'way/in/f',
      'real/on/f',
      'up/above',
      '../above',
      'real/../top',
      './top',
      'pipe',
      'real',
      '/etc/passwd',
    ];
    const asked = names.map((name) => toRead(fromText(name)));
    for (const algorithm of scene.stage().driver.algorithms) {
      for (const cache of ['keep', 'drop'] as const) {
        const read = await digests(path, asked, { algorithm, cache });
        expect([...gotten(read).keys()].sort(), `${algorithm} ${cache}`).toEqual(['real/in/f', 'top']);
      }
    }
  });

  test('much is read as well as little, and what was read is told', async () => {
    const { disk, path } = await scene.fresh();
    const sizes: readonly (readonly [string, number])[] = [
      ['large', 40 * MEGABYTE + 17],
      ['d/block', 2 * 1024 * 1024],
      ['d/one more', 1024 * 1024 + 1],
      ['d/one less', 1024 * 1024 - 1],
      ['d/page', 4096],
    ];
    const content = new Map(sizes.map(([name, size], at) => [fromText(name), patterned(size, at)]));
    await mkdir(join(disk, 'd'));
    for (const [name, bytes] of content) await writeFile(inside(disk, name), bytes);
    const asked = [...content].map(([name, bytes]) => ({ path: name, size: bytes.length }));
    const total = asked.reduce((sum, { size }) => sum + size, 0);
    for (const algorithm of scene.stage().driver.algorithms) {
      for (const cache of ['keep', 'drop'] as const) {
        const told: [files: number, bytes: number][] = [];
        const read = await digests(path, asked, { algorithm, cache, progress: (files, bytes) => told.push([files, bytes]) });
        expect(sorted(gotten(read))).toEqual(sorted(await sumsOf(disk, content, algorithm)));
        expect(told.at(-1)).toEqual([asked.length, total]);
        expect(told).toEqual(told.toSorted(([, one], [, other]) => one - other));
      }
    }
  });

  test('ten thousand files', async () => {
    const { disk, path } = await scene.fresh();
    const names = Array.from({ length: 10_000 }, (_, at) => fromText(`${at % 7}/${at % 100}/file ${at}`));
    for (const directory of new Set(names.map((name) => name.slice(0, name.lastIndexOf('/')))))
      await mkdir(join(disk, directory), { recursive: true });
    for (const name of names) await writeFile(inside(disk, name), name);
    const read = await digests(
      path,
      names.map((name) => toRead(name)),
      MD5,
    );
    expect(sorted(gotten(read))).toEqual(sorted(new Map(names.map((name) => [name, md5Of(name)]))));
  });

  test('what is written is put on the disk on request', async () => {
    const { path } = await scene.fresh();
    expect(await scene.stage().driver.flush(path)).toEqual({ ok: true, value: undefined });
  });

  test('where the directory is not there, nothing has a digest; where the endpoint cannot be looked at, that is said', async () => {
    const { path } = await scene.fresh();
    const gone = joinPath(path, fromText('not/there'));
    for (const algorithm of scene.stage().driver.algorithms)
      expect(await digests(gone, [toRead(fromText('a'))], { algorithm, cache: 'keep' })).toEqual({ ok: true, value: new Map() });
    for (const { title, endpoint, path: at, code } of scene.stage().broken) {
      const driver = createDriver(endpoint, scene.tools());
      const read = await driver.digests(at, [toRead(fromText('a'))], MD5);
      expect(read, title).toMatchObject({ ok: false, error: { code } });
    }
  });

  requires('ordinary account')('without the rights of root', () => {
    test('a file that cannot be read has no digest, and the others have theirs', async () => {
      const { disk, path } = await scene.fresh();
      await makeTree(disk, ['a = 1', 'd/b = 2', 'shut/c = 3', 'e = 4']);
      await chmod(join(disk, 'd/b'), 0o000);
      await chmod(join(disk, 'shut'), 0o000);
      onTestFinished(() => chmod(join(disk, 'shut'), 0o755));
      const asked = ['a', 'd/b', 'shut/c', 'e'].map((name) => toRead(fromText(name)));
      const { ordinary } = scene.stage();
      for (const algorithm of ordinary.algorithms) {
        // Past the cache: then a Local endpoint reads in a process of its own, which is what has no rights here.
        const read = await ordinary.digests(path, asked, { algorithm, cache: 'drop' });
        expect([...gotten(read).keys()].sort(), algorithm).toEqual(['a', 'e']);
      }
    });
  });
}

function toRead(path: PathBytes): FileToRead {
  return { path, size: 100 };
}

function gotten<T>(read: Result<T, Failure>): T {
  if (read.ok) return read.value;
  throw new Error(`${read.error.code}: ${read.error.message}`);
}

function sorted(digests: ReadonlyMap<PathBytes, string>): readonly (readonly [PathBytes, string])[] {
  return [...digests].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Bytes in which a part that is out of place shows. */
function patterned(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 1024) bytes.writeUInt32LE((at * 2_654_435_761 + seed) >>> 0, at);
  return bytes;
}

/** The digests of what lies below `disk`, by other means than those that are tested. */
async function sumsOf(
  disk: string,
  content: ReadonlyMap<PathBytes, Uint8Array>,
  algorithm: DigestAlgorithm,
): Promise<ReadonlyMap<PathBytes, string>> {
  const sum = (bytes: Uint8Array): string => createHash(algorithm).update(bytes).digest('hex');
  return algorithm === 'xxh128' ? xxhSums(disk, content) : new Map([...content].map(([name, bytes]) => [name, sum(bytes)]));
}

/** rsync tells it of what it copies. */
async function xxhSums(disk: string, content: ReadonlyMap<PathBytes, Uint8Array>): Promise<ReadonlyMap<PathBytes, string>> {
  const scratch = await makeScratch();
  onTestFinished(() => scratch.remove());
  const copied = await run('rsync', ['-r', '--checksum-choice=xxh128', '--out-format=%C %n', `${disk}/`, `${scratch.path}/`]);
  const told = new Map<PathBytes, string>();
  for (const line of copied.stdout.split('\n')) {
    const [, digest = '', name = ''] = /^([0-9a-f]{32}) (.*)$/.exec(line) ?? [];
    const bytes = name.replace(/\\#([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
    if (digest !== '') told.set(fromLatin1(bytes), digest);
  }
  for (const [name, bytes] of content) expect((await readFile(inside(scratch.path, name))).equals(bytes), name).toBe(true);
  return new Map([...content.keys()].map((name) => [name, told.get(name) ?? 'not told']));
}
