import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDriver } from '../../src/endpoints/index.ts';
import type { StatusItem } from '../../src/model/status.ts';
import type { StatusRecord } from '../../src/state/status-record.ts';
import { openStore, type Store } from '../../src/state/store.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, type Scratch } from '../world.ts';

let scratch: Scratch;
let store: Store;
beforeEach(async () => {
  scratch = await makeScratch();
  const { files } = createDriver(localEndpoint(scratch.path), makeTools(scratch.path));
  if (files === undefined) throw new Error('a Local endpoint has files');
  store = openStore(join(scratch.path, 'state'), files);
});
afterEach(() => scratch.remove());

const ITEM: StatusItem = {
  dataset: 'PV',
  endpoint: 'archive',
  path: 'pools/pv',
  state: 'behind',
  files: 12,
  bytes: 3456,
  behindFiles: 1,
  behindBytes: 2,
  extraneousFiles: 3,
  lastSuccessAt: '2026-11-19T00:00:00.000Z',
  verifiedAt: '2026-11-18T00:00:00.000Z',
  corruptFiles: 4,
  decision: 'todo',
  code: 'ceiling.exceeded',
  message: 'would remove "all"\n',
  hint: '',
  since: '2026-11-19T00:00:00.000Z',
  disk: 'boot:1',
  source: 'icc:PV',
  sourceDisk: 'boot:2',
};
const RECORD: StatusRecord = {
  format: 'replicas/status-record/v1',
  kind: 'PoolMirror',
  name: 'pv',
  at: '2026-11-20T00:00:00.000Z',
  items: [ITEM],
};
const PASS = { startedAt: '2026-11-20T00:00:00.000Z', endedAt: '2026-11-20T00:01:00.000Z', exit: 3 };

/** What the store remembers of everything that is tested here. */
function remembered(): unknown {
  return [store.status('PoolMirror', 'pv'), store.lastPass(), store.problems()];
}

const NOTHING = [undefined, undefined, []];

function saveAll(): void {
  store.saveStatus(RECORD);
  store.saveLastPass(PASS);
  store.saveProblems(['b', 'a']);
}

const FILES = ['status/PoolMirror/pv.json', 'status/last-pass.json', 'status/problems.json'] as const;

function path(file: string): string {
  return join(scratch.path, 'state', file);
}

test('what was saved is there again; without a state directory nothing is, and none is made', async () => {
  expect(remembered()).toEqual(NOTHING);
  expect(await readdir(scratch.path)).toEqual([]);
  saveAll();
  expect(remembered()).toEqual([RECORD, PASS, ['b', 'a']]);
  expect((await readdir(path(''), { recursive: true })).sort()).toEqual(['status', 'status/PoolMirror', ...FILES].sort());
});

test('files cut anywhere are forgotten', async () => {
  saveAll();
  for (const [at, file] of FILES.entries()) {
    const whole = await readFile(path(file), 'utf8');
    for (let length = 0; length < whole.length - 2; length += 7) {
      await writeFile(path(file), whole.slice(0, length));
      expect([store.status('PoolMirror', 'pv'), store.lastPass(), store.problems()][at]).toEqual(NOTHING[at]);
    }
    await writeFile(path(file), whole);
  }
  expect(remembered()).toEqual([RECORD, PASS, ['b', 'a']]);
});

test.each([
  'null',
  '[]',
  '3',
  '"x"',
  '{}',
  '{"format":"replicas/status-record/v2","items":[]}',
  '{"__proto__":{"format":"x"}}',
  '\u0000',
  '{"items":null,"problems":{},"exit":"0"}',
])('files that say %s are forgotten', async (content) => {
  saveAll();
  for (const file of FILES) await writeFile(path(file), content);
  expect(remembered()).toEqual(NOTHING);
});

test('directories in the place of files are forgotten', async () => {
  for (const file of FILES) await mkdir(path(file), { recursive: true });
  expect(remembered()).toEqual(NOTHING);
});

describe('a record that was edited', () => {
  test.each([
    ['an unknown state', { state: 'perfect' }],
    ['a state that every object has', { state: 'constructor' }],
    ['an unknown decision', { decision: 'maybe' }],
    ['no state', { state: undefined }],
  ])('%s: the whole is forgotten', async (_, change) => {
    store.saveStatus(RECORD);
    await writeFile(path(FILES[0]), JSON.stringify({ ...RECORD, items: [ITEM, { ...ITEM, ...change }] }));
    expect(store.status('PoolMirror', 'pv')).toBeUndefined();
  });

  test('figures and texts of another type count as none', async () => {
    store.saveStatus(RECORD);
    const edited = { ...ITEM, files: '12', since: 5, message: null, more: 'x' };
    await writeFile(path(FILES[0]), JSON.stringify({ ...RECORD, items: [edited] }));
    expect(store.status('PoolMirror', 'pv')?.items).toEqual([{ ...ITEM, files: 0, since: '', message: '' }]);
  });

  test('items that are no objects: the whole is forgotten', async () => {
    store.saveStatus(RECORD);
    await writeFile(path(FILES[0]), JSON.stringify({ ...RECORD, items: [null] }));
    expect(store.status('PoolMirror', 'pv')).toBeUndefined();
  });

  test('problems that are no texts are left out', async () => {
    store.saveProblems([]);
    await writeFile(path(FILES[2]), '{"problems":["a",1,null,{},"b"]}');
    expect(store.problems()).toEqual(['a', 'b']);
  });
});

test.each([
  ['a time that is none', { endedAt: 'soon' }],
  ['a time that only looks like one', { startedAt: '2026-13-41T00:00:00.000Z' }],
  ['a time of another form', { startedAt: '5' }],
  ['an exit beyond all', { exit: Number.POSITIVE_INFINITY }],
  ['an exit that no process has', { exit: 256 }],
  ['an exit below zero', { exit: -1 }],
  ['half an exit', { exit: 0.5 }],
])('a last pass with %s is forgotten', async (_, change) => {
  store.saveLastPass(PASS);
  await writeFile(path(FILES[1]), JSON.stringify({ ...PASS, ...change }).replace('null', '1e999'));
  expect(store.lastPass()).toBeUndefined();
});

test('a write that fails leaves nothing behind', async () => {
  for (const file of FILES) await mkdir(path(file), { recursive: true });
  saveAll();
  expect(store.trouble()).toMatchObject({ code: 'state.not-writable' });
  expect((await readdir(path(''), { recursive: true })).sort()).toEqual(['status', 'status/PoolMirror', ...FILES].sort());
});

test('a record of a kind is not one of another', () => {
  store.saveStatus(RECORD);
  expect(store.status('PoolMirror', 'other')).toBeUndefined();
  expect(store.status('DatabaseDump', 'pv')).toBeUndefined();
});

test('since when a lease carries its mark, on our clock', async () => {
  expect(store.leaseSeen('archive:pv', 'one', 1000)).toBe(1000);
  expect(store.leaseSeen('archive:pv', 'one', 5000)).toBe(1000);
  expect(store.leaseSeen('archive:other', 'one', 5000)).toBe(5000);
  expect(store.leaseSeen('archive:pv', 'two', 6000)).toBe(6000);
  expect(store.leaseSeen('archive:pv', 'two', 3000)).toBe(3000);
  const [file = ''] = (await readdir(path('leases'))).filter((name) => name.startsWith('archive-pv'));
  for (const content of ['', '{"mark":"two","since":"never"}', '[]']) {
    await writeFile(path(`leases/${file}`), content);
    expect(store.leaseSeen('archive:pv', 'two', 9000)).toBe(9000);
  }
});

test('names of leases are file names, and different places have different ones', () => {
  const places = ['a:b', 'a-b', 'a:b/../../c', `a:${'n'.repeat(1000)}`, `a:${'n'.repeat(1001)}`, 'a:\u0000\n', '..', ''];
  const names = places.map(store.leaseName);
  expect(new Set(names).size).toBe(places.length);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9.-]{0,80}-[0-9a-f]{16}\.json$/);
});

test('the journal grows line by line, a file a day', async () => {
  store.journal('{"a":1}', '2026-11-20');
  store.journal('{"b":2}', '2026-11-20');
  store.journal('{"c":3}', '2026-11-21');
  expect(await readFile(path('journal/2026-11-20.ndjson'), 'utf8')).toBe('{"a":1}\n{"b":2}\n');
  expect(await readdir(path('journal'))).toEqual(['2026-11-20.ndjson', '2026-11-21.ndjson']);
});

test('a line of the journal that was torn is ended, and the next one is whole', async () => {
  store.journal('{"a":1}', '2026-11-20');
  await appendFile(path('journal/2026-11-20.ndjson'), '{"b":');
  store.journal('{"c":3}', '2026-11-20');
  store.journal('{"d":4}', '2026-11-20');
  expect(await readFile(path('journal/2026-11-20.ndjson'), 'utf8')).toBe('{"a":1}\n{"b":\n{"c":3}\n{"d":4}\n');
});
