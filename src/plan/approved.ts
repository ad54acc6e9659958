import { compare } from '../inventory/compare.ts';
import { listDigest } from '../inventory/entry-json.ts';
import type { Approval } from '../model/approval.ts';
import type { Code } from '../model/codes.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation } from '../model/names.ts';
import { actionsOf, type PlanEntry } from '../model/plan.ts';

/** What is held: at which replica (`endpoint:path`), and why. */
export interface HeldAt {
  readonly replica: string;
  readonly code: Code;
}

/** What a person releases, bound to the digest of the list that was shown. */
export function approvalOf(given: Omit<Approval, 'digest'>): Approval {
  return { ...given, digest: listDigest(given.list) };
}

/**
 * The approval that releases a list: of the same replica and code, with every entry of the list in it as it is (type, size, time, target).
 * So a shorter list is covered, and a longer one, or one with anything else in it, is not.
 */
export function isCovered(list: Inventory, approvals: readonly Approval[], { replica, code }: HeldAt): Approval | undefined {
  return approvals.find((approval) => {
    return approval.replica === replica && approval.code === code && isWithin(list, approval.list);
  });
}

/**
 * The approvals that have served, or have lost their reason, as a whole look at both ends shows: nothing is released by them, or held there for
 * the same reason. What is lost again later is for a person to look at again.
 */
export function served({ item }: PlanEntry, approvals: readonly Approval[]): readonly Approval[] {
  const { replica, decision, facts } = item;
  const basis = facts?.basis;
  if (replica === undefined || basis === undefined || basis.from.gaps.length + basis.to.gaps.length > 0) return [];
  if (decision.status === 'unknown' || decision.status === 'waiting') return [];
  const holds = decision.status === 'held' ? [decision.hold] : [];
  const actions = actionsOf(decision);
  const isHeld = (code: Code): boolean => [...holds, ...actions.map((action) => action.hold)].some((hold) => hold?.code === code);
  return approvals.filter(
    ({ replica: place, code, digest }) =>
      place === showLocation(replica) && !isHeld(code) && !actions.some((action) => action.approved === digest),
  );
}

/** Asked from both sides: sockets, pipes and devices are compared only where they are what is had. */
function isWithin(list: Inventory, approved: Inventory): boolean {
  const there = compare(list, approved, 0n);
  if (there.missing.length + there.changed.length + there.inTheWay.length > 0) return false;
  const back = compare(approved, list, 0n);
  return back.extraneous.length + back.changed.length + back.inTheWay.length === 0;
}
