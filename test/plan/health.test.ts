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
  verifiedAt: '',
  corruptFiles: 0,
  decision: 'settled',
  code: '',
  message: '',
  hint: '',
  since: SINCE,
  disk: '',
  source: 'icc:PV',
  sourceDisk: '',
};
const VERIFIED: StatusItem = { ...COPIED, state: 'verified', verifiedAt: SINCE };
const CORRUPT: StatusItem = { ...VERIFIED, state: 'corrupt', verifiedAt: '', corruptFiles: 2 };
/** A proof that was due 30 days ago, and one that is about to be. */
const OVERDUE: StatusItem = { ...VERIFIED, verifiedAt: '2026-09-20T23:59:59.000Z' };
const LATE: StatusItem = { ...VERIFIED, verifiedAt: '2026-09-21T00:00:00.000Z' };
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
/** What is said of the source alone. */
const SUSPECT: StatusItem = {
  ...UNKNOWN,
  endpoint: '',
  path: '',
  files: 0,
  decision: 'held',
  code: 'source.suspect',
  message: '1 file differs',
  hint: '',
};
const READ_AGAIN: StatusItem = { ...SUSPECT, decision: 'todo', code: '', message: '' };
const FAILED: StatusItem = { ...BEHIND, decision: 'failed', code: 'target.full', message: 'full', hint: '' };

const PROMISED = { now: Date.parse(AT), verifyEveryMs: 30 * 86_400_000 };

function statusOf(...items: readonly StatusItem[]): ReturnType<typeof datasetStatuses>[number] {
  const [status] = datasetStatuses({ kind: 'PoolMirror', name: 'pv', at: AT, items }, PROMISED);
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
  ['corrupt', [VERIFIED, CORRUPT], 'Degraded'],
  ['corrupt and behind', [{ ...BEHIND, corruptFiles: 1 }], 'Degraded'],
  ['a proof that is due', [LATE, VERIFIED], 'Healthy'],
  ['a proof that is overdue', [OVERDUE, VERIFIED], 'Degraded'],
  ['overdue, and not to be looked at now', [{ ...UNKNOWN, verifiedAt: OVERDUE.verifiedAt }], 'Degraded'],
  ['verified, and its source not seen', [{ ...UNKNOWN, verifiedAt: SINCE, code: 'endpoint.unreachable' }], 'Unknown'],
  ['a source that is read again', [READ_AGAIN, VERIFIED], 'Healthy'],
  ['a source under suspicion', [SUSPECT, VERIFIED], 'AtRisk'],
  ['a source under suspicion, and no replica', [SUSPECT, { ...BEHIND, state: 'missing', files: 0 }], 'Degraded'],
  ['nothing but the whole', [{ ...READ_AGAIN, state: 'verified' }], 'Copying'],
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
    ['corrupt', [CORRUPT], ['Ready True Settled', 'Synced False Behind', 'Verified False Corrupt', 'SourceSeen True Listed']],
    [
      'overdue',
      [VERIFIED, OVERDUE],
      ['Ready True Settled', 'Synced True Equal', 'Verified False Overdue', 'SourceSeen True Listed'],
    ],
    [
      'a source under suspicion',
      [SUSPECT, VERIFIED],
      ['Ready False source.suspect', 'Synced True Equal', 'Verified True ReadBack', 'SourceSeen True Listed'],
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

test('an overdue proof is told with its time and the command', () => {
  const said = 'archive:pv was last read back 2026-09-20T23:59:59.000Z, more than twice `verify.every` ago';
  const { conditions, needs } = statusOf(VERIFIED, OVERDUE);
  expect(conditions.find((it) => it.type === 'Verified')).toMatchObject({ reason: 'Overdue', message: said });
  const command = 'reconcile verify PoolMirror/pv';
  expect(needs).toEqual([{ code: 'replica.overdue', message: `${said}. Read it now: ${command}`, command }]);
});

test('places on one file system are remarked upon, and hold nothing', () => {
  const first = { ...VERIFIED, disk: 'boot:1', sourceDisk: 'boot:2' };
  const second = { ...first, endpoint: 'mirror2', path: '.' };
  const remark = 'archive:pv and mirror2:. are on one file system: they are one copy';
  expect(statusOf(first, second)).toMatchObject({ health: 'Healthy', needs: [], remarks: [remark] });
  expect(statusOf(first, { ...second, disk: 'boot:2' }).remarks).toEqual([
    'its source icc:PV and mirror2:. are on one file system: they are one copy',
  ]);
  expect(statusOf(first, { ...second, disk: '' }).remarks).toEqual([]);
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
  const items = [COPIED, { ...COPIED, dataset: 'PW', path: 'pw' }, { ...BEHIND, endpoint: 'm2' }, whole];
  const statuses = datasetStatuses({ kind: 'PoolMirror', name: 'pv', at: AT, items }, PROMISED);
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
    corruptFiles: 0,
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
    remarks: [],
  });
});
