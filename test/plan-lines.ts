import { entriesOf, sortedEntries } from '../src/inventory/records.ts';
import type { PathBytes } from '../src/lib/path-bytes.ts';
import type { Action, ActionOf } from '../src/model/action.ts';
import type { FileEntry } from '../src/model/inventory.ts';
import { showLocation } from '../src/model/names.ts';
import { actionsOf, type Plan, troubleOf } from '../src/model/plan.ts';
import { placeName } from './world-model.ts';

/**
 * A plan as lines: each decision with its code, below it what is done, held and expected. Entries are sorted. What goes without saying is
 * left out: that files which are moved are read back, and that a replica is published in the end.
 */
export function planLines(plan: Plan): readonly string[] {
  return plan.entries.flatMap(({ item }) => {
    const { decision, replica } = item;
    const what = replica === undefined ? `dataset ${item.dataset}` : placeName(replica);
    const code = troubleOf(decision)?.code;
    const actions = actionsOf(decision);
    return [
      `${what} ${decision.status}${code === undefined ? '' : ` ${code}`}`,
      ...actionLines(actions).map((line) => `  ${line}`),
      ...item.then.flatMap(({ type, to }) => (type === 'publish' ? [] : [`  then ${type} > ${placeName(to)}`])),
    ];
  });
}

/** Actions as the lines of a plan. */
export function actionLines(actions: readonly Action[]): readonly string[] {
  return actions.filter((action) => !isReadBackOf(action, actions)).map((action) => actionLine(action, actions));
}

function actionLine(action: Action, all: readonly Action[]): string {
  const entries = sortedEntries(action.entries).map(entryToken);
  const hold = action.hold === undefined ? '' : ` [held ${action.hold.code}]`;
  const listed = entries.length === 0 ? '' : `: ${entries.join(' ')}`;
  return `${whatText(action)}${listed}${hold}${isReadBack(action, all) ? '' : ' [not read back]'}`;
}

function whatText(action: Action): string {
  const to = placeName(action.to);
  switch (action.type) {
    case 'transfer': {
      const verb = { Add: 'transfer', Replace: 'replace', Repair: 'repair' }[action.way.type];
      return `${verb} ${placeName(action.from)} > ${to}`;
    }
    case 'verify': {
      const verb = { Moved: 'read back', Unproven: 'read', Due: 'recheck', Asked: 'read as asked' }[action.reading.why];
      return placeName(action.from) === to ? `${verb} ${to}` : `${verb} ${to} by ${placeName(action.from)}`;
    }
    case 'remove':
      return `remove ${action.how} ${to}`;
    case 'publish':
      return `publish ${to}`;
  }
}

/** Whether an action reads back all the files of a transfer of the plan, from the same place, and is held when that is. */
function isReadBackOf(action: Action, all: readonly Action[]): boolean {
  return all.some((it) => it.type === 'transfer' && readsBack(action, it));
}

function isReadBack(action: Action, all: readonly Action[]): boolean {
  if (action.type !== 'transfer' || action.hold?.code === 'source.suspect') return true;
  return filesIn(action).length === 0 || all.some((it) => readsBack(it, action));
}

function readsBack(action: Action, transfer: ActionOf<'transfer'>): boolean {
  if (action.type !== 'verify' || action.reading.why !== 'Moved') return false;
  const isFor = action.requires.length === 1 && action.requires[0] === transfer.id && action.hold?.code === transfer.hold?.code;
  const [here, there] = [action, transfer].map(({ from, to }) => `${showLocation(from)} ${showLocation(to)}`);
  return isFor && here === there && filesIn(action).join('\0') === filesIn(transfer).join('\0');
}

function filesIn(action: Action): readonly PathBytes[] {
  return sortedEntries(action.entries).flatMap((entry) => (entry.type === 'file' ? [entry.path] : []));
}

function entryToken({ path, type }: FileEntry): string {
  switch (type) {
    case 'file':
      return path;
    case 'directory':
      return `${path}/`;
    case 'link':
      return `${path}->`;
    case 'other':
      return `${path}|`;
  }
}

/** The entries of an action. */
export function entriesIn(action: Pick<Action, 'entries'>): readonly FileEntry[] {
  return [...entriesOf(action.entries)];
}
