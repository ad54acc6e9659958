import { amountOf } from '../inventory/records.ts';
import type { Action } from '../model/action.ts';
import type { Amount } from '../model/amount.ts';
import type { Hold } from '../model/hold.ts';
import type { Decision, Item, ReplicaFacts } from '../model/plan.ts';
import type { Ceilings } from '../model/resource.ts';

/** Below this many files the percentage alone never holds a removal. */
const FEW_FILES = 25;

/**
 * The safety rules for all kinds, applied to what a kind decided. Copies are never kept waiting by a removal:
 * - a source without any file, while the replica has some, holds everything that overwrites or removes;
 * - nothing is removed while any part of either side could not be read;
 * - a removal above the ceilings is held.
 */
export function guard(item: Item, ceilings: Ceilings): Item {
  const { facts } = item;
  if (facts?.basis === undefined) return item;
  const unread = facts.basis.from.gaps.length + facts.basis.to.gaps.length > 0;
  const decided = item.decision.status === 'todo' ? item.decision.actions : [];
  const allowed = decided.filter((action) => action.type !== 'remove' || !unread);
  if (isEmptied(facts)) return { ...item, decision: emptied(item.dataset, facts, allowed) };
  if (item.decision.status !== 'todo') return item;
  const actions = allowed.map((action) => (action.type === 'remove' ? heldAboveCeilings(action, facts, ceilings) : action));
  return { ...item, decision: decisionFrom(actions, item, facts) };
}

function decisionFrom(actions: readonly Action[], item: Item, facts: ReplicaFacts): Decision {
  if (actions.length === 0) {
    const gap = facts.basis?.from.gaps[0] ?? facts.basis?.to.gaps[0];
    return gap === undefined ? item.decision : { status: 'unknown', because: gap.because };
  }
  const [first] = actions;
  if (first?.hold !== undefined && actions.every((action) => action.hold !== undefined)) {
    return { status: 'held', hold: first.hold, actions };
  }
  return { status: 'todo', actions };
}

function isEmptied(facts: ReplicaFacts): boolean {
  const from = facts.basis?.from;
  return from !== undefined && from.gaps.length === 0 && amountOf(from).files === 0 && facts.holds.files > 0;
}

function emptied(dataset: string, facts: ReplicaFacts, decided: readonly Action[]): Decision {
  const hold: Hold = {
    code: 'source.emptied',
    message: `the source of ${dataset} has no file any more, this replica has ${facts.holds.files.toLocaleString('en-US')}`,
    hint: 'Nothing is changed here. Look at the source: is it mounted, was it moved? If the data are to go, remove this manifest and then the data.',
  };
  return { status: 'held', hold, actions: decided.map((action) => ({ ...action, hold })) };
}

function heldAboveCeilings(action: Action, facts: ReplicaFacts, ceilings: Ceilings): Action {
  const exceeded = exceededBy(action.amount, facts.holds, ceilings);
  if (exceeded === undefined) return action;
  return {
    ...action,
    hold: {
      code: 'ceiling.exceeded',
      message: `would remove ${exceeded}`,
      hint: 'Copies go on. If the removal is meant, raise `ceilings` in the manifest for one pass, after a look at: reconcile --plan -v',
    },
  };
}

/** What is exceeded, in words; undefined within the ceilings. */
function exceededBy(removed: Amount, held: Amount, ceilings: Ceilings): string | undefined {
  if (removed.files > ceilings.files) return `${removed.files} files, the ceiling is ${ceilings.files}`;
  if (removed.bytes > ceilings.bytes) return `${removed.bytes} bytes, the ceiling is ${ceilings.bytes}`;
  const percent = Math.max(share(removed.files, held.files), share(removed.bytes, held.bytes));
  if (removed.files < FEW_FILES || percent <= ceilings.percent) return undefined;
  return `${Math.round(percent)} % of this replica (${removed.files} of ${held.files} files), the ceiling is ${ceilings.percent} %`;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}
