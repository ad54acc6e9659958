import type { SourcePosition } from './diagnostic.ts';
import type { Location, RsyncDaemonEndpoint } from './endpoint.ts';
import type { Filter } from './inventory.ts';

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
