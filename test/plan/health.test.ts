import { describe, expect, test } from 'vitest';
import type { StatusItem } from '../../src/model/status.ts';
import { datasetStatuses, unseenStatus } from '../../src/plan/health.ts';

const AT = '2026-11-20T00:00:00.000Z';
const SINCE = '2026-11-19T00:00:00.000Z';
const COPIED: StatusItem = {
  dataset: 'PV',
  endpoint: 'archive',
  path: 'pv',
  state: 'copied',
  files: 12,
  bytes: 3456,
  behindFiles: 0,
  behindBytes: 0,
  extraneousFiles: 0,
  lastSuccessAt: SINCE,
  decision: 'settled',
  code: '',
  message: '',
  hint: '',
  since: SINCE,
};
const VERIFIED: StatusItem = { ...COPIED, state: 'verified' };
const BEHIND: StatusItem = { ...COPIED, state: 'behind', decision: 'todo' };
const HELD: StatusItem = {
  ...BEHIND,
  decision: 'held',
  code: 'ceiling.exceeded',
  message: 'too much',
  hint: 'After a look at: reconcile --plan -v',
};
const EMPTIED: StatusItem = { ...HELD, code: 'source.emptied', message: 'no file any more', hint: 'Is it mounted?' };
const UNKNOWN: StatusItem = {
  ...COPIED,
  state: 'unknown',
  decision: 'unknown',
  code: 'endpoint.not-identified',
  message: 'no identity',
  hint: 'If this is a new root: reconcile identify archive',
};
const WAITING: StatusItem = {
  ...BEHIND,
  decision: 'waiting',
  code: 'replica.upstream-first',
  message: 'fed from archive',
  hint: 'It follows.',
};
const FAILED: StatusItem = { ...BEHIND, decision: 'failed', code: 'target.full', message: 'full', hint: '' };

function statusOf(...items: readonly StatusItem[]): ReturnType<typeof datasetStatuses>[number] {
  const [status] = datasetStatuses({ kind: 'PoolMirror', name: 'pv', at: AT, items });
  if (status === undefined) throw new Error('no dataset');
  return status;
}

test.each<readonly [string, readonly StatusItem[], string]>([
  ['all verified', [VERIFIED, VERIFIED], 'Healthy'],
  ['equal by size and time alone', [VERIFIED, COPIED], 'Copying'],
  ['behind', [VERIFIED, BEHIND], 'Copying'],
  ['waiting for another replica', [COPIED, WAITING], 'Copying'],
  ['held', [VERIFIED, HELD], 'Degraded'],
  ['failed', [FAILED, VERIFIED], 'Degraded'],
  ['corrupt', [{ ...VERIFIED, state: 'corrupt' }], 'Degraded'],
  ['unknown', [VERIFIED, UNKNOWN], 'Unknown'],
  ['failed outweighs unknown', [UNKNOWN, FAILED], 'Degraded'],
  ['an emptied source outweighs all', [FAILED, EMPTIED, UNKNOWN], 'AtRisk'],
])('health: %s', (_, items, expected) => {
  expect(statusOf(...items).health).toBe(expected);
});

describe('conditions', () => {
  function conditions(...items: readonly StatusItem[]): readonly string[] {
    return statusOf(...items).conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`);
  }

  test.each<readonly [string, readonly StatusItem[], readonly string[]]>([
    ['all is well', [VERIFIED], ['Ready True Settled', 'Synced True Equal', 'Verified True ReadBack', 'SourceSeen True Listed']],
    [
      'not read back',
      [VERIFIED, COPIED],
      ['Ready True Settled', 'Synced True Equal', 'Verified False NotReadBack', 'SourceSeen True Listed'],
    ],
    ['behind', [BEHIND], ['Ready False NotYet', 'Synced False Behind', 'Verified False NotReadBack', 'SourceSeen True Listed']],
    [
      'an emptied source',
      [EMPTIED],
      ['Ready False source.emptied', 'Synced False Behind', 'Verified False NotReadBack', 'SourceSeen True Listed'],
    ],
    [
      'unknown',
      [UNKNOWN],
      [
        'Ready False endpoint.not-identified',
        'Synced Unknown endpoint.not-identified',
        'Verified Unknown endpoint.not-identified',
        'SourceSeen Unknown endpoint.not-identified',
      ],
    ],
  ])('%s', (_, items, expected) => {
    expect(conditions(...items)).toEqual(expected);
  });

  test('since when: the time of the item that speaks, the latest where all is well', () => {
    expect(statusOf(HELD).conditions.map((it) => it.since)).toEqual([SINCE, SINCE, SINCE, SINCE]);
    const later = { ...VERIFIED, since: AT };
    expect(statusOf(later, VERIFIED).conditions.map((it) => it.since)).toEqual([AT, AT, AT, AT]);
  });
});

test('what a person must do, with the command that ends it', () => {
  expect(statusOf(HELD, UNKNOWN, WAITING, FAILED, COPIED, EMPTIED).needs).toEqual([
    { code: 'ceiling.exceeded', message: 'too much. After a look at: reconcile --plan -v', command: 'reconcile --plan -v' },
    {
      code: 'endpoint.not-identified',
      message: 'no identity. If this is a new root: reconcile identify archive',
      command: 'reconcile identify archive',
    },
    { code: 'target.full', message: 'full', command: '' },
    { code: 'source.emptied', message: 'no file any more. Is it mounted?', command: '' },
  ]);
});

test('one status for each dataset, in their order, with its replicas alone', () => {
  const whole = { ...UNKNOWN, dataset: '', endpoint: '', path: '' };
  const statuses = datasetStatuses({
    kind: 'PoolMirror',
    name: 'pv',
    at: AT,
    items: [COPIED, { ...COPIED, dataset: 'PW', path: 'pw' }, { ...BEHIND, endpoint: 'm2' }, whole],
  });
  expect(
    statuses.map(({ dataset, replicas }) => [dataset, ...replicas.map(({ endpoint, path }) => `${endpoint}:${path}`)]),
  ).toEqual([['PV', 'archive:pv', 'm2:pv'], ['PW', 'archive:pw'], ['']]);
  expect(statuses[0]?.replicas[0]).toEqual({
    endpoint: 'archive',
    path: 'pv',
    state: 'copied',
    files: 12,
    bytes: 3456,
    behindFiles: 0,
    behindBytes: 0,
    extraneousFiles: 0,
    verifiedAt: '',
    lastSuccessAt: SINCE,
    freshUntil: '',
  });
});

test('what no pass has looked at', () => {
  expect(unseenStatus('PoolMirror', 'pv')).toMatchObject({
    resource: 'pv',
    health: 'Unknown',
    replicas: [],
    conditions: [{ type: 'Ready', status: 'Unknown' }],
    needs: [],
  });
});
