import { listDigest } from './inventory/entry-json.ts';
import type { Plan } from './model/plan.ts';
import { type Resource, resourceName } from './model/resource.ts';
import { type HeldList, heldLists } from './plan/held-lists.ts';
import type { Shown } from './state/shown.ts';

/** Remembers which lists a person was shown as held, so that an approval is one of what was seen. */
export function rememberShown(shown: Shown, plan: Plan, resources: readonly Resource[]): void {
  const held = heldLists(plan);
  for (const resource of resources) {
    const own = held.filter((it) => it.resource === resourceName(resource));
    const lists = Object.fromEntries(own.map((it) => [shownKey(it), listDigest(it.list)]));
    const known = shown.read(resourceName(resource));
    if (JSON.stringify(lists) !== JSON.stringify(known)) shown.save(resourceName(resource), lists);
  }
}

/** Whether this very list was the last that was shown. */
export function wasShown(shown: Shown, held: HeldList): boolean {
  return shown.read(held.resource)[shownKey(held)] === listDigest(held.list);
}

function shownKey({ replica, code }: HeldList): string {
  return `${code} ${replica}`;
}
