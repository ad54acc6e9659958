import { showLocation, showPath } from '../model/names.ts';
import { gapOf, troubleOf } from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';
import type { StatusItem } from '../model/status.ts';
import type { ItemResult } from './results.ts';

/** What a pass leaves known of the items of one resource. `before`: what was known; `at`: ISO 8601, when the pass looked. */
export function statusItems(results: readonly ItemResult[], before: readonly StatusItem[], at: string): readonly StatusItem[] {
  return results.flatMap((result) => {
    const undecided = before.filter((item) => item.endpoint !== '');
    // Where it is not even known which replicas there are, those that were known are unknown now.
    if (result.entry.item.replica === undefined && result.entry.item.dataset === '' && undecided.length > 0)
      return undecided.map((item) => nowUnknown(item, result, at));
    const fresh = itemOf(result, at);
    const known = before.find(
      (item) => item.endpoint === fresh.endpoint && item.path === fresh.path && item.dataset === fresh.dataset,
    );
    if (known === undefined) return [fresh];
    // What could not be looked at keeps its last known figures.
    const figures = result.entry.item.facts === undefined ? { ...fresh, ...figuresOf(known) } : fresh;
    return [
      {
        ...figures,
        lastSuccessAt: fresh.lastSuccessAt === '' ? known.lastSuccessAt : fresh.lastSuccessAt,
        since: known.code === fresh.code && known.decision === fresh.decision ? known.since : at,
      },
    ];
  });
}

function itemOf({ entry, failure }: ItemResult, at: string): StatusItem {
  const { item } = entry;
  const { facts, decision } = item;
  const leased = failure?.code === 'lease.held';
  const trouble = failure ?? troubleOf(decision);
  const holds = decision.status === 'todo' ? decision.actions.find((action) => action.hold !== undefined)?.hold : undefined;
  const told = trouble ?? gapOf(item) ?? holds;
  return {
    dataset: item.dataset,
    endpoint: item.replica?.endpoint.name ?? '',
    path: item.replica === undefined ? '' : showPath(item.replica.path) || '.',
    state: facts?.state ?? 'unknown',
    files: facts?.holds.files ?? 0,
    bytes: facts?.holds.bytes ?? 0,
    behindFiles: facts?.behind.files ?? 0,
    behindBytes: facts?.behind.bytes ?? 0,
    extraneousFiles: facts?.extraneous.files ?? 0,
    lastSuccessAt: facts?.state === 'copied' || facts?.state === 'verified' ? at : '',
    verifiedAt: timeText(facts?.verifiedAt),
    corruptFiles: facts?.corrupt.files ?? 0,
    disk: facts?.place?.disk ?? '',
    source: sourceText(entry.resource),
    sourceDisk: facts?.sourcePlace?.disk ?? '',
    decision: failure === undefined ? decision.status : leased ? 'waiting' : 'failed',
    code: told?.code ?? '',
    message: told?.message ?? '',
    hint: told?.hint ?? '',
    since: at,
  };
}

/** An item as it was known, with the trouble that keeps the whole from being decided. */
function nowUnknown(item: StatusItem, result: ItemResult, at: string): StatusItem {
  const { decision, code, message, hint } = itemOf(result, at);
  return { ...item, state: 'unknown', decision, code, message, hint, since: item.code === code ? item.since : at };
}

function figuresOf(item: StatusItem): Partial<StatusItem> {
  const { files, bytes, behindFiles, behindBytes, extraneousFiles, verifiedAt, corruptFiles, disk, sourceDisk } = item;
  return { files, bytes, behindFiles, behindBytes, extraneousFiles, verifiedAt, corruptFiles, disk, sourceDisk };
}

/** '' where the source is no single place. */
function sourceText({ spec: { source } }: Resource): string {
  return source.type === 'Location' ? showLocation(source.location) : '';
}

/** How far a Date reaches from 1970, in milliseconds. */
const DATE_LIMIT = 8_640_000_000_000_000;

/** ISO 8601; '' for none, and for one that no calendar holds. */
function timeText(ms: number | undefined): string {
  return ms === undefined || Math.abs(ms) > DATE_LIMIT ? '' : new Date(ms).toISOString();
}
