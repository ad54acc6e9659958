import { Lookup } from '../inventory/compare.ts';
import { isProven } from '../inventory/standing.ts';
import type { Location } from '../model/endpoint.ts';
import type { Inventory } from '../model/inventory.ts';
import { notOurs } from './identified.ts';
import { type MirrorCase, replicaOf } from './mirror-case.ts';
import { changesOf } from './mirror-changes.ts';
import { type Looks, replicaStandingAt, treeAt } from './mirror-looks.ts';

/** A place that may hold good copies. `position` is that of the corrupt file in have. */
export interface GoodSource {
  readonly location: Location;
  readonly tree: Inventory;
  /** The position in its tree of a good copy; -1 where it has none. `want`: the file's position at the source. */
  copyOf(position: number, want: number): number;
}

/** The source first, then the other replicas, as far as rsync can take from them. */
export function goodSources(mirror: MirrorCase, { want, have }: Looks): readonly GoodSource[] {
  const { dataset } = mirror;
  const replica = replicaOf(mirror);
  const source: GoodSource = {
    location: dataset.source,
    tree: want,
    copyOf: (_, position) => (mirror.suspects.has(position) ? -1 : position),
  };
  const others = dataset.replicas
    .filter((it) => it !== replica)
    .flatMap((it) => goodReplica(mirror, it.location, { want, have }));
  return [source, ...others].filter((it) => isRoute(it.location, replica.location));
}

/** rsync cannot copy between two remote places. */
export function isRoute(from: Location, to: Location): boolean {
  return from.endpoint.type === 'Local' || to.endpoint.type === 'Local';
}

function goodReplica(
  mirror: MirrorCase,
  location: Location,
  { want, have }: Pick<Looks, 'want' | 'have'>,
): readonly GoodSource[] {
  const tree = treeAt(mirror, location);
  if (tree.status !== 'present' || notOurs(mirror.see, location.endpoint) !== undefined) return [];
  const seen = { want, have: tree.value, changes: changesOf(mirror, want, tree.value) };
  const standing = replicaStandingAt(mirror, location, seen);
  const there = new Lookup(have, tree.value);
  return [
    {
      location,
      tree: tree.value,
      copyOf(position) {
        const found = there.find(position);
        return found.identical && isProven(standing, found.position) ? found.position : -1;
      },
    },
  ];
}
