import { type Assembly, assemble } from '../assemble.ts';
import type { Emit } from '../model/event.ts';
import { type Resource, resourceName } from '../model/resource.ts';
import type { ItemResult } from '../plan/results.ts';
import type { Workspace } from '../workspace.ts';
import type { CommandContext } from './command.ts';
import { afterSignal, EXIT, firstOf } from './exit-codes.ts';
import { journalled, viewFor } from './pass-output.ts';
import { endPass } from './tell-results.ts';

/** What a pass came to: how each item stands, and the exit code unless a signal ended it. */
export interface PassEnd {
  readonly results: readonly ItemResult[];
  readonly exit: number;
}

/** What a pass is about. `view`: what is shown of it where there is no terminal. */
export interface PassSubject {
  readonly workspace: Workspace;
  readonly resources: readonly Resource[];
  readonly view?: 'plain' | 'silent';
}

/** Runs the work of a pass between its first and its last event: shown, journalled, remembered, told; the answer is the exit code. */
export async function runPass(
  context: CommandContext,
  { workspace, resources, view: elsewhere = 'silent' }: PassSubject,
  work: (assembly: Assembly) => Promise<PassEnd>,
): Promise<number> {
  const view = viewFor(context, elsewhere);
  const emits: Emit[] = [view.emit];
  const emit: Emit = (event) => {
    for (const it of emits) it(event);
  };
  const assembly = assemble({ state: workspace.state, signal: context.signal, emit, env: context.env });
  emits.push(journalled(assembly.store, context.now));
  const startedAt = context.now();
  try {
    emit({ type: 'pass-started', resources: resources.map(resourceName) });
    const end = await work(assembly);
    // What cannot be remembered did not go well, whatever became of the data.
    const exitNow = (): number => {
      const exit = assembly.store.trouble() === undefined ? end.exit : firstOf([end.exit, EXIT.failed]);
      return afterSignal(exit, context.signal);
    };
    emit({ type: 'pass-ended', ms: context.now() - startedAt });
    view.end();
    const ended = { results: end.results, resources, exit: exitNow(), startedAt, endedAt: context.now() };
    // Who asked for it himself is told what he knows already.
    endPass(context, assembly.store, ended, elsewhere === 'plain' ? 'all' : 'changes');
    const exit = exitNow();
    emit({ type: 'exit', code: exit });
    return exit;
  } finally {
    view.end();
    assembly.close();
  }
}
