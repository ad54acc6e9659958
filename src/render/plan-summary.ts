import { formatBytes } from '../lib/units.ts';
import type { Action } from '../model/action.ts';
import { actionsOf, type Decision, type Plan } from '../model/plan.ts';
import { amountText, areOrIs, count, sum } from './words.ts';

/** How many items are in which state, and what an apply would move and remove now; what is held is not counted in. */
export interface PlanSummary {
  readonly settled: number;
  readonly todo: number;
  readonly held: number;
  readonly waiting: number;
  readonly unknown: number;
  readonly files: number;
  readonly bytes: number;
  readonly removes: number;
  readonly removeBytes: number;
}

/** Sums up a plan. */
export function summaryOf(plan: Plan): PlanSummary {
  const inState = (status: Decision['status']): number =>
    plan.entries.filter((entry) => entry.item.decision.status === status).length;
  const free = allActions(plan).filter((action) => action.hold === undefined);
  const copies = free.filter((action) => action.type === 'transfer').map((action) => action.amount);
  const removals = free.filter((action) => action.type === 'remove').map((action) => action.amount);
  return {
    settled: inState('settled'),
    todo: inState('todo'),
    held: inState('held'),
    waiting: inState('waiting'),
    unknown: inState('unknown'),
    files: sum(copies.map((amount) => amount.files)),
    bytes: sum(copies.map((amount) => amount.bytes)),
    removes: sum(removals.map((amount) => amount.files)),
    removeBytes: sum(removals.map((amount) => amount.bytes)),
  };
}

/** `Plan: 1 to do, 2 settled, 0 held, 0 waiting, 0 unknown; 12 files, 3.4 kB to copy, 0 to remove.` */
export function summaryLine(plan: Plan): string {
  const { settled, todo, held, waiting, unknown, files, bytes, removes, removeBytes } = summaryOf(plan);
  const states = `${todo} to do, ${settled} settled, ${held} held, ${waiting} waiting, ${unknown} unknown`;
  const free = allActions(plan).filter((action) => action.hold === undefined);
  const onlyDirectories = (type: Action['type']): boolean => free.some((action) => action.type === type);
  const copied =
    files === 0 && onlyDirectories('transfer') ? 'only directories' : `${count(files, 'file')}, ${formatBytes(bytes)}`;
  const gone =
    removes === 0 ? (onlyDirectories('remove') ? 'only directories' : '0') : amountText({ files: removes, bytes: removeBytes });
  // What reads back is held with what it reads.
  const isOwn = (action: Action): boolean => action.type !== 'verify' || action.requires.length === 0;
  const heldActions = allActions(plan).filter((action) => action.hold !== undefined && isOwn(action)).length;
  const heldBack = heldActions === 0 ? '' : `; ${count(heldActions, 'action')} held`;
  return `Plan: ${states}; ${copied} to copy, ${gone} to remove${heldBack}.`;
}

/** The one line for a plan without anything to do, or undefined where there is something to say. */
export function nothingToDo(plan: Plan): string | undefined {
  if (plan.entries.some((entry) => entry.item.decision.status !== 'settled')) return undefined;
  const facts = plan.entries.flatMap((entry) => entry.item.facts ?? []);
  const adopted = { files: sum(facts.map((each) => each.adopts.files)), bytes: sum(facts.map((each) => each.adopts.bytes)) };
  const extra = sum(facts.map((each) => each.extraneous.files));
  const remarks = [
    ...(adopted.files === 0 ? [] : [`${amountText(adopted)} already there, taken over as they are`]),
    ...(extra === 0 ? [] : [`${count(extra, 'file')} there ${areOrIs(extra)} not at the source, and kept`]),
  ];
  const line = asDeclaredLine(plan.entries.length);
  return remarks.length === 0 ? line : `${line.slice(0, -1)} (${remarks.join('; ')}).`;
}

/** `Nothing to do: 3 replicas are as declared.` */
export function asDeclaredLine(replicas: number): string {
  if (replicas === 0) return 'Nothing to do: nothing is selected.';
  return `Nothing to do: ${count(replicas, 'replica')} ${areOrIs(replicas)} as declared.`;
}

function allActions(plan: Plan): readonly Action[] {
  return plan.entries.flatMap((entry) => actionsOf(entry.item.decision));
}
