import { UsageError } from '../lib/usage-error.ts';
import { DIAGNOSTICS_FORMATS, type DiagnosticsFormat, renderDiagnostics } from '../render/diagnostics.ts';
import { openWorkspace } from '../workspace.ts';
import type { Command, CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { reportOf } from './open.ts';

/** Checks the manifests named as words (or with -m, or the default ones); contacts nobody and runs nothing. */
export const validate: Command = async (context, words) => {
  const format = formatOf(context);
  const { directory, options, env } = context;
  const manifests = [...options.manifests, ...words];
  const workspace = await openWorkspace({ directory, manifests, state: undefined, env });
  const report = reportOf(workspace, workspace.diagnostics);
  context.stdout.write(renderDiagnostics(format, report, context.stdout.painter));
  return report.diagnostics.some((it) => it.severity === 'error') ? EXIT.invalid : EXIT.fine;
};

function formatOf({ options, env }: CommandContext): DiagnosticsFormat {
  const written = options.json === 'json' ? 'json' : (options.format ?? 'auto');
  if (written === 'auto') return env.GITHUB_ACTIONS === 'true' ? 'github' : 'text';
  const known = DIAGNOSTICS_FORMATS.find((format) => format === written);
  if (known === undefined) throw new UsageError(`--format ${written}: choose auto, ${DIAGNOSTICS_FORMATS.join(', ')}`);
  return known;
}
