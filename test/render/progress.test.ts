import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import { NO_PROGRESS, type ProgressState, progressLines, reduceProgress } from '../../src/render/progress.ts';

function started(id: string, to: string, bytes: number): Event {
  return {
    type: 'action-started',
    resource: 'PoolMirror/pv',
    action: { id, type: 'transfer', from: 'icc:PV', to, files: 3, bytes },
  };
}

function moved(id: string, bytes: number, totalBytes: number): Event {
  return { type: 'transfer-progress', resource: 'PoolMirror/pv', id, to: 'x', files: 1, bytes, totalBytes, ms: 1 };
}

function ended(id: string): Event {
  const action = { id, type: 'transfer', from: 'icc:PV', to: 'x', files: 3, bytes: 1000 } as const;
  return { type: 'action-ended', resource: 'PoolMirror/pv', action, outcome: { status: 'already' } };
}

/** The state after events at given milliseconds. */
function after(...events: readonly (readonly [number, Event])[]): ProgressState {
  return events.reduce((state, [now, event]) => reduceProgress(state, event, now), NO_PROGRESS);
}

it('shows one line per running transfer', () => {
  expect(progressLines(NO_PROGRESS, 80)).toEqual([]);
  expect(progressLines(after([0, started('a', 'archive:pools/pv', 4_000_000)]), 80)).toEqual([
    'archive:pools/pv  0 B of 4.0 MB  0 %',
  ]);
  const state = after([0, started('a', 'archive:pools/pv', 4_000_000)], [1000, moved('a', 1_000_000, 4_000_000)]);
  expect(progressLines(state, 80)).toEqual(['archive:pools/pv  1.0 MB of 4.0 MB  25 %  1.0 MB/s  3 s left']);
});

it('adds a total when several run, which counts those that ended meanwhile', () => {
  const state = after(
    [0, started('a', 'archive:pools/pv', 1000)],
    [0, started('b', 'mirror2:pv', 4000)],
    [0, started('c', 'tape:.', 5000)],
    [1000, moved('b', 1000, 4000)],
    [1000, moved('c', 2000, 5000)],
    [1000, ended('a')],
  );
  expect(progressLines(state, 80)).toEqual([
    'mirror2:pv  1.0 kB of 4.0 kB  25 %  1.0 kB/s  3 s left',
    'tape:.  2.0 kB of 5.0 kB  40 %  2.0 kB/s  2 s left',
    'total, 2 running  4.0 kB of 10.0 kB  40 %  3.0 kB/s  2 s left',
  ]);
  const later = [ended('b'), ended('c')].reduce((each, event) => reduceProgress(each, event, 2000), state);
  expect(later).toEqual(NO_PROGRESS);
});

it('takes the rate of the last ten seconds', () => {
  const fast = Array.from({ length: 60 }, (_, at) => [at * 1000, moved('a', at * 1000, 100_000)] as const);
  const slow = Array.from({ length: 12 }, (_, at) => [(60 + at) * 1000, moved('a', 60_000 + at * 10, 100_000)] as const);
  expect(progressLines(after([0, started('a', 'x:y', 100_000)], ...fast, ...slow), 80)).toEqual([
    'x:y  60.1 kB of 100.0 kB  60 %  10 B/s  1 h 6 min left',
  ]);
});

it('knows nothing of removals and of transfers that never started', () => {
  const removal: Event = {
    type: 'action-started',
    resource: 'r',
    action: { id: 'a', type: 'remove', from: '', to: 'x:y', files: 1, bytes: 1 },
  };
  expect(progressLines(after([0, removal], [1, moved('b', 1, 2)]), 80)).toEqual([]);
});

it('ends with the pass', () => {
  expect(after([0, started('a', 'x:y', 1)], [1, { type: 'pass-ended', ms: 1 }])).toEqual(NO_PROGRESS);
});

it('cuts long names in the middle', () => {
  const state = after([0, started('a', 'archive:a/very/long/path/that/does/not/fit/pools/pv', 1000)]);
  expect(progressLines(state, 50)).toEqual(['archive:a/very.../fit/pools/pv  0 B of 1.0 kB  0 %']);
});

it('never exceeds the columns, not even with wide or hostile names', () => {
  const name = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.string({ unit: fc.constantFrom('漢', '🧬', 'a', '\n', '\u0301'), maxLength: 60 }),
  );
  fc.assert(
    fc.property(name, fc.integer({ min: 1, max: 120 }), fc.double({ min: 0, max: 1e17, noNaN: true }), (to, width, bytes) => {
      const state = after([0, started('a', to, bytes)], [0, started('b', to, bytes)], [700, moved('a', bytes / 3, bytes)]);
      for (const line of progressLines(state, width)) {
        const cells = Array.from(line, (character) => (character > '~' ? 2 : 1)).reduce<number>((sum, each) => sum + each, 0);
        expect(cells).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(/\p{Cc}/u);
      }
    }),
  );
});
