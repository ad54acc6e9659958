import type { Resource } from '../model/resource.ts';
import type { ReplicaStatus, StatusDocument } from '../model/status.ts';
import { datasetStatuses, unseenReplica, unseenStatus } from '../plan/health.ts';
import type { StatusRecord } from '../state/status-record.ts';
import type { Store } from '../state/store.ts';

/** The status of these resources, as the last pass over each left it, or as it was `seen` just now. */
export function rememberedStatus(
  resources: readonly Resource[],
  { store, seen }: { readonly store: Store; readonly seen: readonly StatusRecord[] },
  now: number,
): StatusDocument {
  const datasets = resources.flatMap((resource) => {
    const { kind, name, spec } = resource;
    const record = seen.find((it) => it.kind === kind && it.name === name) ?? store.status(kind, name);
    return record === undefined
      ? [{ ...unseenStatus(kind, name), replicas: begunReplicas(resource, store) }]
      : datasetStatuses(record, { now, verifyEveryMs: spec.verify.everyMs });
  });
  const lastPass = store.lastPass();
  return {
    format: 'replicas/status/v1',
    at: new Date(now).toISOString(),
    ...(lastPass === undefined ? {} : { lastPass }),
    datasets: datasets.map((dataset) => ({ ...dataset, replicas: dataset.replicas.map((replica) => withLease(replica, store)) })),
    runs: [],
    jobs: [],
  };
}

/** A replica with who works on it now, and whom this workspace succeeded there. */
function withLease(replica: ReplicaStatus, store: Store): ReplicaStatus {
  const lease = store.leaseStatus(`${replica.endpoint}:${replica.path}`);
  return lease === undefined ? replica : { ...replica, lease };
}

/** Replicas that no pass has looked at to its end, where one works, or worked, on them. */
function begunReplicas({ spec }: Resource, store: Store): readonly ReplicaStatus[] {
  return spec.replicas.flatMap(({ location }) => {
    const replica = unseenReplica(location);
    return store.leaseStatus(`${replica.endpoint}:${replica.path}`) === undefined ? [] : [replica];
  });
}
