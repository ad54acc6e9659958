import type { Action } from '../model/action.ts';
import { actionsOf, type Plan, type PlanEntry } from '../model/plan.ts';

/** What of a plan only reads: the re-checks, and nothing that waits for a copy. */
export function readingsIn(plan: Plan): readonly { readonly entry: PlanEntry; readonly actions: readonly Action[] }[] {
  const found = plan.entries.map((entry) => ({
    entry,
    actions: actionsOf(entry.item.decision).filter(
      (action) => action.type === 'verify' && action.requires.length === 0 && action.hold === undefined,
    ),
  }));
  return found.filter(({ actions }) => actions.length > 0);
}
