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
      conditions: conditionsOf(items, record.at),
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
 * AtRisk: the source is gone while replicas hold data. Degraded: something failed or is held. Healthy needs proofs: bytes
 * that were read back; a dataset that is only equal by size and time is Copying.
 */
function healthOf(items: readonly StatusItem[]): Health {
  if (items.some((item) => item.code === 'source.emptied')) return 'AtRisk';
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

function conditionsOf(items: readonly StatusItem[], at: string): readonly Condition[] {
  const troubled = items.find((item) => item.decision !== 'settled');
  const behind = items.find((item) => item.state !== 'copied' && item.state !== 'verified');
  const unverified = items.find((item) => item.state !== 'verified');
  const unseen = items.find((item) => item.decision === 'unknown' || item.code.startsWith('source.'));
  return [
    condition('Ready', troubled, { good: 'Settled', bad: troubled?.code ?? '', since: at }),
    condition('Synced', behind, { good: 'Equal', bad: 'Behind', since: at }),
    condition('Verified', unverified, { good: 'ReadBack', bad: 'NotReadBack', since: at }),
    condition('SourceSeen', unseen, { good: 'Listed', bad: unseen?.code ?? '', since: at }),
  ];
}

function condition(
  type: Condition['type'],
  against: StatusItem | undefined,
  reasons: { readonly good: string; readonly bad: string; readonly since: string },
): Condition {
  if (against === undefined) return { type, status: 'True', reason: reasons.good, message: '', since: reasons.since };
  return {
    type,
    status: 'False',
    reason: reasons.bad === '' ? 'NotYet' : reasons.bad,
    message: against.message,
    since: against.since,
  };
}

function needsOf(items: readonly StatusItem[]): readonly Need[] {
  return items.flatMap(({ code, message, hint, decision }) => {
    if (code === '' || decision === 'waiting') return [];
    return [{ code, message: `${message}${hint === '' ? '' : `. ${hint}`}`, command: commandIn(hint) }];
  });
}

/** The command with which a hint ends, if it does. */
function commandIn(hint: string): string {
  return /(?:^|: )((?:reconcile|chmod|ssh) .+)$/.exec(hint)?.[1] ?? '';
}
