import type { Action } from '../src/model/action.ts';
import { actionsOf, type Plan } from '../src/model/plan.ts';

export type { Action } from '../src/model/action.ts';

/** All actions of a plan, held ones included. */
export function actionsOfPlan(plan: Plan): readonly Action[] {
  return plan.entries.flatMap(({ item }) => actionsOf(item.decision));
}

/** Those that wait for a person. */
export function heldOf(plan: Plan): readonly Action[] {
  return actionsOfPlan(plan).filter((action) => action.hold !== undefined);
}
