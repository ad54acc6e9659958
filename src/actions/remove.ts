import { DELETED } from '../endpoints/shared/deleted.ts';
import { sortedEntries } from '../inventory/records.ts';
import { fromText, joinPath } from '../lib/path-bytes.ts';
import type { ActionOf } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import { showLocation } from '../model/names.ts';
import type { Outcome } from '../model/outcome.ts';
import { freeBin } from './bins.ts';
import type { RunContext } from './runner.ts';

/**
 * Takes entries out of a replica: each is looked at, renamed into `.replicas-trash/<date>/<plan>/`, looked at again and put
 * back when it is not what was planned. Delete is a trash that is emptied at once.
 */
export async function remove(action: ActionOf<'remove'>, context: RunContext): Promise<Outcome> {
  const { files } = context.driver(action.to.endpoint);
  const fence = context.lease?.fence;
  if (files === undefined || fence === undefined) return { status: 'failed', failure: cannot(action) };
  const began = context.tools.now();
  const bin = await freeBin(files, joinPath(action.to.path, fromText(binName(action.how, context.planId, began))));
  // Deepest first, so that a directory is empty when its turn comes.
  const entries = [...sortedEntries(action.entries)].reverse();
  const report = await files.retire(action.to.path, entries, bin, fence);
  if (!report.ok) return { status: 'failed', failure: report.error };
  if (action.how === 'Delete') {
    const erased = await files.erase(joinPath(action.to.path, DELETED), fence);
    if (!erased.ok) return { status: 'failed', failure: erased.error };
  }
  const [refused] = report.value.refused;
  if (refused !== undefined) return { status: 'failed', failure: refused.because };
  return { status: 'done', ms: context.tools.now() - began, files: action.amount.files, bytes: action.amount.bytes };
}

/** Where entries go. What is to go for good leaves no trash behind. */
function binName(how: 'Trash' | 'Delete', planId: string, now: number): string {
  return how === 'Trash' ? `.replicas-trash/${new Date(now).toISOString().slice(0, 10)}/${planId}` : `${DELETED}/${planId}`;
}

function cannot(action: ActionOf<'remove'>): Failure {
  return {
    code: 'endpoint.access',
    message: `${showLocation(action.to)}: nothing can be renamed or removed there`,
    hint: 'Set `extraneous: Keep` in the manifest.',
    retry: 'person',
    blame: 'to',
  };
}
