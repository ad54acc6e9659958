import type { Action } from '../model/action.ts';
import type { ActionSummary } from '../model/event.ts';
import type { Hold } from '../model/hold.ts';
import { showLocation, showText } from '../model/names.ts';
import type { Outcome } from '../model/outcome.ts';
import { actionsOf, type Item, type Plan, type PlanEntry, troubleOf } from '../model/plan.ts';
import { outcomeText } from './outcome-words.ts';
import type { Painter } from './painter.ts';
import { groupsOf, headingParts } from './plan-groups.ts';
import { asDeclaredLine } from './plan-summary.ts';
import { actionText, amountText, count, sum, thenText } from './words.ts';

/** What a pass did about one replica. `entry`: as it was decided last; `then` in it is shown as what comes next. */
export interface ReplicaResult {
  readonly entry: PlanEntry;
  readonly outcomes: readonly { readonly action: ActionSummary; readonly outcome: Outcome }[];
}

type Standing = 'as declared' | 'failed' | 'held' | 'waiting' | 'unknown' | 'still to do';

const STANDINGS: readonly Standing[] = ['as declared', 'failed', 'held', 'waiting', 'unknown', 'still to do'];
const NOTE = ' '.repeat(4);

/** What an apply did, for a terminal: a line per action, what needs a person with its hint, and a line that sums up. */
export function applyText(results: readonly ReplicaResult[], painter: Painter): string {
  const busy = results.filter((result) => result.outcomes.length > 0 || standingOf(result) !== 'as declared');
  if (busy.length === 0) return `${asDeclaredLine(results.length)}\n`;
  const byEntry = new Map(busy.map((result) => [result.entry, result]));
  const plan: Plan = { createdAt: 0, entries: busy.map((result) => result.entry) };
  const blocks = groupsOf(plan).map((group) => {
    const [name = '', ...rest] = headingParts(group);
    const lines = group.entries.flatMap((entry) => resultLines(byEntry.get(entry) ?? { entry, outcomes: [] }, painter));
    return [[painter.heading(name), ...rest].join('   '), ...lines].join('\n');
  });
  return `${[...blocks, summary(results)].join('\n\n')}\n`;
}

function resultLines({ entry, outcomes }: ReplicaResult, painter: Painter): readonly string[] {
  const { item } = entry;
  const place = item.replica === undefined ? '' : `${showLocation(item.replica)}   `;
  const trouble = troubleOf(item.decision);
  const holds = trouble === undefined ? actionsOf(item.decision).flatMap((action) => action.hold ?? []) : [trouble];
  const status = trouble === undefined ? 'held' : item.decision.status;
  return [
    ...outcomes.flatMap(({ action, outcome }) =>
      outcomeLines(action, outcome, painter).map((text, at) => (at === 0 ? `  ${place}${text}` : text)),
    ),
    ...holds.flatMap((hold) => holdLines(hold, `  ${place}${status}`, painter)),
    ...nextActions(item, outcomes).map((action) => `  ${place}next: ${actionText(action)}`),
    ...item.then.map((next) => `${NOTE}next: ${thenText(next)}`),
  ];
}

/** What is to be done and was not tried. */
function nextActions(item: Item, outcomes: ReplicaResult['outcomes']): readonly Action[] {
  const tried = new Set(outcomes.map(({ action }) => action.type));
  return actionsOf(item.decision).filter((action) => action.hold === undefined && !tried.has(action.type));
}

/** The outcome, and the hint of one that did not succeed. */
function outcomeLines(action: ActionSummary, outcome: Outcome, painter: Painter): readonly string[] {
  const text = outcomeText(action, outcome);
  switch (outcome.status) {
    case 'done':
    case 'already':
      return [painter.good(text)];
    case 'skipped':
      return [painter.hold(text), ...hintLine(outcome.because.hint, painter)];
    case 'failed':
      return [painter.danger(text), ...hintLine(outcome.failure.hint, painter)];
  }
}

function holdLines(hold: Hold, head: string, painter: Painter): readonly string[] {
  return [`${head}: ${painter.hold(hold.code)}: ${showText(hold.message)}`, ...hintLine(hold.hint, painter)];
}

function hintLine(hint: string, painter: Painter): readonly string[] {
  return hint === '' ? [] : [`${NOTE}${painter.command(showText(hint))}`];
}

/** `Done: 12 files, 3.4 kB copied; 2 replicas as declared, 1 held.` */
function summary(results: readonly ReplicaResult[]): string {
  const done = results.flatMap(({ outcomes }) =>
    outcomes.flatMap(({ action, outcome }) => (outcome.status === 'done' ? [{ action, outcome }] : [])),
  );
  const total = (type: ActionSummary['type']): { files: number; bytes: number } => {
    const amounts = done.filter(({ action }) => action.type === type).map(({ outcome }) => outcome);
    return { files: sum(amounts.map(({ files }) => files)), bytes: sum(amounts.map(({ bytes }) => bytes)) };
  };
  const removed = total('remove');
  const moved = [`${amountText(total('transfer'))} copied`, ...(removed.files === 0 ? [] : [`${amountText(removed)} removed`])];
  const standings = STANDINGS.map((standing) => ({
    standing,
    n: results.filter((result) => standingOf(result) === standing).length,
  }));
  const counted = standings
    .filter(({ n }) => n > 0)
    .map(({ standing, n }, at) => `${at === 0 ? count(n, 'replica') : n} ${standing}`);
  return `Done: ${moved.join(', ')}; ${counted.join(', ')}.`;
}

/** Where a replica stands now. What was to do and was done counts as declared, unless part of it is held. */
function standingOf({ entry, outcomes }: ReplicaResult): Standing {
  const { decision } = entry.item;
  if (decision.status === 'settled') return 'as declared';
  if (outcomes.some(({ outcome }) => outcome.status === 'failed')) return 'failed';
  switch (decision.status) {
    case 'todo': {
      if (outcomes.some(({ outcome }) => outcome.status === 'skipped' && outcome.because.code === 'lease.held')) return 'waiting';
      if (outcomes.length === 0 || outcomes.some(({ outcome }) => outcome.status === 'skipped')) return 'still to do';
      return decision.actions.some((action) => action.hold !== undefined) ? 'held' : 'as declared';
    }
    case 'held':
    case 'waiting':
    case 'unknown':
      return decision.status;
  }
}
