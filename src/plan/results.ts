import { pathAt } from '../inventory/record.ts';
import { formatFiles } from '../lib/units.ts';
import type { Action, ActionOf } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import { showLocation, showPath } from '../model/names.ts';
import type { Outcome } from '../model/outcome.ts';
import { actionsOf, type Plan, type PlanEntry } from '../model/plan.ts';
import { resourceName } from '../model/resource.ts';
import { hasNews } from './news.ts';
import { howOf } from './stale.ts';

/** One action that was carried out, or tried. */
export interface Done {
  readonly entry: PlanEntry;
  readonly action: Action;
  readonly outcome: Outcome;
}

/** What a pass did about one item, and what is left of it. */
export interface ItemResult {
  /** As decided last. */
  readonly entry: PlanEntry;
  readonly done: readonly Done[];
  /** Why its last action did not succeed; absent when a later look showed that all is well. */
  readonly failure?: Failure;
}

/** Joins what was done with what was decided last. A look that has converged outweighs an action that complained. */
export function resultsOf(last: Plan, done: readonly Done[]): readonly ItemResult[] {
  return last.entries.map((entry) => {
    const own = done.filter((it) => keyOf(it.entry) === keyOf(entry));
    const open = own.filter((it) => isOpen(sortOf(it.action, it.entry), entry) && !isMended(it.outcome, entry));
    const failure = lastFailure(open) ?? corruption(entry, own) ?? inVain(entry, own);
    return failure === undefined || isTold(failure, entry) ? { entry, done: own } : { entry, done: own, failure };
  });
}

function keyOf({ resource, item }: PlanEntry): string {
  return `${resourceName(resource)} ${item.dataset} ${item.replica === undefined ? '' : showLocation(item.replica)}`;
}

/** What is decided anew for the same purpose: its type, way or reason, and those of what it reads back. */
function sortOf(action: Action, { item }: PlanEntry): string {
  const before = actionsOf(item.decision).filter((it) => action.requires.includes(it.id));
  const readBack = action.type === 'verify' ? before.map(howOf).join(' ') : '';
  return `${action.type} ${howOf(action)} ${readBack}`;
}

/** Whether there may still be something to do of that sort. What is no longer decided has converged, whatever was complained about. */
function isOpen(sort: string, entry: PlanEntry): boolean {
  const { decision } = entry.item;
  switch (decision.status) {
    case 'settled':
      return false;
    case 'todo':
    case 'held':
      return decision.actions.some((action) => sortOf(action, entry) === sort);
    case 'waiting':
      // All but the reading was decided, and found done.
      return decision.code !== 'verify.later';
    case 'unknown':
      return true;
  }
}

/** Whether what was found corrupt was repaired since, whatever else could not be done. */
function isMended(outcome: Outcome, { item: { facts } }: PlanEntry): boolean {
  return outcome.status === 'failed' && outcome.failure.code === 'replica.corrupt' && facts?.corrupt.files === 0;
}

/** A failure says most: what was skipped after it was skipped because of it. What was tried again counts as it went last. */
function lastFailure(done: readonly Done[]): Failure | undefined {
  const last = new Map(done.map(({ action, entry, outcome }) => [`${sortOf(action, entry)} ${fromOf(action)}`, outcome]));
  const outcomes = [...last.values()];
  const failed = outcomes.find((outcome) => outcome.status === 'failed');
  if (failed?.status === 'failed') return failed.failure;
  const skipped = outcomes.find((outcome) => outcome.status === 'skipped');
  return skipped?.status === 'skipped' ? skipped.because : undefined;
}

/** Whether what was found is what it is held for now. */
function isTold({ code }: Failure, { item: { decision } }: PlanEntry): boolean {
  return decision.status === 'held' && decision.hold.code === code;
}

/** What is corrupt and not repaired yet is no success, whoever found it. Where it cannot be repaired, the hold says so. */
function corruption({ item: { decision, facts, replica } }: PlanEntry, done: readonly Done[]): Failure | undefined {
  if (decision.status !== 'todo' || facts?.state !== 'corrupt' || replica === undefined) return undefined;
  const failures = done.flatMap(({ outcome }) => (outcome.status === 'failed' ? [outcome.failure] : []));
  const { files } = facts.corrupt;
  return (
    failures.find(({ code }) => code === 'replica.corrupt') ?? {
      code: 'replica.corrupt',
      message: `${showLocation(replica)}: ${files === 1 ? '1 file was' : `${files} files were`} read back and ${files === 1 ? 'does not hold what it' : 'do not hold what they'} should`,
      hint: 'What can be repaired from a good copy is, by: reconcile',
      retry: 'later',
      blame: 'to',
    }
  );
}

/** What was copied, and at the look after it is to be copied again, the very same: that somebody changes it there is no success. */
function inVain(entry: PlanEntry, done: readonly Done[]): Failure | undefined {
  for (const action of actionsOf(entry.item.decision)) {
    if (action.type !== 'transfer' || action.hold !== undefined) continue;
    const last = done.findLast((it) => sortOf(it.action, it.entry) === sortOf(action, entry));
    // Whoever was stopped has not looked again.
    if (last === undefined || last.entry === entry || last.outcome.status !== 'done') continue;
    if (last.action.type === 'transfer' && !hasNews(action, last.action)) return notThere(action);
  }
  return undefined;
}

function notThere({ to, amount, entries }: ActionOf<'transfer'>): Failure {
  const what = amount.files === 0 ? 'what was copied' : formatFiles(amount.files);
  return {
    code: 'transfer.partial',
    message: `${showLocation(to)}: ${what} just copied ${amount.files > 1 ? 'are' : 'is'} not there as at the source: "${showPath(pathAt(entries, 0))}"`,
    hint: 'Does something else change it there? It is tried again at the next pass.',
    retry: 'later',
    blame: 'to',
  };
}

/** A repair may be tried from one place after another. */
function fromOf(action: Action): string {
  return 'from' in action ? showLocation(action.from) : '';
}
