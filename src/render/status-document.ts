import type { Condition, DatasetStatus, Need, ReplicaStatus, StatusDocument } from '../model/status.ts';

/** A status as JSON text, its keys in the order of the contract, whatever the order in which they were made. */
export function statusJson(status: StatusDocument): string {
  const { format, at, lastPass, datasets, runs, jobs } = status;
  const pass =
    lastPass === undefined ? {} : { lastPass: { startedAt: lastPass.startedAt, endedAt: lastPass.endedAt, exit: lastPass.exit } };
  return `${JSON.stringify({ format, at, ...pass, datasets: datasets.map(ordered), runs, jobs }, undefined, 2)}\n`;
}

function ordered({ kind, resource, dataset, health, replicas, conditions, needs }: DatasetStatus): DatasetStatus {
  return {
    kind,
    resource,
    dataset,
    health,
    replicas: replicas.map(orderedReplica),
    conditions: conditions.map(orderedCondition),
    needs: needs.map(orderedNeed),
  };
}

function orderedReplica(replica: ReplicaStatus): ReplicaStatus {
  const { endpoint, path, state, files, bytes, behindFiles, behindBytes, extraneousFiles } = replica;
  const { verifiedAt, lastSuccessAt, freshUntil } = replica;
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
    freshUntil,
  };
}

function orderedCondition({ type, status, reason, message, since }: Condition): Condition {
  return { type, status, reason, message, since };
}

function orderedNeed({ code, message, command }: Need): Need {
  return { code, message, command };
}
