import type { ActionOf, ActionType } from '../model/action.ts';
import type { Outcome } from '../model/outcome.ts';
import { remove } from './remove.ts';
import type { RunContext, Runner } from './runner.ts';
import { transfer } from './transfer.ts';

const RUNNERS: { readonly [K in ActionType]: Runner<K> } = { transfer, remove };

/** Carries out an action of any type. */
export function run<K extends ActionType>(action: ActionOf<K>, context: RunContext): Promise<Outcome> {
  const runner: Runner<K> = RUNNERS[action.type];
  return runner(action, context);
}
