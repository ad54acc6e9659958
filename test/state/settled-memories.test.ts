import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asRecord } from '../../src/lib/as-record.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import type { Location } from '../../src/model/endpoint.ts';
import type { SettledMemory } from '../../src/model/settled-memory.ts';
import { writeJson } from '../../src/state/json-file.ts';
import { type SettledMemories, settledMemories } from '../../src/state/settled-memories.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { makeScratch, type Scratch } from '../world.ts';

let scratch: Scratch;
let saved: string[];
beforeEach(async () => {
  scratch = await makeScratch();
  saved = [];
});
afterEach(() => scratch.remove());

const RESOURCE = 'PoolMirror/pv';
const REPLICA = 'local:pv';
const MEMORY: SettledMemory = {
  spec: 'sha256:spec',
  from: 'sha256:from',
  to: 'sha256:to',
  fromLedger: '',
  toLedger: '1 2 3 4',
  since: 1000,
  until: 2000,
  facts: {
    wanted: { files: 3, bytes: 30 },
    holds: { files: 4, bytes: 40 },
    extraneous: { files: 1, bytes: 10 },
    lost: { files: 0, bytes: 0 },
    proven: { files: 3, bytes: 30 },
    verifiedAt: 500,
    content: 'md5 3 files',
  },
};

/** What another run of the program sees in the same directory. */
function open(): SettledMemories {
  return settledMemories(fileOf, (path, value) => {
    saved.push(path);
    writeJson(path, value);
  });
}

function fileOf(resource: string): string {
  return join(scratch.path, `${resource}.json`);
}

function replica(path: string): Location {
  return { endpoint: { ...localEndpoint(scratch.path), name: 'local' }, path: fromText(path) };
}

function recall(): SettledMemory | undefined {
  return open().settled(RESOURCE, replica('pv'));
}

test('what is remembered is had again, by resource and replica', () => {
  const { verifiedAt: _none, ...facts } = MEMORY.facts;
  const unread: SettledMemory = { ...MEMORY, facts };
  const memories = open();
  memories.saveSettled(
    RESOURCE,
    new Map([
      [REPLICA, MEMORY],
      ['local:other', unread],
    ]),
  );
  expect(recall()).toEqual(MEMORY);
  expect(open().settled(RESOURCE, replica('other'))).toEqual(unread);
  expect(open().settled(RESOURCE, replica('third'))).toBeUndefined();
  expect(open().settled('PoolMirror/other', replica('pv'))).toBeUndefined();
  expect(memories.settled(RESOURCE, replica('pv'))).toEqual(MEMORY);
});

test('it is written only when it is another than before, and forgotten with nothing to remember', () => {
  open().saveSettled(RESOURCE, new Map());
  expect(saved).toEqual([]);
  open().saveSettled(RESOURCE, new Map([[REPLICA, MEMORY]]));
  open().saveSettled(RESOURCE, new Map([[REPLICA, { ...MEMORY }]]));
  expect(saved).toEqual([fileOf(RESOURCE)]);
  open().saveSettled(RESOURCE, new Map());
  expect([saved.length, recall()]).toEqual([2, undefined]);
});

test.each<readonly [string, string, string]>([
  ['a number', '"files": 4', '"files": 5'],
  ['a time', '"until": 2000', '"until": 9000'],
  ['a digest', 'sha256:to', 'sha256:ot'],
  ['a version', '1 2 3 4', '1 2 3 5'],
  ['a text', 'md5 3 files', 'md5 4 files'],
  ['its check', '"check": "', '"check": "0'],
  ['its replica', '"local:pv"', '"local:qv"'],
  ['the form', 'settled/v1', 'settled/v2'],
  ['a number, to be none', '"files": 4', '"files": "4"'],
  ['an amount, to be none', '"holds": {', '"held": {'],
  ['its end', '\n    }\n  }\n}\n', '\n    }\n'],
])('%s was edited: nothing is remembered of it', (_, from, to) => {
  open().saveSettled(RESOURCE, new Map([[REPLICA, MEMORY]]));
  const text = readFileSync(fileOf(RESOURCE), 'utf8');
  expect(text).toContain(from);
  writeFileSync(
    fileOf(RESOURCE),
    text.replace(from, () => to),
  );
  expect(recall()).toBeUndefined();
  expect(open().settled(RESOURCE, replica('qv'))).toBeUndefined();
});

test('what is remembered of one resource is not believed of another', () => {
  open().saveSettled(RESOURCE, new Map([[REPLICA, MEMORY]]));
  writeJson(fileOf('PoolMirror/other'), asRecord(JSON.parse(readFileSync(fileOf(RESOURCE), 'utf8'))) ?? {});
  expect(open().settled('PoolMirror/other', replica('pv'))).toBeUndefined();
});

test.each([
  '',
  '[]',
  'null',
  '{',
  '{"format":"replicas/settled/v1"}',
  '{"format":"replicas/settled/v1","replicas":[1]}',
  '\xff\0',
])('a file that is %j is forgotten', (text) => {
  open().saveSettled(RESOURCE, new Map([[REPLICA, MEMORY]]));
  writeFileSync(fileOf(RESOURCE), text, 'latin1');
  expect(recall()).toBeUndefined();
});
