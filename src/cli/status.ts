import { type Assembly, assemble } from '../assemble.ts';
import { UsageError } from '../lib/usage-error.ts';
import type { Resource } from '../model/resource.ts';
import { resultsOf } from '../plan/results.ts';
import { lookAndDecide } from '../reconcile.ts';
import { recordLook } from '../record-pass.ts';
import { renderStatusText } from '../render/status-text.ts';
import type { StatusRecord } from '../state/status-record.ts';
import type { Command, CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { validWorkspace } from './open.ts';
import { rememberedStatus } from './remembered-status.ts';
import { resourceNamed, selectResources } from './select.ts';

/** Whether the data are safe and current, as far as the last pass knows; with --refresh as a look now shows. */
export const status: Command = async (context, [name]) => {
  const form = formOf(context);
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return EXIT.invalid;
  if (name !== undefined && context.options.only.length + context.options.selector.length > 0)
    throw new UsageError('status: name a resource, or choose with --only and -l, but not both');
  const declared = workspace.compiled.resources;
  const resources = name === undefined ? selectResources(declared, context.options) : [resourceNamed(declared, name)];
  const assembly = assemble({ state: workspace.state, signal: context.signal, emit: () => undefined });
  try {
    const seen = context.options.refresh === 'refresh' ? await look(context, resources, assembly) : [];
    const document = rememberedStatus(resources, { store: assembly.store, seen }, context.now());
    const text =
      form === 'json'
        ? `${JSON.stringify(document, undefined, 2)}\n`
        : renderStatusText(document, { detail: form, painter: context.stdout.painter, now: context.now() });
    context.stdout.write(text);
    const healthy = document.datasets.every((dataset) => dataset.health === 'Healthy');
    return context.options.check === 'check' && !healthy ? EXIT.failed : EXIT.fine;
  } finally {
    assembly.close();
  }
};

/** Looks now; what was seen counts though it could not be remembered. */
async function look(
  context: CommandContext,
  resources: readonly Resource[],
  assembly: Assembly,
): Promise<readonly StatusRecord[]> {
  const plan = await lookAndDecide(resources, assembly);
  return recordLook(assembly.store, { results: resultsOf(plan, []), resources, lookedAt: context.now() });
}

function formOf({ options }: CommandContext): 'json' | 'normal' | 'wide' {
  if (options.json === 'json') return 'json';
  switch (options.output) {
    case undefined:
    case 'text':
      return 'normal';
    case 'wide':
    case 'json':
      return options.output;
    default:
      throw new UsageError(`-o ${options.output}: a status is shown as text, wide or json`);
  }
}
