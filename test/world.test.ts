import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromLatin1, fromText } from '../src/lib/path-bytes.ts';
import { HOSTILE_NAMES, HOSTILE_TARGETS } from './components/hostile-names.ts';
import {
  dataOf,
  file,
  inside,
  makeScratch,
  makeTree,
  md5Of,
  nanoseconds,
  readTree,
  type Scratch,
  type TreeEntry,
} from './world.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await makeScratch();
});
afterEach(() => scratch.remove());

test('a tree in the notation is read back as it was written', async () => {
  await makeTree(scratch.path, ['a = hello @ 1700000000.123456789', 'd/b # 5 @ -1', 'd/empty/', 'l -> a -> b', 'p |']);
  const expected: readonly (readonly [string, TreeEntry])[] = [
    ['a', { type: 'file', size: 5, mtimeNs: 1_700_000_000_123_456_789n, md5: md5Of('hello') }],
    ['d', { type: 'directory' }],
    ['d/b', { type: 'file', size: 5, mtimeNs: -1_000_000_000n, md5: md5Of(new Uint8Array(5)) }],
    ['d/empty', { type: 'directory' }],
    ['l', { type: 'link', target: fromText('a -> b') }],
    ['p', { type: 'other' }],
  ];
  expect(await readTree(scratch.path)).toEqual(new Map(expected));
});

test('hostile names and targets are all different and come back exact to the byte', async () => {
  expect(new Set(HOSTILE_NAMES).size).toBe(HOSTILE_NAMES.length);
  expect(HOSTILE_NAMES.filter((name) => name.length > 255 || /[\0/]/.test(name))).toEqual([]);
  const links = HOSTILE_TARGETS.map((target, at) => ({ type: 'link', path: fromText(`links/${at}`), target }) as const);
  await makeTree(scratch.path, [...HOSTILE_NAMES.map((name) => file(name, `of ${name}`, '1600000000.5')), ...links]);
  const tree = await readTree(scratch.path);
  expect(new Set([...tree.keys()].filter((path) => !path.startsWith('links')))).toEqual(new Set(HOSTILE_NAMES));
  for (const name of HOSTILE_NAMES)
    expect(tree.get(name)).toMatchObject({ mtimeNs: nanoseconds('1600000000.5'), md5: md5Of(`of ${name}`) });
  for (const { path, target } of links) expect(tree.get(path)).toEqual({ type: 'link', target });
});

test('what the program keeps for itself is no data', async () => {
  await makeTree(scratch.path, ['a = 1', '.replicas-lease = x', 'd/.replicas-partial/a = 2', 'd/b = 3']);
  expect([...dataOf(await readTree(scratch.path)).keys()].sort()).toEqual(['a', 'd', 'd/b']);
  expect(inside('/x', fromLatin1('\xff'))).toEqual(Buffer.from([0x2f, 0x78, 0x2f, 0xff]));
});
