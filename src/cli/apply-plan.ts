import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { assemble } from '../assemble.ts';
import type { Emit } from '../model/event.ts';
import { resourceName } from '../model/resource.ts';
import type { Done } from '../plan/results.ts';
import { resultsOf } from '../plan/results.ts';
import { parseSavedPlan, type SavedPlan } from '../plan/saved-plan.ts';
import { type Checked, checkSaved } from '../plan/stale.ts';
import { carryOut, lookAndDecide, placesOf } from '../reconcile.ts';
import { failureText } from '../render/failure-text.ts';
import type { Workspace } from '../workspace.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { afterSignal, applyExit, EXIT, firstOf } from './exit-codes.ts';
import { validWorkspace } from './open.ts';
import { journalled, viewFor } from './pass-output.ts';
import { endPass } from './tell-results.ts';

/** `apply PLAN.json`: that plan's actions and no others; per replica refused when what it rests on has moved. One round. */
export const applyPlan: Command = async (context, [path]) => {
  if (path === undefined) throw new UsageError('apply: which plan? PLAN.json');
  const read = readPlan(resolve(context.directory, path));
  if (!read.ok) {
    context.stderr.write(
      failureText({
        code: 'plan.invalid',
        message: `${path}: ${read.why}`,
        hint: 'Make one with: reconcile --plan --out PLAN.json',
      }),
    );
    return EXIT.invalid;
  }
  const workspace = await validWorkspace(context);
  return workspace === undefined ? EXIT.invalid : applySaved(context, workspace, read.plan);
};

async function applySaved(context: CommandContext, workspace: Workspace, saved: SavedPlan): Promise<number> {
  const view = viewFor(context, 'silent');
  const emits: Emit[] = [view.emit];
  const emit: Emit = (event) => {
    for (const it of emits) it(event);
  };
  const assembly = assemble({ state: workspace.state, signal: context.signal, emit });
  emits.push(journalled(assembly.store, context.now));
  const startedAt = context.now();
  try {
    const named = new Set(saved.entries.map((entry) => entry.resource));
    const resources = workspace.compiled.resources.filter((resource) => named.has(resourceName(resource)));
    emit({ type: 'pass-started', resources: resources.map(resourceName) });
    const now = await lookAndDecide(resources, assembly);
    const checked = checkSaved(saved, now);
    const work = checked.filter((it) => it.status === 'fits').filter((it) => it.actions.length > 0);
    const outcomes = await carryOut(work, now, assembly);
    const done = work.flatMap(({ entry, actions }) =>
      actions.flatMap((action): readonly Done[] => {
        const outcome = outcomes.get(action.id);
        return outcome === undefined ? [] : [{ entry, action, outcome }];
      }),
    );
    assembly.observer.forget(placesOf(work.flatMap(({ actions }) => actions)));
    const results = resultsOf(context.signal.aborted ? now : await lookAndDecide(resources, assembly), done);
    const mine = results.filter((result) => result.done.length > 0);
    const codes = [applyExit(mine.filter((result) => result.failure !== undefined)), ...checked.map(checkedExit)];
    const exit = afterSignal(firstOf(codes), context.signal);
    emit({ type: 'pass-ended', ms: context.now() - startedAt });
    view.end();
    for (const it of checked) if (it.status === 'refused') context.stderr.write(failureText(it.because));
    endPass(context, assembly.store, { results, resources, exit, startedAt, endedAt: context.now() });
    emit({ type: 'exit', code: exit });
    return exit;
  } finally {
    view.end();
    assembly.close();
  }
}

function checkedExit(checked: Checked): number {
  if (checked.status === 'fits') return checked.held > 0 ? EXIT.held : EXIT.fine;
  return checked.because.code === 'plan.stale' ? EXIT.held : EXIT.failed;
}

function readPlan(path: string): { readonly ok: true; readonly plan: SavedPlan } | { readonly ok: false; readonly why: string } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
  const parsed = parseSavedPlan(text);
  return parsed.ok ? { ok: true, plan: parsed.value } : { ok: false, why: parsed.error };
}
