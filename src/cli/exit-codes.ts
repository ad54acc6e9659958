import type { Plan } from '../model/plan.ts';
import { actionsOf, gapOf } from '../model/plan.ts';
import type { ItemResult } from '../plan/results.ts';

/** The exit codes of the program. rsync's own never become ours. */
export const EXIT = {
  fine: 0,
  bug: 1,
  somethingToDo: 2,
  failed: 3,
  held: 4,
  invalid: 5,
  leased: 6,
  usage: 64,
} as const;

/** Which code stands when several apply. */
const ORDER: readonly number[] = [EXIT.bug, EXIT.usage, EXIT.invalid, EXIT.failed, EXIT.held, EXIT.leased, EXIT.somethingToDo];

/** The one code for all that apply. */
export function firstOf(codes: readonly number[]): number {
  return ORDER.find((code) => codes.includes(code)) ?? EXIT.fine;
}

/** The exit code of a run that a signal may have ended: its number is the reason of the abort. */
export function afterSignal(exit: number, signal: AbortSignal): number {
  return signal.aborted && typeof signal.reason === 'number' ? 128 + signal.reason : exit;
}

/** How an apply ends. All selected being leased to others is a code of its own; some being leased is not. */
export function applyExit(results: readonly ItemResult[]): number {
  const leased = results.filter(isLeased);
  if (results.length > 0 && leased.length === results.length) return EXIT.leased;
  return firstOf(results.map(resultExit));
}

/** How `--plan` ends: what could not be looked at is a failure, what is held is not. */
export function planExit(plan: Plan, detail: 'detailed' | 'plain'): number {
  return firstOf(
    plan.entries.map(({ item }) => {
      if (item.decision.status === 'unknown' || gapOf(item) !== undefined) return EXIT.failed;
      return item.decision.status === 'todo' && detail === 'detailed' ? EXIT.somethingToDo : EXIT.fine;
    }),
  );
}

/** Whether another process works on it, and nothing was changed there. */
function isLeased({ failure, done }: ItemResult): boolean {
  return (
    failure?.code === 'lease.held' && done.every(({ action, outcome }) => action.type === 'verify' || outcome.status !== 'done')
  );
}

function resultExit({ entry, failure }: ItemResult): number {
  if (failure !== undefined) return failure.code === 'lease.held' ? EXIT.fine : EXIT.failed;
  const { decision } = entry.item;
  if (decision.status === 'unknown' || gapOf(entry.item) !== undefined || entry.item.facts?.state === 'corrupt')
    return EXIT.failed;
  const held = decision.status === 'held' || actionsOf(decision).some((action) => action.hold !== undefined);
  return held ? EXIT.held : EXIT.fine;
}
