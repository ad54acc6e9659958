import { summarize } from '../model/event.ts';
import type { ProblemChange } from '../plan/problems.ts';
import type { ItemResult } from '../plan/results.ts';
import { applyText, type ReplicaResult } from '../render/apply-text.ts';
import { problemsText, recoveredText } from '../render/problems-text.ts';
import type { CommandContext } from './command.ts';

/** Ends an apply: on a terminal with what was done; elsewhere with problems, and only when their set has changed. */
export function tellResults(context: CommandContext, results: readonly ItemResult[], change: ProblemChange): void {
  const { stdout, stderr, options } = context;
  if (options.json === 'text' && stdout.terminal) {
    stdout.write(applyText(results.map(replicaResult), stdout.painter));
    return;
  }
  if (change.status === 'same') return;
  stderr.write(recoveredText(change.recovered) + problemsText(change.problems));
}

function replicaResult({ entry, done }: ItemResult): ReplicaResult {
  return { entry, outcomes: done.map(({ action, outcome }) => ({ action: summarize(action), outcome })) };
}
