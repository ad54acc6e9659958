import { amountOf } from '../inventory/records.ts';
import { fromText, nameOf } from '../lib/path-bytes.ts';
import { formatBytes, formatFiles } from '../lib/units.ts';
import type { Action } from '../model/action.ts';
import type { Approval } from '../model/approval.ts';
import type { Hold } from '../model/hold.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation } from '../model/names.ts';
import { actionsOf, type Basis, type Decision, type Expectation, type Item, type ReplicaFacts } from '../model/plan.ts';
import type { Ceilings } from '../model/resource.ts';
import { isCovered } from './approved.ts';
import { exceededBy } from './ceilings.ts';

const TRASH = fromText('.replicas-trash');

/** What the rules go by: the ceilings of the resource, its name, and what persons have released. */
export interface GuardContext {
  readonly resource: string;
  readonly ceilings: Ceilings;
  readonly approvals: readonly Approval[];
}

/**
 * The safety rules for all kinds, applied to what a kind decided. Copies are never kept waiting by a removal:
 * - a source without any file, or with nothing but empty ones, while the replica has more, holds everything that overwrites or removes;
 * - nothing is removed or published while any part of either side could not be read;
 * - a removal above the ceilings is held, and so is what overwrites proven files;
 * - what a person has released, with the list that was shown, is held no more.
 */
export function guard(item: Item, context: GuardContext): Item {
  const { basis } = item.facts ?? {};
  if (item.facts === undefined || basis === undefined) return item;
  const decision = guarded(item, { facts: item.facts, basis, context });
  return { ...item, decision, then: followed(item.then, decision) };
}

/** What the rules look at. */
interface Known {
  readonly facts: ReplicaFacts;
  readonly basis: Basis;
  readonly context: GuardContext;
}

function guarded(item: Item, { facts, basis, context }: Known): Decision {
  const unread = basis.from.gaps.length + basis.to.gaps.length > 0;
  const allowed = actionsOf(item.decision).filter((action) => (action.type !== 'remove' && action.type !== 'publish') || !unread);
  const hold = isEmptied(facts) ? emptied(item.dataset, { facts, basis }, context.resource) : undefined;
  const approval = hold === undefined ? undefined : approvalFor(item, hold, context);
  if (hold !== undefined && approval === undefined) {
    // There is nothing to say of a replica that is to lose all.
    const shown = allowed.filter((action) => action.type !== 'publish');
    const actions = shown.map((action) => (isHarmless(action) ? action : { ...action, hold }));
    return { status: 'held', hold, actions };
  }
  if (item.decision.status !== 'todo' && item.decision.status !== 'held') return item.decision;
  const free = (action: Action): Action =>
    approval === undefined
      ? released(item, heldAboveCeilings(action, facts, context), context)
      : releasedAsEmptied(action, approval);
  return decisionFrom(heldTogether(allowed.map(free)), item, facts);
}

/** Nothing follows what is held; and nothing is published because of it. */
function followed(expected: readonly Expectation[], decision: Decision): readonly Expectation[] {
  if (decision.status !== 'todo') return [];
  const brings = decision.actions.some((action) => action.type === 'transfer' && action.hold === undefined);
  return brings ? expected : expected.filter(({ type }) => type !== 'publish');
}

/** What is moved is read back: without the one the other is not done. Nothing else waits for what a person must release. */
function heldTogether(actions: readonly Action[]): readonly Action[] {
  const holds = new Map<string, Hold>();
  for (const action of actions) {
    const needed = action.type === 'verify' ? action.requires.flatMap((id) => holds.get(id) ?? []) : [];
    const hold = action.hold ?? needed[0];
    if (hold !== undefined) holds.set(action.id, hold);
  }
  if (holds.size === 0) return actions;
  return actions.map((action) => {
    const hold = holds.get(action.id);
    return hold === undefined ? { ...action, requires: action.requires.filter((id) => !holds.has(id)) } : { ...action, hold };
  });
}

function decisionFrom(actions: readonly Action[], item: Item, facts: ReplicaFacts): Decision {
  if (actions.some((action) => action.hold === undefined)) return { status: 'todo', actions };
  const hold = item.decision.status === 'held' ? item.decision.hold : actions[0]?.hold;
  if (hold !== undefined) return { status: 'held', hold, actions };
  const gap = facts.basis?.from.gaps[0] ?? facts.basis?.to.gaps[0];
  return gap === undefined ? item.decision : { status: 'unknown', because: gap.because };
}

/** Reading changes nothing. */
function isHarmless(action: Action): boolean {
  return action.type === 'verify' && action.requires.length === 0;
}

/** Without its hold where a person has released that list. The approval is used up by what it was for, not by the reading back. */
function released(item: Item, action: Action, context: GuardContext): Action {
  const approval = action.hold === undefined ? undefined : approvalFor(item, action.hold, context);
  if (approval === undefined) return action;
  const { hold: _released, ...free } = action;
  return free.type === 'verify' ? free : { ...free, approved: approval.digest };
}

/** Whoever has released an emptied source has released all that it takes away. */
function releasedAsEmptied(action: Action, { digest }: Approval): Action {
  return action.hold !== undefined || takenAway(action) === undefined ? action : { ...action, approved: digest };
}

function approvalFor({ replica }: Item, { code, list }: Hold, { approvals }: GuardContext): Approval | undefined {
  if (replica === undefined || list === undefined) return undefined;
  return isCovered(list, approvals, { replica: showLocation(replica), code });
}

function isEmptied(facts: ReplicaFacts): boolean {
  const from = facts.basis?.from;
  if (from === undefined || from.gaps.length > 0) return false;
  const { files, bytes } = facts.wanted;
  if (files === 0) return facts.holds.files > 0;
  // Files that both have hold something at the replica only.
  return bytes === 0 && facts.holds.bytes > facts.extraneous.bytes;
}

function emptied(
  dataset: string,
  { facts, basis }: { readonly facts: ReplicaFacts; readonly basis: Basis },
  resource: string,
): Hold {
  return {
    code: 'source.emptied',
    message: `${lostText(dataset, facts)}, this replica has ${formatFiles(facts.holds.files)}, ${formatBytes(facts.holds.bytes)}`,
    hint: `Nothing is changed here. Look at the source: is it mounted, was it moved? If it is meant to be empty: reconcile approve ${resource} --reason TEXT`,
    list: basis.to,
  };
}

function lostText(dataset: string, { wanted: { files } }: ReplicaFacts): string {
  return files === 0
    ? `the source of ${dataset} has no file any more`
    : `all that the source of ${dataset} has is empty now (${formatFiles(files)})`;
}

/** Held when it takes away, or overwrites, more than the ceilings allow. Emptying the trash takes away nothing that counts. */
function heldAboveCeilings(action: Action, facts: ReplicaFacts, { resource, ceilings }: GuardContext): Action {
  const list = takenAway(action);
  if (list === undefined || action.hold !== undefined) return action;
  const exceeded = exceededBy(amountOf(list), facts.holds, ceilings);
  if (exceeded === undefined) return action;
  const isShrunk = action.type === 'remove' && exceededBy(facts.lost, facts.holds, ceilings) !== undefined;
  return {
    ...action,
    hold: {
      code: isShrunk ? 'source.shrunk' : 'ceiling.exceeded',
      message: isShrunk
        ? `the source has lost ${formatFiles(facts.lost.files)}, ${formatBytes(facts.lost.bytes)} that it once had: would remove ${exceeded}`
        : `would ${action.type === 'remove' ? 'remove' : 'overwrite'} ${exceeded}`,
      hint: `${isShrunk ? 'Is all of the source there?' : 'The rest goes on.'} Look at it: reconcile --plan -v. If it is meant: reconcile approve ${resource} --reason TEXT`,
      list,
    },
  };
}

/** What of a replica an action takes away; undefined when nothing that counts. */
function takenAway(action: Action): Inventory | undefined {
  if (action.type === 'remove') return nameOf(action.to.path) === TRASH ? undefined : action.entries;
  return action.type === 'transfer' && action.way.type === 'Replace' ? action.way.replaced : undefined;
}
