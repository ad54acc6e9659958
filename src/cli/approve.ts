import { Buffer } from 'node:buffer';
import { hostname, userInfo } from 'node:os';
import { type Assembly, assemble } from '../assemble.ts';
import { amountOf } from '../inventory/records.ts';
import { fromText, joinPath } from '../lib/path-bytes.ts';
import { UsageError } from '../lib/usage-error.ts';
import type { Approval } from '../model/approval.ts';
import type { Emit } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { showLocation, showText } from '../model/names.ts';
import type { Plan } from '../model/plan.ts';
import { approvalOf } from '../plan/approved.ts';
import { type HeldList, heldLists } from '../plan/held-lists.ts';
import { lookAndDecide } from '../reconcile.ts';
import { rememberShown, wasShown } from '../remember-shown.ts';
import { failureText } from '../render/failure-text.ts';
import { amountText } from '../render/words.ts';
import type { Command, CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { validWorkspace } from './open.ts';
import { journalled } from './pass-output.ts';
import { resourceNamed } from './select.ts';

/** Releases what is held of a resource, if it is what was shown last. Records who, when and why, here and at the replica; changes no data. */
export const approve: Command = async (context, [name]) => {
  if (name === undefined) throw new UsageError('approve: which resource? KIND/NAME');
  const reason = context.options.reason?.trim() ?? '';
  if (reason === '') throw new UsageError('approve: why? --reason TEXT');
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return EXIT.invalid;
  const resource = resourceNamed(workspace.compiled.resources, name);
  const assembly = assemble({ state: workspace.state, signal: context.signal, emit: (event) => emit(event) });
  const emit = journalled(assembly.store, context.now);
  try {
    const plan = await lookAndDecide([resource], assembly);
    const held = heldLists(plan);
    if (held.length === 0) {
      context.stderr.write(
        `${name}: nothing is held there that an approval releases. See what there is: reconcile --plan --only ${name}\n`,
      );
      return EXIT.failed;
    }
    const unseen = held.filter((it) => !wasShown(assembly.shown, it));
    const [first] = unseen;
    if (first !== undefined) {
      context.stderr.write(failureText(notShown(first)));
      context.stderr.write(held.map((it) => `  ${lineOf(it)}\n`).join(''));
      rememberShown(assembly.shown, plan, [resource]);
      return EXIT.held;
    }
    const exits: number[] = [];
    for (const it of held) exits.push(await release(it, { context, assembly, plan, reason, emit }));
    return exits.find((exit) => exit !== EXIT.fine) ?? EXIT.fine;
  } finally {
    assembly.close();
  }
};

interface Release {
  readonly context: CommandContext;
  readonly assembly: Assembly;
  readonly plan: Plan;
  readonly reason: string;
  readonly emit: Emit;
}

async function release(held: HeldList, { context, assembly, plan, reason, emit }: Release): Promise<number> {
  const at = new Date(context.now()).toISOString();
  const { resource, replica, code, list } = held;
  const approval = approvalOf({ resource, replica, code, list, by: who(), at, reason });
  // What releases comes last: whoever is stopped before it says it once more.
  await recordThere(approval, plan, assembly);
  const saved = assembly.approvals.save(approval);
  if (!saved.ok) {
    context.stderr.write(failureText(saved.error));
    return EXIT.failed;
  }
  const { list: _list, ...said } = approval;
  emit({ type: 'approved', ...said });
  context.stdout.write(`released: ${lineOf(held)}\n  by ${approval.by}: ${showText(reason)}. It is done by: reconcile\n`);
  return EXIT.fine;
}

/** Beside the data, for whoever asks there one day. Where that cannot be written, the journal has it. */
async function recordThere(approval: Approval, plan: Plan, assembly: Assembly): Promise<void> {
  const place = plan.entries
    .map(({ item }) => item.replica)
    .find((it) => it !== undefined && showLocation(it) === approval.replica);
  if (place === undefined) return;
  const { list: _list, ...said } = approval;
  const name = fromText(`.replicas-approval-${approval.digest.slice('sha256:'.length, 'sha256:'.length + 16)}.json`);
  const text = `${JSON.stringify({ format: 'replicas/approval/v1', ...said }, undefined, 2)}\n`;
  const { files } = assembly.driver(place.endpoint);
  await files?.sweep(place.path);
  await files?.replace(joinPath(place.path, name), Buffer.from(text));
}

function lineOf({ replica, code, message, list }: HeldList): string {
  return `${replica}: ${code}: ${showText(message)} (${amountText(amountOf(list))} listed)`;
}

function who(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    // A user id without a name.
    return `uid ${process.getuid?.() ?? ''}@${hostname()}`;
  }
}

function notShown({ resource, replica }: HeldList): Failure {
  return {
    code: 'approval.needed',
    message: `${replica}: what is held now is not what was shown last; nothing was released`,
    hint: `Look at it: reconcile --plan -v --only ${resource}`,
    retry: 'person',
    blame: 'us',
  };
}
