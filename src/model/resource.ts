import type { SourcePosition } from './diagnostic.ts';
import type { Location, RsyncDaemonEndpoint } from './endpoint.ts';
import type { DigestAlgorithm, Filter } from './inventory.ts';

/** The kinds that make work, with their specs: defaults filled in, references resolved. */
export interface KindSpecs {
  PoolMirror: PoolMirrorSpec;
}

export type KindName = keyof KindSpecs;

/** One declared resource, ready to be decided upon. `digest`: sha256 of everything that its decisions depend on. */
export type ResourceOf<K extends KindName> = {
  readonly kind: K;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: KindSpecs[K];
  readonly source: SourcePosition;
  readonly digest: string;
};

export type Resource = { [K in KindName]: ResourceOf<K> }[KindName];

/** A directory tree kept equal to its source at one or more places. */
export interface PoolMirrorSpec {
  readonly source: PoolSource;
  readonly replicas: readonly ReplicaSpec[];
  readonly filter: Filter;
  readonly extraneous: 'Keep' | 'Trash' | 'Delete';
  readonly ceilings: Ceilings;
  /** What files are proven by. */
  readonly digest: DigestAlgorithm;
  readonly verify: VerifySpec;
  /** How long what was trashed is kept, in milliseconds. */
  readonly trash: { readonly keepMs: number };
}

/** When what was proven is read again. */
export interface VerifySpec {
  /** A proof older than this is due, in milliseconds. */
  readonly everyMs: number;
  /** What re-checks may read of one replica in 24 hours, in bytes; Infinity: no limit. */
  readonly budgetBytes: number;
  /** Run: a person asked, and what was read before does not count. */
  readonly budgetFor?: 'Run';
  /** How long one re-check may take, in milliseconds; Infinity: no limit. */
  readonly forMs: number;
  /** Whether the source is read again too. */
  readonly source: 'Read' | 'NotRead';
}

/** One location, or the modules of a daemon whose names match (each a mirror of its own, in a directory of its name). */
export type PoolSource =
  | { readonly type: 'Location'; readonly location: Location }
  | { readonly type: 'Modules'; readonly endpoint: RsyncDaemonEndpoint; readonly patterns: readonly string[] };

/** One replica. `feed`: whose bytes it gets: the source's, or those of another replica of the list, by its position. */
export interface ReplicaSpec {
  readonly location: Location;
  readonly feed: { readonly type: 'Source' } | { readonly type: 'Replica'; readonly position: number };
}

/** How much one plan may remove before it is held. Infinity: no ceiling. */
export interface Ceilings {
  readonly percent: number;
  readonly files: number;
  readonly bytes: number;
}

/** `PoolMirror/pv`. */
export function resourceName(resource: Resource): string {
  return `${resource.kind}/${resource.name}`;
}
