import type { Hold } from '../model/hold.ts';
import { showLocation } from '../model/names.ts';
import { actionsOf, type PlanEntry } from '../model/plan.ts';

/**
 * Holds the replicas of a plan that are one directory, or lie in one another, through links or mounts that no text shows: what
 * one copies the other would remove.
 */
export function heldWherePlacesMeet(entries: readonly PlanEntry[]): readonly PlanEntry[] {
  const bySelf = new Map<string, readonly PlanEntry[]>();
  for (const entry of entries) {
    const self = entry.item.facts?.place?.self;
    if (self !== undefined) bySelf.set(self, [...(bySelf.get(self) ?? []), entry]);
  }
  const met = new Map<PlanEntry, PlanEntry>();
  for (const entry of entries) {
    const place = entry.item.facts?.place;
    if (place === undefined) continue;
    for (const id of [place.self, ...place.parents]) {
      for (const other of bySelf.get(id) ?? []) {
        if (other === entry) continue;
        met.set(entry, other);
        met.set(other, entry);
      }
    }
  }
  return entries.map((entry) => held(entry, met.get(entry)));
}

function held(entry: PlanEntry, other: PlanEntry | undefined): PlanEntry {
  if (other === undefined) return entry;
  const hold: Hold = {
    code: 'manifest.conflict',
    message: `it is the same directory as ${placeText(other)}, or one lies in the other, through links or mounts`,
    hint: 'Nothing is changed in either. Give each its own directory.',
  };
  const actions = actionsOf(entry.item.decision).map((action) => ({ ...action, hold }));
  return { ...entry, item: { ...entry.item, decision: { status: 'held', hold, actions } } };
}

function placeText({ resource, item }: PlanEntry): string {
  return `${item.replica === undefined ? '' : showLocation(item.replica)} of ${resource.kind}/${resource.name}`;
}
