import { assemble } from '../assemble.ts';
import type { Emit } from '../model/event.ts';
import type { Resource } from '../model/resource.ts';
import { resourceName } from '../model/resource.ts';
import type { ItemResult } from '../plan/results.ts';
import { resultsOf } from '../plan/results.ts';
import { reconcile } from '../reconcile.ts';
import type { Workspace } from '../workspace.ts';
import type { Command, CommandContext } from './command.ts';
import { afterSignal, applyExit, EXIT } from './exit-codes.ts';
import { validWorkspace } from './open.ts';
import { journalled, viewFor } from './pass-output.ts';
import { selectResources } from './select.ts';
import { endPass } from './tell-results.ts';

/** A pass over the selected resources. Silent without a terminal when all is well. */
export const apply: Command = async (context) => {
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return EXIT.invalid;
  return pass(context, workspace, selectResources(workspace.compiled.resources, context.options));
};

async function pass(context: CommandContext, workspace: Workspace, resources: readonly Resource[]): Promise<number> {
  const view = viewFor(context, 'silent');
  const emits: Emit[] = [view.emit];
  const emit: Emit = (event) => {
    for (const it of emits) it(event);
  };
  const assembly = assemble({ state: workspace.state, signal: context.signal, emit });
  emits.push(journalled(assembly.store, context.now));
  const startedAt = context.now();
  try {
    emit({ type: 'pass-started', resources: resources.map(resourceName) });
    const report = await reconcile(resources, assembly);
    const results: readonly ItemResult[] = resultsOf(report.last, report.done);
    const exit = afterSignal(applyExit(results), context.signal);
    emit({ type: 'pass-ended', ms: context.now() - startedAt });
    view.end();
    endPass(context, assembly.store, { results, resources, exit, startedAt, endedAt: context.now() });
    emit({ type: 'exit', code: exit });
    return exit;
  } finally {
    view.end();
    assembly.close();
  }
}
