import { sortedEntries } from '../src/inventory/records.ts';
import { type PathBytes, parentOf, ROOT } from '../src/lib/path-bytes.ts';
import type { Action } from '../src/model/action.ts';
import { actionsOf, type Plan } from '../src/model/plan.ts';
import { type Place, placeName, type World } from './worlds.ts';

/** The world after the actions of a plan that are not held, copies first. What is excluded stays, and keeps its directory. */
export function applied(before: World, plan: Plan): World {
  const actions = plan.entries.flatMap(({ item }) => actionsOf(item.decision)).filter((action) => action.hold === undefined);
  const ordered = [...actions.filter((it) => it.type === 'transfer'), ...actions.filter((it) => it.type === 'remove')];
  let { places } = before;
  for (const action of ordered) {
    places = places.map((place) => (place.name === placeName(action.to) ? afterAction(place, action) : place));
  }
  return { ...before, places };
}

function afterAction(place: Place, action: Action): Place {
  const entries = new Map((place.state === 'present' ? place.entries : []).map((entry) => [entry.path, entry]));
  const isFull = (path: PathBytes): boolean => [...entries.keys()].some((other) => other.startsWith(`${path}/`));
  const listed = sortedEntries(action.entries);
  if (action.type === 'remove') {
    for (const { path, type } of [...listed].reverse()) if (type !== 'directory' || !isFull(path)) entries.delete(path);
    return { ...place, entries: [...entries.values()] };
  }
  for (const entry of listed) {
    // rsync makes no way for a file where a directory holds something.
    if (entries.get(entry.path)?.type === 'directory' && entry.type !== 'directory' && isFull(entry.path)) continue;
    const parent = parentOf(entry.path);
    if (parent !== ROOT && entries.get(parent)?.type !== 'directory') throw new Error(`no directory for ${entry.path}`);
    entries.set(entry.path, entry);
  }
  return { ...place, state: 'present', entries: [...entries.values()] };
}
