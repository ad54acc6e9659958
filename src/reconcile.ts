import type { EndpointDriver } from './endpoints/endpoint.ts';
import { clearAway } from './execute/clear-away.ts';
import { execute, type Work } from './execute/execute.ts';
import { decide, look } from './kinds/index.ts';
import type { Result } from './lib/result.ts';
import type { Tools } from './lib/tools.ts';
import type { Action } from './model/action.ts';
import type { Approval } from './model/approval.ts';
import type { Endpoint, Location } from './model/endpoint.ts';
import type { Emit } from './model/event.ts';
import type { Failure } from './model/failure.ts';
import { showLocation } from './model/names.ts';
import { actionsOf, type Plan, type PlanEntry, troubleOf } from './model/plan.ts';
import { approvalsProbe, type See } from './model/probe.ts';
import { type Resource, resourceName } from './model/resource.ts';
import type { Observer } from './observe/observe.ts';
import { served } from './plan/approved.ts';
import { hasNews } from './plan/news.ts';
import { makePlan, planId } from './plan/plan.ts';
import type { Done } from './plan/results.ts';
import type { Lease } from './state/lease.ts';
import type { Ledgers } from './state/ledgers.ts';
import type { ReadingLease } from './state/reading-lease.ts';

const LOOK_ROUNDS = 4;
/** A replica is copied to once, and at most twice more for what changed under the copy. */
const COPIES_PER_PASS = 3;

/** What a pass works with. */
export interface PassContext {
  readonly observer: Observer;
  readonly driver: (endpoint: Endpoint) => EndpointDriver;
  readonly takeLease: (location: Location) => Promise<Result<Lease, Failure>>;
  readonly takeReading: (location: Location) => Promise<Result<ReadingLease, Failure>>;
  /** Whether a run that worked at a replica died there, and what it left besides data was not cleared away since; and that it is now. */
  readonly leftBehind: (location: Location) => boolean;
  readonly clearedAway: (location: Location) => void;
  readonly ledgers: Ledgers;
  /** Told of an approval that was made use of: it is used up. Other replicas may have one of an equal list. */
  readonly approvalUsed: (resource: string, used: Pick<Approval, 'replica' | 'digest'>) => void;
  /** As if now were then, in milliseconds since 1970: for plans alone. */
  readonly decideAt?: number;
  readonly tools: Tools;
  readonly emit: Emit;
}

/** What a pass did: the plan it began with, what is left after it, and how each action went. */
export interface PassReport {
  readonly first: Plan;
  readonly last: Plan;
  readonly done: readonly Done[];
}

/**
 * Looks at everything that the resources ask about and that is not known yet, and decides. Writes nothing anywhere. Tells what was
 * decided, where it is not what it was `before`.
 */
export async function lookAndDecide(resources: readonly Resource[], context: PassContext, before?: Plan): Promise<Plan> {
  const { observer, tools, emit } = context;
  for (let round = 0; round < LOOK_ROUNDS; round++) {
    const asked = resources.flatMap((resource) => [approvalsProbe(resourceName(resource)), ...look(resource, observer.see)]);
    if (asked.every((probe) => observer.see(probe) !== undefined)) break;
    await observer.answer(asked);
  }
  const now = context.decideAt ?? tools.now();
  const plan = makePlan(
    resources.map((resource) => ({
      resource,
      items: decide(resource, observer.see, now),
      approvals: approvalsOf(resource, observer.see),
    })),
    tools.now(),
  );
  const told = new Set(before?.entries.map((entry) => JSON.stringify(decidedEvent(entry))));
  for (const event of plan.entries.map(decidedEvent)) if (!told.has(JSON.stringify(event))) emit(event);
  return plan;
}

/** One pass: look, decide, act, and again for what our own actions made possible, until nothing new can be done. */
export async function reconcile(resources: readonly Resource[], context: PassContext): Promise<PassReport> {
  const first = await lookAndDecide(resources, context);
  return act(first, resources, context);
}

/** Carries out a plan, then the rounds that follow from it. */
async function act(first: Plan, resources: readonly Resource[], context: PassContext): Promise<PassReport> {
  const done: Done[] = [];
  let last = first;
  while (!context.tools.signal.aborted) {
    const due = last.entries.map((entry) => ({ entry, actions: dueOf(actionsOf(entry.item.decision), done) }));
    const work = due.filter(({ actions }) => actions.length > 0);
    if (work.length === 0) break;
    done.push(...(await carryOut(work, last, context)));
    if (context.tools.signal.aborted) break;
    last = await lookAndDecide(resources, context, last);
  }
  if (!context.tools.signal.aborted) await clearAll(last, context);
  return { first, last, done };
}

/** What dead runs did not come to: approvals that have served are used up, and what was left at replicas is removed. */
async function clearAll(last: Plan, context: PassContext): Promise<void> {
  for (const entry of last.entries) {
    const name = resourceName(entry.resource);
    for (const approval of served(entry, approvalsOf(entry.resource, context.observer.see))) context.approvalUsed(name, approval);
  }
  await clearReplicas(last, context);
}

/** At replicas that could be looked at, once all is done there that can be. */
async function clearReplicas(last: Plan, context: PassContext): Promise<void> {
  for (const { item } of last.entries) {
    const { replica, decision } = item;
    if (replica === undefined || decision.status === 'unknown' || !context.leftBehind(replica)) continue;
    const isOpen = decision.status === 'waiting' || actionsOf(decision).some((action) => action.type === 'transfer');
    await clearAway({ at: replica, copies: isOpen ? 'open' : 'none' }, context);
  }
}

/** Carries out the actions of these entries, and no others. What they touched will be looked at again. */
export async function carryOut(work: readonly Chosen[], plan: Plan, context: PassContext): Promise<readonly Done[]> {
  const works = work.flatMap(({ entry, actions }): readonly Work[] => {
    const at = entry.item.replica ?? actions[0]?.to;
    return at === undefined ? [] : [{ resource: resourceName(entry.resource), at, actions }];
  });
  const outcomes = await execute(works, { ...context, planId: planId(plan) });
  const all = work.flatMap(({ actions }) => actions);
  context.observer.forget(placesOf(all.filter((action) => action.type === 'transfer' || action.type === 'remove')), 'all');
  context.observer.forget(placesOf(all), 'memory');
  const done = work.flatMap(({ entry, actions }) =>
    actions.flatMap((action): readonly Done[] => {
      const outcome = outcomes.get(action.id);
      return outcome === undefined ? [] : [{ entry, action, outcome }];
    }),
  );
  for (const { entry, action, outcome } of done) {
    const { replica } = entry.item;
    if (action.approved === undefined || replica === undefined || outcome.status !== 'done') continue;
    context.approvalUsed(resourceName(entry.resource), { replica: showLocation(replica), digest: action.approved });
  }
  return done;
}

/** What is to be done now of one decision. */
export interface Chosen {
  readonly entry: PlanEntry;
  readonly actions: readonly Action[];
}

function approvalsOf(resource: Resource, see: See): readonly Approval[] {
  const seen = see(approvalsProbe(resourceName(resource)));
  return seen?.state === 'present' ? seen.value : [];
}

/** Both ends of each action. */
function placesOf(actions: readonly Action[]): ReadonlySet<string> {
  return new Set(
    actions.flatMap((action) =>
      action.type === 'transfer' || action.type === 'verify'
        ? [showLocation(action.from), showLocation(action.to)]
        : [showLocation(action.to)],
    ),
  );
}

/** What of a decision is to be done in this pass, and was not tried in it already. What is moved is read back. */
function dueOf(actions: readonly Action[], done: PassReport['done']): readonly Action[] {
  const due = actions.filter((action) => action.hold === undefined && isDue(action, done));
  const ids = new Set(due.map((action) => action.id));
  return due.filter((action) => action.type !== 'verify' || action.requires.every((id) => ids.has(id)));
}

/** Once for each place, and for copies again where the one before met files that changed since. */
function isDue(action: Action, done: PassReport['done']): boolean {
  const before = done.filter((it) => sortOf(it.action) === sortOf(action));
  const last = before.at(-1);
  if (last === undefined || isReadingBack(action)) return true;
  if (action.type === 'publish') return last.action.id !== action.id;
  if (action.type !== 'transfer' || last.action.type !== 'transfer') return false;
  if (before.length >= COPIES_PER_PASS || last.outcome.status === 'skipped') return false;
  if (action.way.type === 'Repair') return showLocation(action.from) !== showLocation(last.action.from);
  if (last.outcome.status === 'failed' && last.outcome.failure.retry === 'now') return true;
  return last.outcome.status !== 'failed' || last.outcome.failure.code === 'transfer.partial'
    ? hasNews(action, last.action)
    : false;
}

/** What is done once: the type with its way or reason, and the place. */
function sortOf(action: Action): string {
  const how = action.type === 'transfer' ? action.way.type : action.type === 'verify' ? action.reading.why : '';
  return `${action.type} ${how} ${showLocation(action.to)}`;
}

function isReadingBack(action: Action): boolean {
  return action.type === 'verify' && action.requires.length > 0;
}

function decidedEvent({ resource, item }: PlanEntry): Parameters<Emit>[0] {
  const trouble = troubleOf(item.decision);
  return {
    type: 'decided',
    resource: resourceName(resource),
    dataset: item.dataset,
    replica: item.replica === undefined ? '' : showLocation(item.replica),
    decision: item.decision.status,
    code: trouble?.code ?? '',
    message: trouble?.message ?? '',
    hint: trouble?.hint ?? '',
  };
}
