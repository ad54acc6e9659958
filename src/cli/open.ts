import { sourceTexts } from '../manifest/manifest-file.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { renderDiagnostics } from '../render/diagnostics.ts';
import type { DiagnosticsReport } from '../render/diagnostics-report.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';

/** The workspace of a command; its remarks and errors are not printed yet. */
function workspaceOf(context: CommandContext): Promise<Workspace> {
  const { directory, options, env } = context;
  return openWorkspace({ directory, manifests: options.manifests, state: options.state, env });
}

/**
 * The workspace, if nothing in its manifests forbids to go on; otherwise all that is wrong is on stderr. A secret that
 * others can read forbids nothing here: it is a failure of its endpoint alone.
 */
export async function validWorkspace(context: CommandContext): Promise<Workspace | undefined> {
  const workspace = await workspaceOf(context);
  const errors = workspace.diagnostics.filter((it) => it.severity === 'error' && it.code !== 'manifest.secret');
  if (errors.length === 0) return workspace;
  context.stderr.write(renderDiagnostics('text', reportOf(workspace, errors), context.stderr.painter));
  return undefined;
}

/** Ends a command whose manifests are invalid: with --json the stream of events ends as every other does. */
export function invalidEnd({ options, stdout, now }: CommandContext): number {
  if (options.json === 'json')
    stdout.write(`${JSON.stringify({ at: new Date(now()).toISOString(), type: 'exit', code: EXIT.invalid })}\n`);
  return EXIT.invalid;
}

/** What there is to say about a workspace, with what is needed to show it. */
export function reportOf(workspace: Workspace, diagnostics: readonly Diagnostic[]): DiagnosticsReport {
  const { files, compiled } = workspace;
  return { diagnostics, sources: sourceTexts(files), files: files.length, manifests: compiled.manifests };
}
