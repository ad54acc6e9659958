import { amountOf } from '../inventory/records.ts';
import { fromText, nameOf } from '../lib/path-bytes.ts';
import { formatBytes, formatCount } from '../lib/units.ts';
import type { Action } from '../model/action.ts';
import type { Amount } from '../model/amount.ts';
import type { Approval } from '../model/approval.ts';
import type { Hold } from '../model/hold.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation } from '../model/names.ts';
import { actionsOf, type Basis, type Decision, type Item, type ReplicaFacts } from '../model/plan.ts';
import type { Ceilings } from '../model/resource.ts';
import { isCovered } from './approved.ts';

/** Below this many files the percentage alone never holds a removal. */
const FEW_FILES = 25;
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
  const { facts } = item;
  if (facts?.basis === undefined) return item;
  const basis = facts.basis;
  const unread = basis.from.gaps.length + basis.to.gaps.length > 0;
  const allowed = actionsOf(item.decision).filter((action) => (action.type !== 'remove' && action.type !== 'publish') || !unread);
  if (isEmptied(facts)) {
    const hold = emptied(item.dataset, { facts, basis }, context.resource);
    if (approvalFor(item, hold, context) === undefined) {
      const actions = allowed.map((action) => (isHarmless(action) ? action : { ...action, hold }));
      return { ...item, decision: { status: 'held', hold, actions } };
    }
  }
  if (item.decision.status !== 'todo' && item.decision.status !== 'held') return item;
  const actions = allowed.map((action) => released(item, heldAboveCeilings(action, facts, context), context));
  return { ...item, decision: decisionFrom(actions, item, facts) };
}

function decisionFrom(actions: readonly Action[], item: Item, facts: ReplicaFacts): Decision {
  if (actions.some((action) => action.hold === undefined)) return { status: 'todo', actions };
  const hold = actions[0]?.hold ?? (item.decision.status === 'held' ? item.decision.hold : undefined);
  if (hold !== undefined) return { status: 'held', hold, actions };
  const gap = facts.basis?.from.gaps[0] ?? facts.basis?.to.gaps[0];
  return gap === undefined ? item.decision : { status: 'unknown', because: gap.because };
}

/** Reading changes nothing. */
function isHarmless(action: Action): boolean {
  return action.type === 'verify' && action.requires.length === 0;
}

/** Without its hold where a person has released that list. */
function released(item: Item, action: Action, context: GuardContext): Action {
  const approval = action.hold === undefined ? undefined : approvalFor(item, action.hold, context);
  if (approval === undefined) return action;
  const { hold: _released, ...free } = action;
  return { ...free, approved: approval.digest };
}

function approvalFor({ replica }: Item, { code, list }: Hold, { approvals }: GuardContext): Approval | undefined {
  if (replica === undefined || list === undefined) return undefined;
  return isCovered(list, approvals, { replica: showLocation(replica), code });
}

function isEmptied(facts: ReplicaFacts): boolean {
  const from = facts.basis?.from;
  if (from === undefined || from.gaps.length > 0) return false;
  const { files, bytes } = amountOf(from);
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
    message: `${lostText(dataset, facts)}, this replica has ${formatCount(facts.holds.files)} files, ${formatBytes(facts.holds.bytes)}`,
    hint: `Nothing is changed here. Look at the source: is it mounted, was it moved? If it is meant to be empty: reconcile approve ${resource} --reason TEXT`,
    list: basis.to,
  };
}

function lostText(dataset: string, { basis }: ReplicaFacts): string {
  const files = basis === undefined ? 0 : amountOf(basis.from).files;
  return files === 0
    ? `the source of ${dataset} has no file any more`
    : `the ${formatCount(files)} files at the source of ${dataset} are all empty now`;
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
        ? `the source has lost ${formatCount(facts.lost.files)} files, ${formatBytes(facts.lost.bytes)} that it once had: would remove ${exceeded}`
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

/** What is exceeded, in words; undefined within the ceilings. */
function exceededBy(removed: Amount, held: Amount, ceilings: Ceilings): string | undefined {
  if (removed.files > ceilings.files)
    return `${formatCount(removed.files)} files, more than the ceiling of ${formatCount(ceilings.files)}`;
  if (removed.bytes > ceilings.bytes)
    return `${formatBytes(removed.bytes)}, more than the ceiling of ${formatBytes(ceilings.bytes)}`;
  if (removed.files < FEW_FILES) return undefined;
  const ofFiles = share(removed.files, held.files);
  const ofBytes = share(removed.bytes, held.bytes);
  const ceiling = `the ceiling is ${ceilings.percent} %`;
  if (ofFiles > ceilings.percent && ofFiles >= ofBytes)
    return `${percentText(ofFiles)} % of this replica's files (${formatCount(removed.files)} of ${formatCount(held.files)}), ${ceiling}`;
  if (ofBytes <= ceilings.percent) return undefined;
  return `${percentText(ofBytes)} % of this replica's bytes (${formatBytes(removed.bytes)} of ${formatBytes(held.bytes)}), ${ceiling}`;
}

/** One decimal where it is not whole, so that what is above a ceiling reads so. */
function percentText(percent: number): string {
  return percent.toFixed(1).replace(/\.0$/, '');
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}
