import type { ReplicaState } from './plan.ts';

/** What is remembered of one replica between passes, in state/status. Times: ISO 8601, UTC; '' where there is none. */
export interface ReplicaNote {
  readonly endpoint: string;
  readonly path: string;
  readonly state: ReplicaState;
  readonly files: number;
  readonly bytes: number;
  readonly behindFiles: number;
  readonly behindBytes: number;
  readonly extraneousFiles: number;
  /** When a pass last saw it equal to its source. */
  readonly lastSuccessAt: string;
  /** The oldest proof among its files, where all are proven: everything was read back at or after this. */
  readonly verifiedAt: string;
  /** Files that were read back and are not what they should be. */
  readonly corruptFiles: number;
}

/** What a pass left known about one item: the replica's note, and the last word on it. */
export interface StatusItem extends ReplicaNote {
  readonly dataset: string;
  /** The decision after the pass, or `failed` when its action did not succeed. */
  readonly decision: 'settled' | 'todo' | 'held' | 'waiting' | 'unknown' | 'failed';
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Since when this code stands. */
  readonly since: string;
  /** Which file system it is on (see PlaceIdentity); '' where that cannot be told. */
  readonly disk: string;
  /** Its source, `endpoint:path`, and the file system of that; '' where that cannot be told. */
  readonly source: string;
  readonly sourceDisk: string;
}

/** What `status -o json` prints. Names as in a plan document; times ISO 8601, UTC, '' where there is none. */
export interface StatusDocument {
  readonly format: 'replicas/status/v1';
  readonly at: string;
  /** Absent until a pass has ended. */
  readonly lastPass?: { readonly startedAt: string; readonly endedAt: string; readonly exit: number };
  readonly datasets: readonly DatasetStatus[];
  /** Sequencing runs; no kind makes any yet. */
  readonly runs: readonly never[];
  /** Jobs of an engine; none runs any yet. */
  readonly jobs: readonly never[];
}

/** Healthy: all as promised. Copying: growing, nothing overdue. Degraded: a replica is not as promised. AtRisk: no good copy is certain. */
export type Health = 'Healthy' | 'Copying' | 'Degraded' | 'AtRisk' | 'Unknown';

export interface DatasetStatus {
  readonly kind: string;
  readonly resource: string;
  readonly dataset: string;
  readonly health: Health;
  readonly replicas: readonly ReplicaStatus[];
  readonly conditions: readonly Condition[];
  /** What a person must do. */
  readonly needs: readonly Need[];
  /** What a person should know, though nothing is wrong: two replicas on one disk are one copy. */
  readonly remarks: readonly string[];
}

/** The memory of a replica, and its promises. */
export interface ReplicaStatus extends ReplicaNote {
  readonly freshUntil: string;
  /** Who works on it now, and whose lease was taken over last. */
  readonly lease?: LeaseStatus;
}

/** Times: ISO 8601, UTC. */
export interface LeaseStatus {
  readonly holder?: { readonly host: string; readonly pid: number; readonly since: string };
  readonly takenOver?: { readonly from: string; readonly at: string };
}

export interface Condition {
  readonly type: 'Ready' | 'Reconciling' | 'Synced' | 'Verified' | 'Fresh' | 'SourceSeen' | 'Suspended' | 'ManifestsValid';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly since: string;
}

/** `command`: what ends it; '' where no command does. */
export interface Need {
  readonly code: string;
  readonly message: string;
  readonly command: string;
}
