import { pathAt } from '../inventory/record.ts';
import { select } from '../inventory/records.ts';
import { ROOT } from '../lib/path-bytes.ts';
import { formatBytes, formatCount, formatFiles } from '../lib/units.ts';
import type { Action } from '../model/action.ts';
import type { Amount } from '../model/amount.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { Hold } from '../model/hold.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation, showPath } from '../model/names.ts';
import type { Decision } from '../model/plan.ts';
import { type MirrorCase, replicaOf } from './mirror-case.ts';
import { treeAt } from './mirror-looks.ts';

/** The replica that feeds this one is not complete. */
export function upstreamFirst(mirror: MirrorCase): Decision {
  const { feed } = replicaOf(mirror);
  const location = feed.type === 'Replica' ? mirror.dataset.replicas[feed.position]?.location : mirror.dataset.source;
  const name = location === undefined ? '' : showLocation(location);
  return {
    status: 'waiting',
    code: 'replica.upstream-first',
    message: `is fed from ${name}, which is not complete and verified yet`,
    hint: 'It follows in the same pass once every file of that replica was read back.',
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

/** Something that holds data stands where the source has something of another type, and nothing may be removed. */
export function inTheWay(want: Inventory, blocked: readonly number[], replica: Location): Hold {
  const first = blocked[0] === undefined ? ROOT : pathAt(want, blocked[0]);
  return {
    code: 'replica.in-the-way',
    message: `at ${blocked.length === 1 ? 'one place' : `${blocked.length} places`} ${showLocation(replica)} has a directory with files, or a file, where the source has something else; the first is "${showPath(first)}"`,
    hint: 'Move it away, or let extraneous files be trashed: `extraneous: Trash`.',
  };
}

/** Files of the source that no longer hold what was proven of them, though size and time are the same. */
export function sourceSuspect(source: Location, files: Inventory): Hold {
  const { count } = files.index;
  return {
    code: 'source.suspect',
    message: `${count === 1 ? 'a file' : `${formatCount(count)} files`} at ${showLocation(source)} no longer ${count === 1 ? 'holds' : 'hold'} what was proven, with the same size and time: "${firstPath(files)}"`,
    hint: 'Not copied from there, and nothing is overwritten or removed meanwhile. Put the right content back (the replicas hold it) and it is released by itself; if the new content is meant, give the file a new time (touch).',
  };
}

/** What overwrites or removes is held while anything at the source is under suspicion: more may be wrong there than is known. */
export function heldWhileSuspect<A extends Action>(mirror: MirrorCase, actions: readonly A[]): readonly A[] {
  const { dataset, suspects } = mirror;
  if (suspects.size === 0) return actions;
  const tree = treeAt(mirror, dataset.source);
  if (tree.status === 'unknown') return [];
  const hold = sourceSuspect(dataset.source, select(tree.value, suspects));
  return actions.map((action) => ({ ...action, hold }));
}

/** Corrupt files that nothing good is known for. */
export function beyondRepair(replica: Location, files: Inventory): Hold {
  const count = files.index.count;
  return {
    code: 'replica.corrupt',
    message: `${count === 1 ? 'a file' : `${formatCount(count)} files`} at ${showLocation(replica)} ${count === 1 ? 'is' : 'are'} corrupt and no good copy is known: "${firstPath(files)}"`,
    hint: 'Bring a good copy to the source, or to another replica; it is repaired from there by itself.',
  };
}

/** Files that are equal in size and time and differ in content, and were never proven. `files`: as they are at the replica. */
export function contentDiffers(resource: string, replica: Location, files: Inventory): Hold {
  const count = files.index.count;
  return {
    code: 'replica.differs',
    message: `${count === 1 ? 'a file' : `${formatCount(count)} files`} at ${showLocation(replica)} ${count === 1 ? 'differs' : 'differ'} from the source in content, with the same size and time, and nothing tells which is right: "${firstPath(files)}"`,
    hint: `Look at both. If the replica is right, copy its file to the source, then: reconcile verify ${resource}. If the source is right (the other goes to .replicas-quarantine): reconcile approve ${resource} --reason TEXT`,
    list: files,
  };
}

/** What is not read back yet, because as much as a day may read was read. `again`: milliseconds since 1970. */
export function readLater(resource: string, later: Amount, again: number): Decision {
  return {
    status: 'waiting',
    code: 'verify.later',
    message: `${formatFiles(later.files)}, ${formatBytes(later.bytes)} not read back yet; what may be read in a day is used up`,
    hint: `It goes on after ${new Date(again).toISOString().slice(0, 16)}Z. At once: reconcile verify ${resource}`,
  };
}

function firstPath(files: Inventory): string {
  return files.index.count === 0 ? '' : showPath(pathAt(files, 0));
}
