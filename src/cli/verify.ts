import { UsageError } from '../lib/usage-error.ts';
import { gapOf, type PlanEntry, troubleOf } from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';
import { readingsIn } from '../plan/readings.ts';
import { resultsOf } from '../plan/results.ts';
import { carryOut, lookAndDecide } from '../reconcile.ts';
import type { Command, Options } from './command.ts';
import { applyExit, EXIT } from './exit-codes.ts';
import { invalidEnd, validWorkspace } from './open.ts';
import { runPass } from './pass.ts';
import { resourceNamed } from './select.ts';

/** Reads the replicas of resources again, now: the longest unproven first, as far as --budget and --for go. Changes nothing there. */
export const verify: Command = async (context, names) => {
  if (names.length === 0) throw new UsageError('verify: which resources? KIND/NAME...');
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return invalidEnd(context);
  const resources = [...new Set(names)].map((name) => resourceNamed(workspace.compiled.resources, name));
  const asked = resources.map((resource) => rereading(resource, context.options));
  return runPass(context, { workspace, resources, view: 'plain' }, async (assembly) => {
    const plan = await lookAndDecide(asked, assembly);
    const done = await carryOut(readingsIn(plan), plan, assembly);
    const last = context.signal.aborted ? plan : await lookAndDecide(resources, assembly, plan);
    const results = resultsOf(last, done);
    const failed = done.some(({ outcome }) => outcome.status === 'failed');
    if (failed || last.entries.some(isWrong)) return { results, exit: EXIT.failed };
    return { results, exit: applyExit(results) === EXIT.leased ? EXIT.leased : EXIT.fine };
  });
};

/** What could not be looked at, or is not there, and what is known to be wrong, whether it was found now or before. */
function isWrong({ item }: PlanEntry): boolean {
  const code = troubleOf(item.decision)?.code;
  if (item.decision.status === 'unknown' || gapOf(item) !== undefined) return true;
  if (code === 'source.suspect' || code === 'replica.differs') return true;
  return (
    item.replica !== undefined && (item.facts === undefined || item.facts.state === 'corrupt' || item.facts.state === 'missing')
  );
}

/** The same resource, with everything due, and with the budget of this run alone. */
function rereading(resource: Resource, { budgetBytes, forMs }: Options): Resource {
  const { verify: declared } = resource.spec;
  const infinite = Number.POSITIVE_INFINITY;
  const asked = {
    ...declared,
    everyMs: 0,
    budgetBytes: budgetBytes ?? infinite,
    forMs: forMs ?? infinite,
    budgetFor: 'Run' as const,
  };
  return { ...resource, spec: { ...resource.spec, verify: asked } };
}
