import { expect, it } from 'vitest';
import type { ActionSummary, Event } from '../../src/model/event.ts';
import type { Failure } from '../../src/model/failure.ts';
import { plainLine } from '../../src/render/plain-lines.ts';

const RESOURCE = 'PoolMirror/pv';
const COPY: ActionSummary = { id: 'a', type: 'transfer', from: 'icc:PV', to: 'archive:pools/pv', files: 12, bytes: 3400 };
const REMOVE: ActionSummary = { id: 'b', type: 'remove', from: '', to: 'archive:pools/pv', files: 1, bytes: 20 };
const READ: ActionSummary = { id: 'c', type: 'verify', from: 'icc:PV', to: 'archive:pools/pv', files: 2, bytes: 40 };
const FULL: Failure = {
  code: 'target.full',
  message: 'no space left\nat archive',
  hint: 'Make room.',
  retry: 'person',
  blame: 'to',
};
const DECIDED = {
  type: 'decided',
  resource: RESOURCE,
  dataset: 'PV',
  replica: 'archive:pools/pv',
  message: '',
  hint: '',
  code: '',
} as const;

function progress(ms: number): Event {
  return {
    type: 'transfer-progress',
    resource: RESOURCE,
    id: 'a',
    to: 'archive:pools/pv',
    files: 1,
    bytes: 1_200_000_000,
    totalBytes: 3_400_000_000,
    ms,
  };
}

it.each<readonly [Event, string | undefined]>([
  [{ type: 'pass-started', resources: [RESOURCE] }, 'pass over 1 resource'],
  [{ type: 'pass-started', resources: [] }, 'pass over 0 resources'],
  [{ type: 'looked', place: 'icc:PV', state: 'present', files: 3, gaps: 0, ms: 4 }, undefined],
  [{ ...DECIDED, decision: 'settled' }, undefined],
  [{ ...DECIDED, decision: 'todo' }, undefined],
  [
    { ...DECIDED, decision: 'unknown', code: 'endpoint.unreachable', message: 'icc does not answer' },
    'PoolMirror/pv archive:pools/pv: unknown: endpoint.unreachable: icc does not answer',
  ],
  [
    { ...DECIDED, replica: '', decision: 'held', code: 'source.emptied', message: 'no file' },
    'PoolMirror/pv: held: source.emptied: no file',
  ],
  [
    { type: 'action-started', resource: RESOURCE, action: COPY },
    'PoolMirror/pv archive:pools/pv: copying 12 files, 3.4 kB from icc:PV',
  ],
  [{ type: 'action-started', resource: RESOURCE, action: REMOVE }, 'PoolMirror/pv archive:pools/pv: removing 1 file, 20 B'],
  [
    { type: 'action-ended', resource: RESOURCE, action: COPY, outcome: { status: 'done', ms: 2000, files: 12, bytes: 3400 } },
    'PoolMirror/pv archive:pools/pv: copied 12 files, 3.4 kB in 2 s (1.7 kB/s)',
  ],
  [
    { type: 'action-ended', resource: RESOURCE, action: READ, outcome: { status: 'done', ms: 1000, files: 1, bytes: 40 } },
    'PoolMirror/pv archive:pools/pv: read and found right: 1 file, 40 B in 1 s (40 B/s)',
  ],
  [
    {
      type: 'action-ended',
      resource: RESOURCE,
      action: READ,
      outcome: { status: 'done', ms: 1000, files: 3, bytes: 40, asWrong: 1 },
    },
    'PoolMirror/pv archive:pools/pv: read 3 files, 40 B, 1 of them still wrong, in 1 s (40 B/s)',
  ],
  [
    { type: 'action-ended', resource: RESOURCE, action: READ, outcome: { status: 'done', ms: 0, files: 0, bytes: 0 } },
    'PoolMirror/pv archive:pools/pv: nothing could be read and judged yet',
  ],
  [
    { type: 'action-ended', resource: RESOURCE, action: REMOVE, outcome: { status: 'done', ms: 40, files: 1, bytes: 20 } },
    'PoolMirror/pv archive:pools/pv: removed 1 file, 20 B in 40 ms',
  ],
  [
    { type: 'action-ended', resource: RESOURCE, action: COPY, outcome: { status: 'already' } },
    'PoolMirror/pv archive:pools/pv: already copied',
  ],
  [
    { type: 'action-ended', resource: RESOURCE, action: REMOVE, outcome: { status: 'skipped', because: FULL } },
    'PoolMirror/pv archive:pools/pv: skipped: target.full: no space left\\#012at archive',
  ],
  [
    { type: 'action-ended', resource: RESOURCE, action: COPY, outcome: { status: 'failed', failure: FULL } },
    'PoolMirror/pv archive:pools/pv: failed: target.full: no space left\\#012at archive',
  ],
  [{ type: 'pass-ended', ms: 65_000 }, 'pass ended after 1 min 5 s'],
  [{ type: 'exit', code: 0 }, undefined],
])('%j', (event, expected) => {
  expect(plainLine(event, 0)).toBe(expected);
});

it('tells of a long transfer once a minute', () => {
  const times = [0, 1000, 59_999, 60_000, 61_000, 119_000, 185_000, 186_000];
  const told = times.filter((ms, at) => plainLine(progress(ms), times[at - 1] ?? 0) !== undefined);
  expect(told).toEqual([60_000, 185_000]);
  expect(plainLine(progress(60_000), 0)).toBe('PoolMirror/pv archive:pools/pv: 1.2 GB of 3.4 GB (35 %) after 1 min');
});
