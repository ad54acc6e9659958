import { compare } from '../inventory/compare.ts';
import { digestWithout } from '../inventory/digest.ts';
import { amountOf, select } from '../inventory/records.ts';
import type { Action } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation } from '../model/names.ts';
import type { Basis, Plan, PlanEntry } from '../model/plan.ts';
import { actionsOf } from '../model/plan.ts';
import { resourceName } from '../model/resource.ts';
import type { SavedAction, SavedEntry, SavedPlan } from './saved-plan.ts';

/** What is to be done for one decision of a saved plan, now that the world was looked at again. */
export type Checked =
  | { readonly status: 'fits'; readonly entry: PlanEntry; readonly actions: readonly Action[]; readonly held: number }
  | { readonly status: 'refused'; readonly saved: SavedEntry; readonly because: Failure };

/**
 * Holds a saved plan against a new look. Per replica it is refused when the manifest, or anything at the source or the
 * replica besides the entries of the plan, has moved; those are checked one by one: as planned, already done, or refused.
 */
export function checkSaved(saved: SavedPlan, now: Plan): readonly Checked[] {
  return saved.entries
    .filter((entry) => entry.actions.length > 0)
    .map((entry) => {
      const found = now.entries.find((it) => sameItem(it, entry));
      return found === undefined ? refused(entry, 'the manifest no longer declares it') : checkEntry(entry, found);
    });
}

function checkEntry(saved: SavedEntry, now: PlanEntry): Checked {
  const basis = now.item.facts?.basis;
  const { decision } = now.item;
  if (now.resource.digest !== saved.fingerprints.spec) return refused(saved, 'the manifest has changed since');
  if (decision.status === 'unknown') return { status: 'refused', saved, because: decision.because };
  if (basis === undefined) return refused(saved, 'it can no longer be decided');
  const listed = saved.actions.map((action) => action.entries);
  if (digestWithout(basis.from, listed) !== saved.fingerprints.from) return refused(saved, 'the source has changed since');
  if (digestWithout(basis.to, listed) !== saved.fingerprints.to) return refused(saved, 'the replica has changed since');
  const actions: Action[] = [];
  for (const action of saved.actions.filter((it) => it.held === 'free')) {
    const left = whatIsLeft(action, basis);
    if (left.refused > 0) return refused(saved, `${left.refused} of the listed entries are no longer as they were`);
    const planned = actionsOf(decision).find((it) => it.type === action.type);
    if (left.entries.index.count === 0) continue;
    if (planned === undefined) return refused(saved, `a ${action.type} is no longer decided`);
    // What was required and is done already is no longer waited for.
    const requires = action.requires.filter((id) => actions.some((it) => it.id === id));
    actions.push({ ...planned, id: action.id, entries: left.entries, amount: amountOf(left.entries), requires });
  }
  const held = saved.actions.length - saved.actions.filter((it) => it.held === 'free').length;
  return { status: 'fits', entry: now, actions, held };
}

/** The listed entries that are still to be done, and how many can be neither done nor called done. */
function whatIsLeft(
  action: SavedAction,
  { from, to, toleranceNs }: Basis,
): { readonly entries: Inventory; readonly refused: number } {
  // The document writes times in full; they are as fine as the look that they were taken from.
  const { granularity } = action.type === 'remove' ? to : from;
  const listed: Inventory = { ...action.entries, granularity };
  const gone = compare(listed, to, toleranceNs);
  if (action.type === 'remove') {
    const changed = [...gone.changed, ...gone.inTheWay];
    // Asked from the other side, which speaks of sockets and pipes too.
    const missing = compare(to, listed, toleranceNs).extraneous;
    const still = without(listed, new Set([...missing, ...changed.map((pair) => pair.want)]));
    // What the source does not have, or has as a directory where this is none.
    const wanted = compare(from, still, toleranceNs);
    const unwanted = wanted.extraneous.length + wanted.inTheWay.length;
    return { entries: still, refused: changed.length + still.index.count - unwanted };
  }
  const undone = select(listed, [
    ...gone.missing,
    ...gone.changed.map((pair) => pair.want),
    ...gone.inTheWay.map((pair) => pair.want),
  ]);
  const atSource = compare(undone, from, toleranceNs);
  return { entries: undone, refused: atSource.missing.length + atSource.changed.length + atSource.inTheWay.length };
}

function without(inventory: Inventory, positions: ReadonlySet<number>): Inventory {
  const kept: number[] = [];
  for (let position = 0; position < inventory.index.count; position++) if (!positions.has(position)) kept.push(position);
  return select(inventory, kept);
}

function sameItem({ resource, item }: PlanEntry, saved: SavedEntry): boolean {
  const replica = item.replica === undefined ? '' : showLocation(item.replica);
  return resourceName(resource) === saved.resource && item.dataset === saved.dataset && replica === saved.replica;
}

function refused(saved: SavedEntry, why: string): Checked {
  return {
    status: 'refused',
    saved,
    because: {
      code: 'plan.stale',
      message: `${saved.resource} ${saved.replica}: ${why}; nothing was done there`,
      hint: 'Make the plan anew: reconcile --plan --out PLAN.json',
      retry: 'person',
      blame: 'us',
    },
  };
}
