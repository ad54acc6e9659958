import { pathAt } from '../inventory/records.ts';
import { ROOT } from '../lib/path-bytes.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { Hold } from '../model/hold.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation, showPath } from '../model/names.ts';
import type { Decision } from '../model/plan.ts';
import { type MirrorCase, replicaOf } from './mirror-case.ts';

/** The replica that feeds this one is not complete. */
export function upstreamFirst(mirror: MirrorCase): Decision {
  const { feed } = replicaOf(mirror);
  const location = feed.type === 'Replica' ? mirror.dataset.replicas[feed.position]?.location : mirror.dataset.source;
  const name = location === undefined ? '' : showLocation(location);
  return {
    status: 'waiting',
    code: 'replica.upstream-first',
    message: `is fed from ${name}, which is not complete yet`,
    hint: 'It follows in the same pass once that replica is complete.',
  };
}

/** The source path or module is not there. */
export function sourceAbsent(source: Location): Failure {
  return {
    code: 'source.absent',
    message: `${showLocation(source)} does not exist`,
    hint: `Nothing is copied or removed until it is there again. See what is there: reconcile list ${source.endpoint.name}`,
    retry: 'later',
    blame: 'from',
  };
}

/** A directory with files of its own stands where the source has a file, or the other way round, and nothing may be removed. */
export function inTheWay(want: Inventory, blocked: readonly number[], replica: Location): Hold {
  const first = blocked[0] === undefined ? ROOT : pathAt(want, blocked[0]);
  return {
    code: 'replica.in-the-way',
    message: `at ${blocked.length === 1 ? 'one place' : `${blocked.length} places`} ${showLocation(replica)} has a directory with files where the source has a file, or the other way round; the first is "${showPath(first)}"`,
    hint: 'Move it away, or let extraneous files be trashed: `extraneous: Trash`.',
  };
}
