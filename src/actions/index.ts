import type { ActionOf, ActionType } from '../model/action.ts';
import type { Outcome } from '../model/outcome.ts';
import { publish } from './publish.ts';
import { remove } from './remove.ts';
import type { RunContext, Runner } from './runner.ts';
import { transfer } from './transfer.ts';
import { verify } from './verify.ts';

const RUNNERS: { readonly [K in ActionType]: Runner<K> } = { transfer, verify, publish, remove };

/** Carries out an action of any type. */
export function run<K extends ActionType>(action: ActionOf<K>, context: RunContext): Promise<Outcome> {
  const runner: Runner<K> = RUNNERS[action.type];
  return runner(action, context);
}
