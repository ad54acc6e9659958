import { resultsOf } from '../plan/results.ts';
import { reconcile } from '../reconcile.ts';
import { rememberShown } from '../remember-shown.ts';
import type { Command } from './command.ts';
import { applyExit } from './exit-codes.ts';
import { invalidEnd, validWorkspace } from './open.ts';
import { runPass } from './pass.ts';
import { selectResources } from './select.ts';

/** A pass over the selected resources. Silent without a terminal when all is well. */
export const apply: Command = async (context) => {
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return invalidEnd(context);
  const resources = selectResources(workspace.compiled.resources, context.options);
  return runPass(context, { workspace, resources }, async (assembly) => {
    const report = await reconcile(resources, assembly);
    // Without a terminal nobody is shown more than a change.
    if (context.stdout.terminal && context.options.json === 'text') rememberShown(assembly.shown, report.last, resources);
    const results = resultsOf(report.last, report.done);
    return { results, exit: applyExit(results) };
  });
};
