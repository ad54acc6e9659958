import { Buffer } from 'node:buffer';
import { compare } from '../inventory/compare.ts';
import { inventoryOf, select } from '../inventory/records.ts';
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

/** All of a plan that a person can release, each replica and code once, with all that is listed there for it. */
export function heldLists(plan: Plan): readonly HeldList[] {
  const found = new Map<string, HeldList>();
  for (const entry of plan.entries) {
    for (const held of heldListsOf(entry)) {
      const key = JSON.stringify([held.resource, held.replica, held.code]);
      const known = found.get(key);
      found.set(key, known === undefined ? held : both(known, held));
    }
  }
  return [...found.values()];
}

/** What is overwritten and what is removed may be held for the same reason, with a list each. */
function both(known: HeldList, { message, list }: HeldList): HeldList {
  const more = compare(known.list, list, 0n).extraneous;
  if (more.length === 0) return known;
  const lists = [select(known.list, known.list.index.starts.keys()), select(list, more)];
  const records = Buffer.concat(lists.map((it) => it.records));
  return { ...known, message: `${known.message}; ${message}`, list: inventoryOf(records, known.list.granularity, []) };
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
