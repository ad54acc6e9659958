import { expect, it } from 'vitest';
import { digestWithout } from '../../src/inventory/digest.ts';
import { fromLatin1 } from '../../src/lib/path-bytes.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type PlanDocumentContext, planDocument } from '../../src/render/plan-document.ts';
import { at, directory, facts, file, inventory, item, link, plan, removal, transfer } from './samples.ts';

const ARCHIVE = at('archive', 'pools/pv');
const MIRROR2 = at('mirror2', '');
const HOLD = { code: 'ceiling.exceeded', message: 'would remove 26 files', hint: 'Look: reconcile --plan -v' } as const;
const FAILURE = {
  code: 'endpoint.unreachable',
  message: 'icc does not answer',
  hint: 'reconcile test icc',
  retry: 'later',
  blame: 'from',
} as const;
const MANIFESTS = { digest: 'sha256:m', commit: 'abc', dirty: false };
const COUNTED: PlanDocumentContext = { manifests: MANIFESTS, entries: 'counted' };

const ENTRIES = [
  file('b\n', 5, 1_500_000_000n),
  link('a', '\\#012'),
  directory('c'),
  { ...file('d', 1, -500_000_000n), path: fromLatin1('\xff') },
];
const FROM = inventory([...ENTRIES, file('kept', 9)]);
const TO = inventory([file('kept', 9), file('gone', 2)]);

const PLAN = plan(
  item(
    ARCHIVE,
    {
      status: 'todo',
      actions: [transfer(ARCHIVE, ENTRIES), removal(ARCHIVE, [file('gone', 2)], { requires: ['transfer-archive'], hold: HOLD })],
    },
    {
      then: [{ type: 'transfer', to: MIRROR2, because: 'fed from archive' }],
      facts: facts({
        adopts: { files: 1, bytes: 9 },
        extraneous: { files: 1, bytes: 2 },
        basis: { from: FROM, to: TO, toleranceNs: 0n },
      }),
    },
  ),
  item(MIRROR2, { status: 'unknown', because: FAILURE }),
);

it('writes the contract’s JSON, keys in its order', () => {
  const document = planDocument(PLAN, COUNTED);
  expect(document.id).toMatch(/^[0-9a-f]{16}$/);
  expect(`${JSON.stringify({ ...document, id: 'ID' }, undefined, 1)}`).toMatchInlineSnapshot(`
    "{
     "format": "replicas/plan/v1",
     "id": "ID",
     "createdAt": "2026-11-20T06:22:14Z",
     "manifests": {
      "digest": "sha256:m",
      "commit": "abc",
      "dirty": false
     },
     "resources": [
      {
       "kind": "PoolMirror",
       "name": "pv",
       "dataset": "PV",
       "replica": "archive:pools/pv",
       "decision": "todo",
       "code": "",
       "message": "",
       "hint": "",
       "actions": [
        {
         "id": "transfer-archive",
         "type": "transfer",
         "from": "icc:PV",
         "to": "archive:pools/pv",
         "files": 3,
         "bytes": 6,
         "removes": 0,
         "removeBytes": 0,
         "how": "Add",
         "because": "4 entries missing",
         "engine": "Local",
         "requires": []
        },
        {
         "id": "remove-archive",
         "type": "remove",
         "from": "",
         "to": "archive:pools/pv",
         "files": 0,
         "bytes": 0,
         "removes": 1,
         "removeBytes": 2,
         "how": "Trash",
         "because": "1 files that the source does not have",
         "engine": "Local",
         "requires": [
          "transfer-archive"
         ],
         "hold": {
          "code": "ceiling.exceeded",
          "message": "would remove 26 files",
          "hint": "Look: reconcile --plan -v"
         }
        }
       ],
       "then": [
        {
         "type": "transfer",
         "to": "mirror2:.",
         "because": "fed from archive"
        }
       ],
       "extraneous": {
        "files": 1,
        "bytes": 2
       },
       "adopts": {
        "files": 1
       },
       "fingerprints": {
        "spec": "sha256:pv",
        "from": "sha256:d5c3636a44d04d7bca55dea41fb7d6b8f16d09ad468ef2900a0d322095a75853",
        "to": "sha256:d5c3636a44d04d7bca55dea41fb7d6b8f16d09ad468ef2900a0d322095a75853"
       }
      },
      {
       "kind": "PoolMirror",
       "name": "pv",
       "dataset": "PV",
       "replica": "mirror2:.",
       "decision": "unknown",
       "code": "endpoint.unreachable",
       "message": "icc does not answer",
       "hint": "reconcile test icc",
       "actions": [],
       "then": [],
       "extraneous": {
        "files": 0,
        "bytes": 0
       },
       "adopts": {
        "files": 0
       },
       "fingerprints": {
        "spec": "sha256:pv",
        "from": "",
        "to": ""
       },
       "failure": {
        "code": "endpoint.unreachable",
        "message": "icc does not answer",
        "hint": "reconcile test icc",
        "retry": "later",
        "blame": "from"
       }
      }
     ],
     "summary": {
      "settled": 0,
      "todo": 1,
      "held": 0,
      "waiting": 0,
      "unknown": 1,
      "files": 3,
      "bytes": 6,
      "removes": 0,
      "removeBytes": 0
     }
    }"
  `);
});

it('lists entries sorted by path, names in rsync’s form', () => {
  const [first] = planDocument(PLAN, { ...COUNTED, entries: 'listed' }).resources;
  expect(first?.actions.map((action) => action.entries)).toEqual([
    [
      { path: 'a', type: 'link', size: 0, mtime: '0', target: '\\#134#012' },
      { path: 'b\\#012', type: 'file', size: 5, mtime: '1.5' },
      { path: 'c', type: 'directory', size: 0, mtime: '0' },
      { path: '\\#377', type: 'file', size: 1, mtime: '-0.5' },
    ],
    [{ path: 'gone', type: 'file', size: 2, mtime: '1795155734' }],
  ]);
});

it('fingerprints the looks without the entries that are checked one by one', () => {
  const [first, second] = planDocument(PLAN, COUNTED).resources;
  const rest = digestWithout(inventory([file('kept', 9)]), []);
  expect(first?.fingerprints).toEqual({ spec: 'sha256:pv', from: rest, to: rest });
  expect(second?.fingerprints).toEqual({ spec: 'sha256:pv', from: '', to: '' });
});

it('fills code, message and hint for held and waiting, and leaves them empty for settled', () => {
  const words = { code: 'replica.upstream-first', message: 'is fed from archive', hint: 'Wait.' } as const;
  const document = planDocument(
    plan(
      item(ARCHIVE, { status: 'held', hold: HOLD, actions: [removal(ARCHIVE, [file('x', 3)], { hold: HOLD })] }),
      item(MIRROR2, { status: 'waiting', ...words }),
      item(MIRROR2, { status: 'settled' }),
    ),
    COUNTED,
  );
  expect(document.resources.map(({ decision, code, message, hint }) => ({ decision, code, message, hint }))).toEqual([
    { decision: 'held', ...HOLD },
    { decision: 'waiting', ...words },
    { decision: 'settled', code: '', message: '', hint: '' },
  ]);
  expect(document.resources[0]?.actions[0]).toMatchObject({ removes: 1, removeBytes: 3, hold: HOLD });
  expect(document.summary).toEqual({
    settled: 1,
    todo: 0,
    held: 1,
    waiting: 1,
    unknown: 0,
    files: 0,
    bytes: 0,
    removes: 0,
    removeBytes: 0,
  });
});

it('has an id of its content: not of the time, not of the listing of its entries', () => {
  const { id } = planDocument(PLAN, COUNTED);
  const later: Plan = { ...PLAN, createdAt: PLAN.createdAt + 1 };
  expect(planDocument(later, { ...COUNTED, entries: 'listed' }).id).toBe(id);
  const [first, ...rest] = PLAN.entries;
  const respecified = first === undefined ? [] : [{ ...first, resource: { ...first.resource, digest: 'sha256:n' } }];
  expect(planDocument({ ...PLAN, entries: [...respecified, ...rest] }, COUNTED).id).not.toBe(id);
  expect(planDocument({ ...PLAN, entries: PLAN.entries.slice(0, 1) }, COUNTED).id).not.toBe(id);
});

it('holds no null and no absent key', () => {
  expect(JSON.stringify(planDocument(PLAN, { ...COUNTED, entries: 'listed' }))).not.toContain('null');
});

it('says as of when it was made, and only then', () => {
  const keys = Object.keys(planDocument(PLAN, COUNTED));
  expect(keys).not.toContain('at');
  const later = planDocument(PLAN, { ...COUNTED, at: Date.UTC(2027, 0, 31, 8) });
  expect(later.at).toBe('2027-01-31T08:00:00Z');
  expect(Object.keys(later)).toEqual(['format', 'id', 'createdAt', 'at', ...keys.slice(3)]);
});
