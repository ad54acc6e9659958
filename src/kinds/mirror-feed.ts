import { allProven, hasUnread } from '../inventory/standing.ts';
import type { Location } from '../model/endpoint.ts';
import { notOurs } from './identified.ts';
import { type MirrorCase, replicaOf } from './mirror-case.ts';
import { changesOf, toCopy } from './mirror-changes.ts';
import { type Looks, replicaStandingAt, treeAt } from './mirror-looks.ts';

/** Whose bytes the replica gets. `compared`: where files are compared with; the source while the feed cannot be looked at. */
export interface Feed {
  readonly location: Location;
  readonly status: 'ready' | 'waits';
  readonly compared: Location;
}

/** A feeding replica is ready once all of it is there and was read back; it is waited for only where it is needed. */
export function feedOf(mirror: MirrorCase, { changes, standing }: Looks): Feed {
  const { dataset } = mirror;
  const { feed } = replicaOf(mirror);
  const location = feed.type === 'Source' ? dataset.source : dataset.replicas[feed.position]?.location;
  if (location === undefined) throw new Error(`no replica at position ${feed.type === 'Replica' ? feed.position : ''}`);
  if (feed.type === 'Source') return { location, status: 'ready', compared: location };
  const isNeeded = toCopy(changes).length > 0 || hasUnread(changes.equal, standing);
  const isSeen = treeAt(mirror, location).status === 'present' && notOurs(mirror.see, location.endpoint) === undefined;
  return {
    location,
    status: !isNeeded || isVerified({ ...mirror, position: feed.position }) ? 'ready' : 'waits',
    compared: isSeen ? location : dataset.source,
  };
}

/** Whether a replica has all that the source has, with nothing unreadable, and every file was read back. */
function isVerified(mirror: MirrorCase): boolean {
  const { location } = replicaOf(mirror);
  const want = treeAt(mirror, mirror.dataset.source);
  const have = treeAt(mirror, location);
  if (want.status !== 'present' || have.status !== 'present' || have.value.gaps.length > 0) return false;
  if (notOurs(mirror.see, location.endpoint) !== undefined) return false;
  const changes = changesOf(mirror, want.value, have.value);
  if (toCopy(changes).length + changes.blocked.length > 0) return false;
  return allProven(changes.equal, replicaStandingAt(mirror, location, { want: want.value, have: have.value, changes }));
}
