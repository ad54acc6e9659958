import { constants } from 'node:buffer';
import { resolve } from 'node:path';
import { readRegularFile } from '../lib/read-regular-file.ts';
import { UsageError } from '../lib/usage-error.ts';
import { resourceName } from '../model/resource.ts';
import { resultsOf } from '../plan/results.ts';
import { parseSavedPlan, type SavedPlan } from '../plan/saved-plan.ts';
import { type Checked, checkSaved } from '../plan/stale.ts';
import { carryOut, lookAndDecide } from '../reconcile.ts';
import { failureText } from '../render/failure-text.ts';
import type { Workspace } from '../workspace.ts';
import type { Command, CommandContext } from './command.ts';
import { applyExit, EXIT, firstOf } from './exit-codes.ts';
import { invalidEnd, validWorkspace } from './open.ts';
import { runPass } from './pass.ts';

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
    return invalidEnd(context);
  }
  const workspace = await validWorkspace(context);
  return workspace === undefined ? invalidEnd(context) : applySaved(context, workspace, read.plan);
};

function applySaved(context: CommandContext, workspace: Workspace, saved: SavedPlan): Promise<number> {
  const named = new Set(saved.entries.map((entry) => entry.resource));
  const resources = workspace.compiled.resources.filter((resource) => named.has(resourceName(resource)));
  return runPass(context, { workspace, resources }, async (assembly) => {
    const now = await lookAndDecide(resources, assembly);
    const checked = checkSaved(saved, now);
    const work = checked.filter((it) => it.status === 'fits').filter((it) => it.actions.length > 0);
    const done = await carryOut(work, now, assembly);
    const results = resultsOf(context.signal.aborted ? now : await lookAndDecide(resources, assembly, now), done);
    for (const it of checked) if (it.status === 'refused') context.stderr.write(failureText(it.because));
    const mine = results.filter(({ done, entry }) => done.length > 0 || entry.item.facts?.state === 'corrupt');
    return { results, exit: firstOf([applyExit(mine), ...checked.map(checkedExit)]) };
  });
}

function checkedExit(checked: Checked): number {
  if (checked.status === 'fits') return checked.held > 0 ? EXIT.held : EXIT.fine;
  return checked.because.code === 'plan.stale' ? EXIT.held : EXIT.failed;
}

function readPlan(path: string): { readonly ok: true; readonly plan: SavedPlan } | { readonly ok: false; readonly why: string } {
  // What is larger could not be one text.
  const read = readRegularFile(path, constants.MAX_STRING_LENGTH);
  if (!read.ok) return { ok: false, why: read.error.message };
  const parsed = parseSavedPlan(read.value.toString('utf8'));
  return parsed.ok ? { ok: true, plan: parsed.value } : { ok: false, why: parsed.error };
}
