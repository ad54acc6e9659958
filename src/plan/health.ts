import type { Condition, DatasetStatus, Health, Need, ReplicaStatus, StatusItem } from '../model/status.ts';

/** What is remembered of one resource. */
export interface Remembered {
  readonly kind: string;
  readonly name: string;
  readonly at: string;
  readonly items: readonly StatusItem[];
}

/** The status of each dataset of a resource, from what the last pass left known. */
export function datasetStatuses(record: Remembered): readonly DatasetStatus[] {
  const names = [...new Set(record.items.map((item) => item.dataset))];
  return names.map((dataset) => {
    const items = record.items.filter((item) => item.dataset === dataset);
    return {
      kind: record.kind,
      resource: record.name,
      dataset,
      health: healthOf(items),
      replicas: items.filter((item) => item.endpoint !== '').map(replicaStatus),
      conditions: conditionsOf(items),
      needs: needsOf(items),
    };
  });
}

/** A resource that no pass has looked at yet. */
export function unseenStatus(kind: string, name: string): DatasetStatus {
  const message = 'no pass has looked at it yet';
  return {
    kind,
    resource: name,
    dataset: '',
    health: 'Unknown',
    replicas: [],
    conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NotLooked', message, since: '' }],
    needs: [],
  };
}

/**
 * AtRisk: the source is emptied, or not there, while a replica holds data. Degraded: something failed or is held. Healthy needs proofs: bytes
 * that were read back; a dataset that is only equal by size and time is Copying.
 */
function healthOf(items: readonly StatusItem[]): Health {
  const gone = items.some((item) => item.code === 'source.emptied' || item.code === 'source.absent');
  if (gone && items.some((item) => item.files > 0)) return 'AtRisk';
  if (items.some((item) => item.decision === 'failed' || item.decision === 'held' || item.state === 'corrupt')) return 'Degraded';
  if (items.some((item) => item.decision === 'unknown')) return 'Unknown';
  return items.every((item) => item.state === 'verified') ? 'Healthy' : 'Copying';
}

function replicaStatus(item: StatusItem): ReplicaStatus {
  const { endpoint, path, state, files, bytes, behindFiles, behindBytes, extraneousFiles, lastSuccessAt } = item;
  return {
    endpoint,
    path,
    state,
    files,
    bytes,
    behindFiles,
    behindBytes,
    extraneousFiles,
    verifiedAt: '',
    lastSuccessAt,
    freshUntil: '',
  };
}

function conditionsOf(items: readonly StatusItem[]): readonly Condition[] {
  return [
    condition('Ready', items, {
      holds: (item) => item.decision === 'settled',
      good: 'Settled',
      bad: (item) => item.code || 'NotYet',
    }),
    condition('Synced', items, { holds: isSynced, good: 'Equal', bad: () => 'Behind' }),
    condition('Verified', items, { holds: isVerified, good: 'ReadBack', bad: () => 'NotReadBack' }),
    condition('SourceSeen', items, { holds: isSourceSeen, good: 'Listed', bad: (item) => item.code }),
  ];
}

interface Asked {
  /** Undefined: it cannot be told. */
  readonly holds: (item: StatusItem) => boolean | undefined;
  readonly good: string;
  readonly bad: (item: StatusItem) => string;
}

/** True when it holds for every item; else the first that it does not hold for, or cannot be told of, speaks. */
function condition(type: Condition['type'], items: readonly StatusItem[], { holds, good, bad }: Asked): Condition {
  const against = items.find((item) => holds(item) === false) ?? items.find((item) => holds(item) === undefined);
  if (against === undefined) return { type, status: 'True', reason: good, message: '', since: latest(items) };
  const { message, since } = against;
  if (holds(against) === undefined) return { type, status: 'Unknown', reason: against.code || 'NotSeen', message, since };
  return { type, status: 'False', reason: bad(against), message, since };
}

function isSynced({ state }: StatusItem): boolean | undefined {
  return state === 'unknown' ? undefined : state === 'copied' || state === 'verified';
}

function isVerified({ state }: StatusItem): boolean | undefined {
  return state === 'unknown' ? undefined : state === 'verified';
}

/** Whatever else kept a replica from being looked at says nothing about the source. */
function isSourceSeen({ code, decision }: StatusItem): boolean | undefined {
  if (code.startsWith('source.')) return code === 'source.emptied';
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

function needsOf(items: readonly StatusItem[]): readonly Need[] {
  return items.flatMap(({ code, message, hint, decision }) => {
    if (code === '' || decision === 'waiting') return [];
    return [{ code, message: `${message}${hint === '' ? '' : `. ${hint}`}`, command: commandIn(hint) }];
  });
}

/** The command with which a hint ends, if it does. */
function commandIn(hint: string): string {
  return /(?:^|: )((?:reconcile|chmod|ssh)(?: .+)?)$/.exec(hint)?.[1] ?? '';
}
