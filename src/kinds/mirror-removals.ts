import { digestWithout } from '../inventory/digest.ts';
import { EVERYTHING } from '../inventory/filter.ts';
import { pathAt, typeAt } from '../inventory/record.ts';
import { amountOf, select } from '../inventory/records.ts';
import { fromText, joinPath } from '../lib/path-bytes.ts';
import { formatFiles } from '../lib/units.ts';
import type { Action, ActionOf } from '../model/action.ts';
import { actionId } from '../model/action-id.ts';
import type { Location } from '../model/endpoint.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation } from '../model/names.ts';
import { type ProbeOf, treeProbe } from '../model/probe.ts';
import { type MirrorCase, replicaOf } from './mirror-case.ts';
import type { Looks } from './mirror-looks.ts';
import { removeReason } from './mirror-reasons.ts';
import { heldWhileSuspect } from './mirror-troubles.ts';

const DAY = /^(\d{4}-\d{2}-\d{2})(?=\/|$)/;

/** Takes away what the source has not, where the manifest says so, once the copies are done. */
export function removeActions(mirror: MirrorCase, { have, changes }: Looks, copies: readonly Action[]): readonly Action[] {
  const { extraneous } = mirror.resource.spec;
  if (changes.extraneous.length === 0 || extraneous === 'Keep') return [];
  const entries = select(have, changes.extraneous);
  const requires = copies.filter((copy) => copy.hold === undefined).map((copy) => copy.id);
  const removal = removeAction(replicaOf(mirror).location, entries, {
    how: extraneous,
    because: removeReason(entries),
    requires,
  });
  return heldWhileSuspect(mirror, [removal]);
}

/** What is asked of a replica's trash: all that lies in it. Nothing where only rsync can write: nothing is trashed there. */
export function trashProbe(replica: Location): ProbeOf<'tree'> | undefined {
  const { endpoint } = replica;
  if (endpoint.type === 'RsyncDaemon' || (endpoint.type === 'Ssh' && endpoint.shell === 'RsyncOnly')) return undefined;
  return treeProbe(trashOf(replica), EVERYTHING);
}

/** Empties the trash of what has lain there for its time. */
export function expireActions(mirror: MirrorCase): readonly Action[] {
  const replica = replicaOf(mirror).location;
  const probe = trashProbe(replica);
  const seen = probe === undefined ? undefined : mirror.see(probe);
  if (seen?.state !== 'present' || seen.value.gaps.length > 0) return [];
  const expired = expiredIn(seen.value, mirror.now - mirror.resource.spec.trash.keepMs);
  if (expired.length === 0) return [];
  const entries = select(seen.value, expired);
  const { files } = amountOf(entries);
  const because = `${formatFiles(files)} in the trash for longer than it is kept`;
  return heldWhileSuspect(mirror, [removeAction(trashOf(replica), entries, { how: 'Delete', because, requires: [] })]);
}

/** A day's bins lie in a directory of its date, and are kept until that whole day is `before`. What has any other name is not ours. */
function expiredIn(trash: Inventory, before: number): readonly number[] {
  const found: number[] = [];
  for (let position = 0; position < trash.index.count; position++) {
    const path = pathAt(trash, position);
    const day = DAY.exec(path)?.[1];
    if (day === undefined || (day === path && typeAt(trash, position) !== 'directory')) continue;
    if (endOf(day) < before) found.push(position);
  }
  return found;
}

/** The last millisecond of a day; Infinity where the calendar has no such day (Date takes February 31 for one of March). */
function endOf(day: string): number {
  const ms = Date.parse(`${day}T23:59:59.999Z`);
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(day) ? Number.POSITIVE_INFINITY : ms;
}

function trashOf(replica: Location): Location {
  return { endpoint: replica.endpoint, path: joinPath(replica.path, fromText('.replicas-trash')) };
}

function removeAction(
  to: Location,
  entries: Inventory,
  about: { readonly how: 'Trash' | 'Delete'; readonly because: string; readonly requires: readonly string[] },
): ActionOf<'remove'> {
  const { how, because, requires } = about;
  return {
    type: 'remove',
    to,
    entries,
    how,
    id: actionId({ type: `remove ${how}`, from: '', to: showLocation(to), entries: digestWithout(entries, []) }),
    because,
    requires,
    engine: 'Local',
    amount: amountOf(entries),
  };
}
