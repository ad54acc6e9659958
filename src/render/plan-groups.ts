import { showText } from '../model/names.ts';
import type { Plan, PlanEntry } from '../model/plan.ts';
import { type Resource, resourceName } from '../model/resource.ts';
import { sourceText } from './words.ts';

/** The entries of one dataset of one resource, as they follow each other in a plan. */
export interface PlanGroup {
  readonly resource: Resource;
  readonly dataset: string;
  readonly entries: readonly PlanEntry[];
}

/** Neighbouring entries of the same dataset together, in the order of the plan. */
export function groupsOf(plan: Plan): readonly PlanGroup[] {
  const groups: { resource: Resource; dataset: string; entries: PlanEntry[] }[] = [];
  for (const entry of plan.entries) {
    const last = groups.at(-1);
    const { resource, item } = entry;
    if (last !== undefined && resourceName(last.resource) === resourceName(resource) && last.dataset === item.dataset)
      last.entries.push(entry);
    else groups.push({ resource, dataset: item.dataset, entries: [entry] });
  }
  return groups;
}

/** `PoolMirror/pv   PV   from icc:PV`, in parts. */
export function headingParts(group: PlanGroup): readonly string[] {
  const from = `from ${sourceText(group.resource, group.dataset)}`;
  const name = resourceName(group.resource);
  return group.dataset === '' ? [name, from] : [name, showText(group.dataset), from];
}
