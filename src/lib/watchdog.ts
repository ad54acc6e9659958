import { performance } from 'node:perf_hooks';
import type { Limits } from './command.ts';

/** What is watched: an amount that rises with progress, and whether it is beyond its ceiling. */
export interface Watched {
  readonly ceiling: number;
  amount(): number;
  overflows(): boolean;
}

type Trip = (why: 'stalled' | 'deadline' | 'too-large', detail: string) => void;

/** Longest time between two looks. */
const TICK_MS = 250;

/** Looks at the amount until stopped, and tells once it stands still, overflows, or takes too long in all. */
export function watch(limits: Limits, watched: Watched, trip: Trip): { stop(): void } {
  const startedAt = performance.now();
  let amount = watched.amount();
  let changedAt = startedAt;
  const look = (): void => {
    const now = performance.now();
    const current = watched.amount();
    if (current !== amount) changedAt = now;
    amount = current;
    if (watched.overflows()) trip('too-large', `more than ${watched.ceiling} bytes of output`);
    else if (now - startedAt >= limits.deadlineMs) trip('deadline', `not done after ${limits.deadlineMs} ms`);
    else if (now - changedAt >= limits.idleMs) trip('stalled', `no output for ${limits.idleMs} ms`);
  };
  const timer = setInterval(look, Math.max(10, Math.min(TICK_MS, limits.idleMs / 4, limits.deadlineMs / 4)));
  // The process itself keeps us alive; its watchdog need not.
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
