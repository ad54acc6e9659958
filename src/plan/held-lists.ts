import type { Code } from '../model/codes.ts';
import type { Hold } from '../model/hold.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation } from '../model/names.ts';
import { actionsOf, type Plan, type PlanEntry } from '../model/plan.ts';
import { resourceName } from '../model/resource.ts';

/** Something held that `reconcile approve` releases, with the list that the approval is bound to. */
export interface HeldList {
  /** KIND/NAME. */
  readonly resource: string;
  /** `endpoint:path`. */
  readonly replica: string;
  readonly code: Code;
  readonly message: string;
  readonly list: Inventory;
}

/** All of a plan that a person can release, each replica and code once. */
export function heldLists(plan: Plan): readonly HeldList[] {
  const found = new Map<string, HeldList>();
  for (const entry of plan.entries) {
    for (const held of heldListsOf(entry)) {
      const key = JSON.stringify([held.resource, held.replica, held.code]);
      if (!found.has(key)) found.set(key, held);
    }
  }
  return [...found.values()];
}

function heldListsOf({ resource, item }: PlanEntry): readonly HeldList[] {
  const { decision, replica } = item;
  if (replica === undefined) return [];
  const holds: readonly (Hold | undefined)[] = [
    ...(decision.status === 'held' ? [decision.hold] : []),
    ...actionsOf(decision).map((action) => action.hold),
  ];
  return holds.flatMap((hold) =>
    hold?.list === undefined
      ? []
      : [
          {
            resource: resourceName(resource),
            replica: showLocation(replica),
            code: hold.code,
            message: hold.message,
            list: hold.list,
          },
        ],
  );
}
