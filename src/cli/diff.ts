import { assemble } from '../assemble.ts';
import { UsageError } from '../lib/usage-error.ts';
import { showLocation, showText } from '../model/names.ts';
import type { PlanEntry } from '../model/plan.ts';
import { troubleOf } from '../model/plan.ts';
import { lookAndDecide } from '../reconcile.ts';
import { inventoryDiff } from '../render/diff-text.ts';
import { sourceText } from '../render/words.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { validWorkspace } from './open.ts';
import { resourceNamed } from './select.ts';

/** What each replica has otherwise than its source, as a unified diff (want, have). Exits 0 whatever it finds. */
export const diff: Command = async (context, [name]) => {
  if (name === undefined) throw new UsageError('diff: which resource? KIND/NAME');
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return EXIT.invalid;
  const resource = resourceNamed(workspace.compiled.resources, name);
  const assembly = assemble({ state: workspace.state, signal: context.signal, emit: () => undefined });
  try {
    const plan = await lookAndDecide([resource], assembly);
    for (const entry of plan.entries) {
      const trouble = troubleOf(entry.item.decision);
      if (entry.item.facts?.basis === undefined && trouble !== undefined) {
        context.stderr.write(`${placeOf(entry)}: ${trouble.code}: ${showText(trouble.message)}\n`);
      }
      context.stdout.write(diffOf(entry));
    }
    return EXIT.fine;
  } finally {
    assembly.close();
  }
};

function diffOf(entry: PlanEntry): string {
  const basis = entry.item.facts?.basis;
  if (basis === undefined) return '';
  const { resource, item } = entry;
  return inventoryDiff({
    want: basis.from,
    have: basis.to,
    wantName: sourceText(resource, item.dataset),
    haveName: placeOf(entry),
    toleranceNs: basis.toleranceNs,
  });
}

function placeOf({ resource, item }: PlanEntry): string {
  return item.replica === undefined ? `${resource.kind}/${resource.name}` : showLocation(item.replica);
}
