import { createHash } from 'node:crypto';
import { compareText } from '../lib/compare-text.ts';
import type { Approval } from '../model/approval.ts';
import { showLocation } from '../model/names.ts';
import { actionsOf, type Item, type Plan, type PlanEntry } from '../model/plan.ts';
import { type Resource, resourceName } from '../model/resource.ts';
import { guard } from './guard.ts';
import { heldWherePlacesMeet } from './meeting-places.ts';

/** What a kind decided about one resource. */
export interface Decided {
  readonly resource: Resource;
  readonly items: readonly Item[];
  /** What persons have released for it. */
  readonly approvals: readonly Approval[];
}

/** The plan of all that was decided: guarded, in the order of kind and name, whatever the order of the manifests. */
export function makePlan(decided: readonly Decided[], createdAt: number): Plan {
  const ordered = [...decided].sort(
    (a, b) => compareText(a.resource.kind, b.resource.kind) || compareText(a.resource.name, b.resource.name),
  );
  const entries = ordered.flatMap(({ resource, items, approvals }): readonly PlanEntry[] => {
    const context = { resource: resourceName(resource), ceilings: resource.spec.ceilings, approvals };
    return items.map((item) => ({ resource, item: guard(item, context) }));
  });
  return { createdAt, entries: heldWherePlacesMeet(entries) };
}

/** A short digest of what a plan decides, whenever it is made: equal worlds and manifests give equal ids. */
export function planId(plan: Plan): string {
  const said = plan.entries.map(({ resource, item }) => [
    resourceName(resource),
    resource.digest,
    item.dataset,
    item.replica === undefined ? '' : showLocation(item.replica),
    item.decision.status,
    actionsOf(item.decision).map((action) => action.id),
  ]);
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
}
