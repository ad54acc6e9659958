import { Buffer } from 'node:buffer';
import { fromText, joinPath } from '../lib/path-bytes.ts';
import type { ActionOf } from '../model/action.ts';
import type { Outcome } from '../model/outcome.ts';
import type { RunContext } from './runner.ts';

const NAME = fromText('.replicas-state.json');

/** Says at a replica what it holds, that all of it was read back, and by which plan: a whole new file in the place of the old one. */
export async function publish(action: ActionOf<'publish'>, context: RunContext): Promise<Outcome> {
  const began = context.tools.now();
  const { files } = context.driver(action.to.endpoint);
  const { content, ...said } = action.state;
  if (files !== undefined) {
    const document = { format: 'replicas/state/v1', ...said, plan: context.planId };
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    const written = await files.replace(joinPath(action.to.path, NAME), Buffer.from(text), context.lease?.fence);
    if (!written.ok) return { status: 'failed', failure: written.error };
  }
  context.ledgers.published(action.to, content);
  return { status: 'done', ms: context.tools.now() - began, files: 0, bytes: 0 };
}
