import { expect, it } from 'vitest';
import type { DatasetStatus, ReplicaStatus, StatusDocument } from '../../src/model/status.ts';
import { PAINTERS } from '../../src/render/painter.ts';
import { renderStatusText } from '../../src/render/status-text.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

function replica(endpoint: string, path: string, more: Partial<ReplicaStatus> = {}): ReplicaStatus {
  return {
    endpoint,
    path,
    state: 'copied',
    files: 1234,
    bytes: 5_600_000_000,
    behindFiles: 0,
    behindBytes: 0,
    extraneousFiles: 0,
    corruptFiles: 0,
    verifiedAt: '',
    lastSuccessAt: '2026-11-20T11:57:00Z',
    freshUntil: '',
    ...more,
  };
}

function dataset(resource: string, health: DatasetStatus['health'], more: Partial<DatasetStatus> = {}): DatasetStatus {
  return {
    kind: 'PoolMirror',
    resource,
    dataset: resource.toUpperCase(),
    health,
    replicas: [replica('archive', `pools/${resource}`)],
    conditions: [],
    needs: [],
    remarks: [],
    ...more,
  };
}

function status(...datasets: readonly DatasetStatus[]): StatusDocument {
  const lastPass = { startedAt: '2026-11-20T11:56:00Z', endedAt: '2026-11-20T11:57:00Z', exit: 0 };
  return { format: 'replicas/status/v1', at: '2026-11-20T12:00:00Z', lastPass, datasets, runs: [], jobs: [] };
}

const UNWELL = status(
  dataset('pv', 'Healthy'),
  dataset('calibration', 'Degraded', {
    replicas: [
      replica('archive', '', { verifiedAt: '2026-11-18T12:00:00Z', freshUntil: '2026-11-21T00:00:00Z' }),
      replica('mirror2', 'a\\#012b', {
        state: 'behind',
        files: 0,
        bytes: 0,
        behindFiles: 1,
        behindBytes: 12,
        extraneousFiles: 3,
        lastSuccessAt: '',
        freshUntil: '2026-11-20T10:00:00Z',
      }),
    ],
    needs: [{ code: 'endpoint.auth', message: 'mirror2 refused the login\u001b[2J', command: 'reconcile test mirror2' }],
  }),
  dataset('flats', 'Unknown', { replicas: [] }),
);

function text(shown: StatusDocument, detail: 'normal' | 'wide' = 'normal'): string {
  return renderStatusText(shown, { detail, painter: PAINTERS.plain, now: NOW });
}

it('has a line per replica, then what needs a person', () => {
  expect(text(UNWELL)).toMatchInlineSnapshot(`
    "2 of 3 datasets need attention (last pass 3 min ago, exit 0)

    HEALTH    RESOURCE                REPLICA           STATE   FILES   BYTES  BEHIND        LAST SUCCESS
    Healthy   PoolMirror/pv           archive:pools/pv  copied  1,234  5.6 GB  -             3 min ago
    Degraded  PoolMirror/calibration  archive:.         copied  1,234  5.6 GB  -             3 min ago
    Degraded  PoolMirror/calibration  mirror2:a\\#012b   behind      0     0 B  1 file, 12 B  never
    Unknown   PoolMirror/flats        -                 -           -       -  -             -

    Needs a person:
      PoolMirror/calibration: endpoint.auth: mirror2 refused the login\\#033[2J
        reconcile test mirror2
    "
  `);
});

it('has more columns when wide', () => {
  expect(text(UNWELL, 'wide')).toMatchInlineSnapshot(`
    "2 of 3 datasets need attention (last pass 3 min ago, exit 0)

    HEALTH    RESOURCE                REPLICA           STATE   FILES   BYTES  BEHIND        LAST SUCCESS  DATASET      EXTRANEOUS  VERIFIED    FRESH
    Healthy   PoolMirror/pv           archive:pools/pv  copied  1,234  5.6 GB  -             3 min ago     PV           0           never       -
    Degraded  PoolMirror/calibration  archive:.         copied  1,234  5.6 GB  -             3 min ago     CALIBRATION  0           2 days ago  until 2026-11-21T00:00:00Z
    Degraded  PoolMirror/calibration  mirror2:a\\#012b   behind      0     0 B  1 file, 12 B  never         CALIBRATION  3           never       ended 2 h ago
    Unknown   PoolMirror/flats        -                 -           -       -  -             -

    Needs a person:
      PoolMirror/calibration: endpoint.auth: mirror2 refused the login\\#033[2J
        reconcile test mirror2
    "
  `);
});

it('says which replicas were read back, how long ago when wide, and what is to be known', () => {
  const remark = 'archive:pools/pv and mirror2:pv are on one file system: they are one copy';
  const verified = { state: 'verified', verifiedAt: '2026-11-19T12:00:00Z' } as const;
  const shown = status(
    dataset('pv', 'Healthy', {
      replicas: [replica('archive', 'pools/pv', verified), replica('mirror2', 'pv', verified)],
      remarks: [remark, `${remark}\u001b[2J`],
    }),
  );
  expect(text(shown)).toMatchInlineSnapshot(`
    "The only dataset is Healthy (last pass 3 min ago, exit 0)

    HEALTH   RESOURCE       REPLICA           STATE     FILES   BYTES  BEHIND  LAST SUCCESS
    Healthy  PoolMirror/pv  archive:pools/pv  verified  1,234  5.6 GB  -       3 min ago
    Healthy  PoolMirror/pv  mirror2:pv        verified  1,234  5.6 GB  -       3 min ago

    To know:
      PoolMirror/pv: archive:pools/pv and mirror2:pv are on one file system: they are one copy
      PoolMirror/pv: archive:pools/pv and mirror2:pv are on one file system: they are one copy\\#033[2J
    "
  `);
  expect(text(shown, 'wide')).toMatchInlineSnapshot(`
    "The only dataset is Healthy (last pass 3 min ago, exit 0)

    HEALTH   RESOURCE       REPLICA           STATE     FILES   BYTES  BEHIND  LAST SUCCESS  DATASET  EXTRANEOUS  VERIFIED   FRESH
    Healthy  PoolMirror/pv  archive:pools/pv  verified  1,234  5.6 GB  -       3 min ago     PV       0           1 day ago  -
    Healthy  PoolMirror/pv  mirror2:pv        verified  1,234  5.6 GB  -       3 min ago     PV       0           1 day ago  -

    To know:
      PoolMirror/pv: archive:pools/pv and mirror2:pv are on one file system: they are one copy
      PoolMirror/pv: archive:pools/pv and mirror2:pv are on one file system: they are one copy\\#033[2J
    "
  `);
});

it.each<readonly [StatusDocument, string]>([
  [status(), 'Nothing is known of any dataset (last pass 3 min ago, exit 0)'],
  [status(dataset('a', 'Healthy')), 'The only dataset is Healthy (last pass 3 min ago, exit 0)'],
  [
    status(dataset('a', 'Healthy'), dataset('b', 'Healthy'), dataset('c', 'Healthy')),
    'All 3 datasets are Healthy (last pass 3 min ago, exit 0)',
  ],
  [status(dataset('a', 'Copying')), 'The only dataset is copied; none was read back yet (last pass 3 min ago, exit 0)'],
  [
    status(dataset('a', 'Copying'), dataset('b', 'Copying')),
    'All 2 datasets are copied; none was read back yet (last pass 3 min ago, exit 0)',
  ],
  [
    status(dataset('a', 'Copying'), dataset('b', 'Healthy')),
    '1 of 2 datasets is Copying, the rest Healthy (last pass 3 min ago, exit 0)',
  ],
  [
    status(dataset('a', 'AtRisk'), dataset('b', 'Degraded'), dataset('c', 'Copying')),
    '2 of 3 datasets need attention (last pass 3 min ago, exit 0)',
  ],
  [
    withoutPass(status(dataset('a', 'Unknown'), dataset('b', 'Healthy'))),
    '1 of 2 datasets needs attention (no pass yet; to begin, run: reconcile)',
  ],
])('sums up in its first line', (shown, first) => {
  expect(text(shown).split('\n')[0]).toBe(first);
});

it('has the same text with colours', () => {
  const coloured = renderStatusText(UNWELL, { detail: 'wide', painter: PAINTERS.ansi, now: NOW });
  expect(coloured).toContain(PAINTERS.ansi.hold('Degraded'));
  expect(coloured.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '')).toBe(text(UNWELL, 'wide'));
});

function withoutPass({ format, at, datasets, runs, jobs }: StatusDocument): StatusDocument {
  return { format, at, datasets, runs, jobs };
}
