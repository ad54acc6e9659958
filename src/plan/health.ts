import type { Location } from '../model/endpoint.ts';
import { showPath } from '../model/names.ts';
import type { DatasetStatus, Health, Need, ReplicaStatus, StatusItem } from '../model/status.ts';
import { conditionsOf } from './conditions.ts';
import { oneDiskRemarks, type PlaceOnDisk } from './one-disk.ts';
import { isCorrupt, isOverdue, overdueText, type Promised, placeText, replicasIn } from './remembered-items.ts';

/** What is remembered of one resource. */
export interface Remembered {
  readonly kind: string;
  readonly name: string;
  readonly at: string;
  readonly items: readonly StatusItem[];
}

/** The status of each dataset of a resource, from what the last pass left known. */
export function datasetStatuses(record: Remembered, promised: Promised): readonly DatasetStatus[] {
  const names = [...new Set(record.items.map((item) => item.dataset))];
  return names.map((dataset) => {
    const items = record.items.filter((item) => item.dataset === dataset);
    const overdue = new Set(items.filter((item) => isOverdue(item, promised)));
    const resource = `${record.kind}/${record.name}`;
    return {
      kind: record.kind,
      resource: record.name,
      dataset,
      health: healthOf(items, overdue),
      replicas: replicasIn(items).map(replicaStatus),
      conditions: conditionsOf(items, overdue),
      needs: [...needsOf(items), ...[...overdue].map((item) => overdueNeed(item, resource))],
      remarks: oneDiskRemarks(placesOf(items)),
    };
  });
}

/** A replica that no pass has looked at yet. */
export function unseenReplica({ endpoint, path }: Location): ReplicaStatus {
  return {
    endpoint: endpoint.name,
    path: showPath(path) || '.',
    state: 'unknown',
    files: 0,
    bytes: 0,
    behindFiles: 0,
    behindBytes: 0,
    extraneousFiles: 0,
    corruptFiles: 0,
    verifiedAt: '',
    lastSuccessAt: '',
    freshUntil: '',
  };
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
    remarks: [],
  };
}

/**
 * AtRisk: the source is emptied, not there or corrupt, while a replica holds data. Degraded: something failed, is held or corrupt, or its
 * proof is overdue. Healthy needs proofs: bytes that were read back; a dataset that is only equal by size and time is Copying.
 */
function healthOf(items: readonly StatusItem[], overdue: ReadonlySet<StatusItem>): Health {
  const isBad = items.some((item) => BAD_SOURCE.has(item.code));
  if (isBad && items.some((item) => item.files > 0)) return 'AtRisk';
  if (items.some((item) => item.decision === 'failed' || item.decision === 'held' || isCorrupt(item))) return 'Degraded';
  if (overdue.size > 0) return 'Degraded';
  if (items.some((item) => item.decision === 'unknown')) return 'Unknown';
  const replicas = replicasIn(items);
  return replicas.length > 0 && replicas.every((item) => item.state === 'verified') ? 'Healthy' : 'Copying';
}

const BAD_SOURCE: ReadonlySet<string> = new Set(['source.emptied', 'source.absent', 'source.suspect']);

function placesOf(items: readonly StatusItem[]): readonly PlaceOnDisk[] {
  const sources = items.map(({ source, sourceDisk }) => ({ place: `its source ${source}`, disk: sourceDisk }));
  return [...sources, ...replicasIn(items).map((item) => ({ place: placeText(item), disk: item.disk }))];
}

function replicaStatus(item: StatusItem): ReplicaStatus {
  const { endpoint, path, state, files, bytes, behindFiles, behindBytes, extraneousFiles } = item;
  const { corruptFiles, verifiedAt, lastSuccessAt } = item;
  return {
    endpoint,
    path,
    state,
    files,
    bytes,
    behindFiles,
    behindBytes,
    extraneousFiles,
    verifiedAt,
    lastSuccessAt,
    freshUntil: '',
    corruptFiles,
  };
}

function needsOf(items: readonly StatusItem[]): readonly Need[] {
  return items.flatMap(({ code, message, hint, decision }) => {
    if (code === '' || decision === 'waiting') return [];
    return [{ code, message: `${message}${hint === '' ? '' : `. ${hint}`}`, command: commandIn(hint) }];
  });
}

function overdueNeed(item: StatusItem, resource: string): Need {
  const command = `reconcile verify ${resource}`;
  return { code: 'replica.overdue', message: `${overdueText(item)}. Read it now: ${command}`, command };
}

/** The command with which a hint ends, if it does. */
function commandIn(hint: string): string {
  return /(?:^|: )((?:reconcile|chmod|ssh)(?: .+)?)$/.exec(hint)?.[1] ?? '';
}
