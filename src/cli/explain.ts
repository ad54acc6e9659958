import { stringify } from 'yaml';
import { assemble } from '../assemble.ts';
import { decodeRsyncName } from '../inventory/rsync-name.ts';
import { fromText } from '../lib/path-bytes.ts';
import { UsageError } from '../lib/usage-error.ts';
import type { Resource } from '../model/resource.ts';
import { lookAndDecide } from '../reconcile.ts';
import { effectiveSpec } from '../render/effective-spec.ts';
import { explainText } from '../render/explain-text.ts';
import type { Command } from './command.ts';
import { EXIT, planExit } from './exit-codes.ts';
import { validWorkspace } from './open.ts';
import { resourceNamed } from './select.ts';

/** Why a resource (or one path of it) is as it is, what comes next, what a person can do. Looks now; changes nothing. */
export const explain: Command = async (context, [name, path]) => {
  if (name === undefined) throw new UsageError('explain: which resource? KIND/NAME');
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return EXIT.invalid;
  const resource: Resource = resourceNamed(workspace.compiled.resources, name);
  if (context.options.defaults === 'defaults') {
    context.stdout.write(stringify(effectiveSpec(resource)));
    return EXIT.fine;
  }
  const assembly = assemble({ state: workspace.state, signal: context.signal, emit: () => undefined });
  try {
    const plan = await lookAndDecide([resource], assembly);
    const about = path === undefined ? undefined : decodeRsyncName(fromText(path.replace(/^\.?\/+|\/+$/g, '')));
    context.stdout.write(explainText(plan, about, context.stdout.painter));
    return planExit(plan, 'plain');
  } finally {
    assembly.close();
  }
};
