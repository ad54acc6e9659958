import { summarize } from '../model/event.ts';
import type { ProblemChange } from '../plan/problems.ts';
import type { ItemResult } from '../plan/results.ts';
import { type EndedPass, recordPass, recordStop } from '../record-pass.ts';
import { applyText, type ReplicaResult } from '../render/apply-text.ts';
import { failureText } from '../render/failure-text.ts';
import { problemsText, recoveredText, repairsText } from '../render/problems-text.ts';
import type { Store } from '../state/store.ts';
import type { CommandContext } from './command.ts';

/**
 * Ends an apply: remembers it and tells how it went. One that was told to stop says nothing about the replicas, so what was
 * known of them stays. `tells`: all problems, or those of a set that has changed.
 */
export function endPass(context: CommandContext, store: Store, pass: EndedPass, tells: 'all' | 'changes'): void {
  if (context.signal.aborted) {
    recordStop(store, pass);
    if (context.stderr.terminal) context.stderr.write('Stopped. What was copied so far is kept; to go on, run: reconcile\n');
  } else {
    const change = recordPass(store, pass);
    tellResults(context, pass.results, tells === 'all' ? { ...change, status: 'changed' } : change);
  }
  const trouble = store.trouble();
  if (trouble !== undefined) context.stderr.write(failureText(trouble));
}

/** On a terminal what was done; elsewhere problems, and only when their set has changed. */
function tellResults(context: CommandContext, results: readonly ItemResult[], change: ProblemChange): void {
  const { stdout, stderr, options } = context;
  if (options.json === 'text' && stdout.terminal) {
    stdout.write(applyText(results.map(replicaResult), stdout.painter));
    return;
  }
  stderr.write(repairsText(results));
  if (change.status === 'same') return;
  stderr.write(recoveredText(change.recovered) + problemsText(change.problems));
}

function replicaResult({ entry, done }: ItemResult): ReplicaResult {
  return { entry, outcomes: done.map(({ action, outcome }) => ({ action: summarize(action), outcome })) };
}
