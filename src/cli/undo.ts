import { assemble } from '../assemble.ts';
import { clearAway } from '../execute/clear-away.ts';
import { formatFiles } from '../lib/units.ts';
import { UsageError } from '../lib/usage-error.ts';
import type { Location } from '../model/endpoint.ts';
import { showLocation, showPath } from '../model/names.ts';
import { lookAndDecide } from '../reconcile.ts';
import { failureText } from '../render/failure-text.ts';
import { amountText } from '../render/words.ts';
import { type Undone, undoAt } from '../undo.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { validWorkspace } from './open.ts';
import { journalled } from './pass-output.ts';
import { resourceNamed } from './select.ts';

/** Of what stays in the trash, so many are named. */
const SHOWN = 10;

/** Brings back what was trashed last at each replica of a resource; said again, what was trashed before that. */
export const undo: Command = async (context, [name]) => {
  if (name === undefined) throw new UsageError('undo: which resource? KIND/NAME');
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return EXIT.invalid;
  const resource = resourceNamed(workspace.compiled.resources, name);
  const assembly = assemble({ state: workspace.state, signal: context.signal, emit: (event) => emit(event), env: context.env });
  const emit = journalled(assembly.store, context.now);
  try {
    const plan = await lookAndDecide([resource], assembly);
    let exit: number = EXIT.fine;
    let back = 0;
    for (const replica of plan.entries.flatMap(({ item }) => item.replica ?? [])) {
      const undone = await undoAt(replica, assembly);
      if (assembly.leftBehind(replica)) await clearAway({ at: replica, copies: 'open' }, assembly);
      if (undone.ok) {
        context.stdout.write(undoneText(replica, undone.value));
        for (const { restored, left } of undone.value) {
          back += restored.files;
          if (left.length > 0) exit = EXIT.failed;
        }
      } else {
        context.stderr.write(failureText(undone.error));
        exit = undone.error.code === 'lease.held' && exit === EXIT.fine ? EXIT.leased : EXIT.failed;
      }
    }
    if (back > 0 && resource.spec.extraneous !== 'Keep')
      context.stdout.write(`What the source still lacks would be removed again. Bring it back there, or say extraneous: Keep.\n`);
    return exit;
  } finally {
    assembly.close();
  }
};

function undoneText(replica: Location, undone: readonly Undone[]): string {
  const place = showLocation(replica);
  if (undone.length === 0) return `${place}: the trash is empty\n`;
  return undone
    .map(({ bin, restored, left }) => {
      const stays = left
        .slice(0, SHOWN)
        .map(({ path }) => `  stays in the trash, something stands in its place: ${showPath(path)}\n`);
      if (left.length > SHOWN) stays.push(`  and ${formatFiles(left.length - SHOWN)} more\n`);
      return `${place}: ${amountText(restored)} brought back from .replicas-trash/${bin}\n${stays.join('')}`;
    })
    .join('');
}
