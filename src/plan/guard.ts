import { amountOf } from '../inventory/records.ts';
import { formatBytes, formatCount } from '../lib/units.ts';
import type { Action } from '../model/action.ts';
import type { Amount } from '../model/amount.ts';
import type { Hold } from '../model/hold.ts';
import type { Decision, Item, ReplicaFacts } from '../model/plan.ts';
import type { Ceilings } from '../model/resource.ts';

/** Below this many files the percentage alone never holds a removal. */
const FEW_FILES = 25;

/**
 * The safety rules for all kinds, applied to what a kind decided. Copies are never kept waiting by a removal:
 * - a source without any file, or with nothing but empty ones, while the replica has more, holds everything that overwrites or removes;
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
  if (from === undefined || from.gaps.length > 0) return false;
  const { files, bytes } = amountOf(from);
  if (files === 0) return facts.holds.files > 0;
  // Files that both have hold something at the replica only.
  return bytes === 0 && facts.holds.bytes > facts.extraneous.bytes;
}

function emptied(dataset: string, facts: ReplicaFacts, decided: readonly Action[]): Decision {
  const hold: Hold = {
    code: 'source.emptied',
    message: `${lostText(dataset, facts)}, this replica has ${formatCount(facts.holds.files)} files, ${formatBytes(facts.holds.bytes)}`,
    hint: 'Nothing is changed here. Look at the source: is it mounted, was it moved? If the data are to go, remove this manifest and then the data.',
  };
  return { status: 'held', hold, actions: decided.map((action) => ({ ...action, hold })) };
}

function lostText(dataset: string, { basis }: ReplicaFacts): string {
  const files = basis === undefined ? 0 : amountOf(basis.from).files;
  return files === 0
    ? `the source of ${dataset} has no file any more`
    : `the ${formatCount(files)} files at the source of ${dataset} are all empty now`;
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
