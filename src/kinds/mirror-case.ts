import type { Location } from '../model/endpoint.ts';
import type { See } from '../model/probe.ts';
import type { ReplicaSpec, ResourceOf } from '../model/resource.ts';
import { toleranceBetween } from '../model/tolerance.ts';

/** One tree to be mirrored: the resource's own, or one module of those that match. */
export interface Dataset {
  readonly name: string;
  readonly source: Location;
  readonly replicas: readonly ReplicaSpec[];
}

/** What one replica is decided from. `position`: of the replica in the dataset's list. */
export interface MirrorCase {
  readonly resource: ResourceOf<'PoolMirror'>;
  readonly dataset: Dataset;
  readonly position: number;
  readonly see: See;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Positions in the source's tree of files that no longer hold what was proven of them. */
  readonly suspects: ReadonlySet<number>;
  /** Before this nothing is to be read at the source, in milliseconds since 1970; 0 while something is, or is under suspicion. */
  readonly soundUntil: number;
}

/** The replica that a case is about. */
export function replicaOf(mirror: MirrorCase): ReplicaSpec {
  const replica = mirror.dataset.replicas[mirror.position];
  if (replica === undefined) throw new Error(`no replica at position ${mirror.position}`);
  return replica;
}

/** How close, in nanoseconds, two modification times must be to be equal. */
export function toleranceOf(mirror: MirrorCase): bigint {
  return toleranceBetween(mirror.dataset.source, replicaOf(mirror).location);
}
