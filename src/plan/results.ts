import type { Action } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import { showLocation } from '../model/names.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Decision, Plan, PlanEntry } from '../model/plan.ts';
import { resourceName } from '../model/resource.ts';

/** One action that was carried out, or tried. */
export interface Done {
  readonly entry: PlanEntry;
  readonly action: Action;
  readonly outcome: Outcome;
}

/** What a pass did about one item, and what is left of it. */
export interface ItemResult {
  /** As decided last. */
  readonly entry: PlanEntry;
  readonly done: readonly Done[];
  /** Why its last action did not succeed; absent when a later look showed that all is well. */
  readonly failure?: Failure;
}

/** Joins what was done with what was decided last. A look that has converged outweighs an action that complained. */
export function resultsOf(last: Plan, done: readonly Done[]): readonly ItemResult[] {
  return last.entries.map((entry) => {
    const own = done.filter((it) => keyOf(it.entry) === keyOf(entry));
    const failure = lastFailure(own.filter((it) => isOpen(it.action.type, entry.item.decision)));
    return failure === undefined ? { entry, done: own } : { entry, done: own, failure };
  });
}

function keyOf({ resource, item }: PlanEntry): string {
  return `${resourceName(resource)} ${item.dataset} ${item.replica === undefined ? '' : showLocation(item.replica)}`;
}

/** Whether there may still be something to do of that type. What is no longer decided has converged, whatever was complained about. */
function isOpen(type: Action['type'], decision: Decision): boolean {
  switch (decision.status) {
    case 'settled':
      return false;
    case 'todo':
    case 'held':
      return decision.actions.some((action) => action.type === type);
    case 'waiting':
    case 'unknown':
      return true;
  }
}

/** A failure says most: what was skipped after it was skipped because of it. What was tried again counts as it went last. */
function lastFailure(done: readonly Done[]): Failure | undefined {
  const last = new Map(done.map((it) => [it.action.type, it.outcome]));
  const outcomes = [...last.values()];
  const failed = outcomes.find((outcome) => outcome.status === 'failed');
  if (failed?.status === 'failed') return failed.failure;
  const skipped = outcomes.find((outcome) => outcome.status === 'skipped');
  return skipped?.status === 'skipped' ? skipped.because : undefined;
}
