import { closeSync, constants, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { assemble } from '../assemble.ts';
import { openRegularFile } from '../lib/open-regular-file.ts';
import { UsageError } from '../lib/usage-error.ts';
import type { Emit } from '../model/event.ts';
import { lookAndDecide } from '../reconcile.ts';
import { rememberShown } from '../remember-shown.ts';
import { type PlanDocument, planDocument } from '../render/plan-document.ts';
import { renderPlanMarkdown } from '../render/plan-markdown.ts';
import { renderPlanText } from '../render/plan-text.ts';
import type { Command, CommandContext } from './command.ts';
import { EXIT, planExit } from './exit-codes.ts';
import { manifestsFingerprint } from './manifests-fingerprint.ts';
import { validWorkspace } from './open.ts';
import { selectResources } from './select.ts';

const NOBODY: Emit = () => undefined;

/** `--plan`: looks, decides, shows, does nothing. */
export const plan: Command = async (context) => {
  const { options } = context;
  const form = formOf(context);
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return EXIT.invalid;
  const resources = selectResources(workspace.compiled.resources, options);
  const assembly = assemble({ state: workspace.state, signal: context.signal, emit: NOBODY });
  try {
    const { at } = options;
    const made = await lookAndDecide(resources, at === undefined ? assembly : { ...assembly, decideAt: at });
    const document = async (entries: 'listed' | 'counted'): Promise<PlanDocument> => {
      const manifests = await manifestsFingerprint({ workspace, directory: context.directory, tools: assembly.tools });
      return planDocument(made, { manifests, entries, at });
    };
    if (options.out !== undefined) save(resolve(context.directory, options.out), await document('listed'));
    switch (form) {
      case 'json':
        context.stdout.write(jsonText(await document('counted')));
        break;
      case 'markdown':
        context.stdout.write(renderPlanMarkdown(made, at));
        break;
      case 'text':
        context.stdout.write(renderPlanText(made, { detail: options.detail, painter: context.stdout.painter, at }));
        break;
    }
    if (at === undefined) rememberShown(assembly.shown, made, resources);
    return planExit(made, options.detailedExitcode);
  } finally {
    assembly.close();
  }
};

function formOf({ options }: CommandContext): 'json' | 'markdown' | 'text' {
  if (options.json === 'json') return 'json';
  const { output } = options;
  if (output === undefined || output === 'text') return 'text';
  if (output === 'json' || output === 'markdown') return output;
  throw new UsageError(`-o ${output}: a plan is shown as text, json or markdown`);
}

function save(path: string, document: PlanDocument): void {
  const said = (why: string): UsageError => new UsageError(`--out ${path}: ${why}`);
  const opened = openRegularFile(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC);
  if (!opened.ok) throw said(opened.error.message);
  try {
    writeFileSync(opened.value, jsonText(document));
  } catch (error) {
    throw said(error instanceof Error ? error.message : String(error));
  } finally {
    closeSync(opened.value);
  }
}

function jsonText(document: PlanDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
