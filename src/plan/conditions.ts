import type { Condition, StatusItem } from '../model/status.ts';
import { isCorrupt, overdueText, replicasIn } from './remembered-items.ts';

/** What holds of a dataset, item by item. `overdue`: those of the items whose proofs are. */
export function conditionsOf(items: readonly StatusItem[], overdue: ReadonlySet<StatusItem>): readonly Condition[] {
  // Where no replica is known, what is said of the whole is said of them.
  const known = replicasIn(items);
  const replicas = known.length === 0 ? items : known;
  return [
    condition('Ready', items, {
      holds: (item) => item.decision === 'settled',
      good: 'Settled',
      bad: (item) => item.code || 'NotYet',
    }),
    condition('Synced', replicas, { holds: isSynced, good: 'Equal', bad: () => 'Behind' }),
    condition('Verified', replicas, {
      holds: (item) => (overdue.has(item) || isCorrupt(item) ? false : isVerified(item)),
      good: 'ReadBack',
      bad: (item) => (isCorrupt(item) ? 'Corrupt' : overdue.has(item) ? 'Overdue' : 'NotReadBack'),
      say: (item) => (overdue.has(item) ? overdueText(item) : ''),
    }),
    condition('SourceSeen', items, { holds: isSourceSeen, good: 'Listed', bad: (item) => item.code }),
  ];
}

interface Asked {
  /** Undefined: it cannot be told. */
  readonly holds: (item: StatusItem) => boolean | undefined;
  readonly good: string;
  readonly bad: (item: StatusItem) => string;
  /** Instead of the item's own message, where that says nothing. */
  readonly say?: (item: StatusItem) => string;
}

/** True when it holds for every item; else the first that it does not hold for, or cannot be told of, speaks. */
function condition(type: Condition['type'], items: readonly StatusItem[], { holds, good, bad, say }: Asked): Condition {
  const against = items.find((item) => holds(item) === false) ?? items.find((item) => holds(item) === undefined);
  if (against === undefined) return { type, status: 'True', reason: good, message: '', since: latest(items) };
  const { message, since } = against;
  if (holds(against) === undefined) return { type, status: 'Unknown', reason: against.code || 'NotSeen', message, since };
  return { type, status: 'False', reason: bad(against), message: message || (say?.(against) ?? ''), since };
}

function isSynced({ state }: StatusItem): boolean | undefined {
  return state === 'unknown' ? undefined : state === 'copied' || state === 'verified';
}

function isVerified({ state }: StatusItem): boolean | undefined {
  return state === 'unknown' ? undefined : state === 'verified';
}

/** Troubles of a source that was listed. */
const LISTED: ReadonlySet<string> = new Set(['source.emptied', 'source.shrunk', 'source.suspect']);

/** Whatever else kept a replica from being looked at says nothing about the source. */
function isSourceSeen({ code, decision }: StatusItem): boolean | undefined {
  if (code.startsWith('source.')) return LISTED.has(code);
  return decision === 'unknown' ? undefined : true;
}

function latest(items: readonly StatusItem[]): string {
  return (
    items
      .map((item) => item.since)
      .sort()
      .at(-1) ?? ''
  );
}
