import { performance } from 'node:perf_hooks';
import type { PhasedLimits } from './command.ts';
import { formatDuration } from './units.ts';

/** What is watched: an amount that rises with progress, and whether it is beyond its ceiling. */
export interface Watched {
  readonly ceiling: number;
  readonly watched: 'output' | 'progress';
  amount(): number;
  overflows(): boolean;
}

type Trip = (why: 'stalled' | 'deadline' | 'too-large', detail: string) => void;

/** Longest time between two looks. */
const TICK_MS = 250;
/** What counts at most of the time between two looks: while this process itself stood still, nobody could tell it anything. */
const COUNTED_MS = 1000;

/** Looks at the amount until stopped, and tells once it stands still, overflows, or takes too long in all. */
export function watch(limits: PhasedLimits, watched: Watched, trip: Trip): { stop(): void } {
  const idleLimit = (): number => (typeof limits.idleMs === 'number' ? limits.idleMs : limits.idleMs());
  let lookedAt = performance.now();
  let amount = watched.amount();
  let totalMs = 0;
  let idleMs = 0;
  const look = (): void => {
    const now = performance.now();
    const passed = Math.min(now - lookedAt, COUNTED_MS);
    lookedAt = now;
    const current = watched.amount();
    totalMs += passed;
    idleMs = current === amount ? idleMs + passed : 0;
    amount = current;
    if (watched.overflows()) trip('too-large', `more than ${watched.ceiling} bytes of output`);
    else if (totalMs >= limits.deadlineMs) trip('deadline', `not done after ${formatDuration(totalMs)}`);
    else if (idleMs >= idleLimit()) trip('stalled', `no ${watched.watched} for ${formatDuration(idleMs)}`);
  };
  const timer = setInterval(look, Math.max(10, Math.min(TICK_MS, idleLimit() / 4, limits.deadlineMs / 4)));
  // The process itself keeps us alive; its watchdog need not.
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
