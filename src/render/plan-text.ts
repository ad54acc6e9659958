import { formatBytes } from '../lib/units.ts';
import type { Action } from '../model/action.ts';
import type { Hold } from '../model/hold.ts';
import { showLocation, showText } from '../model/names.ts';
import { actionsOf, gapOf, type Item, type Plan, type PlanEntry, troubleOf } from '../model/plan.ts';
import type { Painter } from './painter.ts';
import { fileChanges, showEntry } from './plan-files.ts';
import { groupsOf, headingParts, type PlanGroup } from './plan-groups.ts';
import { nothingToDo, summaryLine } from './plan-summary.ts';
import { actionSymbol, decisionSymbol, fileSymbol, legendText, type PlanSymbol, painted } from './plan-symbols.ts';
import { asOfText } from './times.ts';
import { actionText, adoptsText, amountText, areOrIs, thenText } from './words.ts';

/** `concise`: one line per replica; `normal`: with reasons and hints; `files`: also each file by name. */
export interface PlanTextOptions {
  readonly detail: 'concise' | 'normal' | 'files';
  readonly painter: Painter;
  /** As if this were now: milliseconds since 1970. */
  readonly at?: number | undefined;
}

/** One line, and the symbol in it that the legend must explain. */
interface Row {
  readonly symbol?: PlanSymbol;
  readonly text: string;
}

/** How the rows of one group are laid out. `width`: of the column of replicas. */
interface Layout extends PlanTextOptions {
  readonly width: number;
}

const NOTE = ' '.repeat(6);
const WIDEST_NAME = 40;

/** A plan for the person who has to trust it; the same text on every terminal. Ends with a line that sums up, and as of when it holds. */
export function renderPlanText(plan: Plan, options: PlanTextOptions): string {
  const asOf = options.at === undefined ? '' : `${asOfText(options.at)}\n`;
  return `${planText(plan, options)}${asOf}`;
}

function planText(plan: Plan, options: PlanTextOptions): string {
  const nothing = nothingToDo(plan);
  if (nothing !== undefined && (options.detail !== 'files' || plan.entries.length === 0)) return `${nothing}\n`;
  const blocks = groupsOf(plan).map((group) => groupRows(group, options));
  const used = new Set(blocks.flatMap((rows) => rows.flatMap((row) => row.symbol ?? [])));
  const texts = blocks.map((rows) => rows.map((row) => row.text).join('\n'));
  return `${[...texts, `${legendText(used, options.painter)}\n${nothing ?? summaryLine(plan)}`].join('\n\n')}\n`;
}

function groupRows(group: PlanGroup, options: PlanTextOptions): readonly Row[] {
  const [name = '', ...rest] = headingParts(group);
  const heading: Row = { text: [options.painter.heading(name), ...rest].join('   ') };
  const names = group.entries.map((entry) => replicaName(entry.item).length);
  const layout = { ...options, width: Math.min(WIDEST_NAME, Math.max(...names)) };
  return [heading, ...group.entries.flatMap((entry) => entryRows(entry, layout))];
}

function entryRows({ item }: PlanEntry, layout: Layout): readonly Row[] {
  const { decision } = item;
  if (layout.detail === 'concise') return [replicaRow(decisionSymbol(decision), item, { layout, what: conciseText(item) })];
  const actions = actionsOf(decision);
  const gap = actions.length > 0 ? gapOf(item) : undefined;
  const unseen =
    gap === undefined ? [] : [replicaRow('?', item, { layout, what: 'in part unknown' }), ...holdRows(gap, layout.painter)];
  const notes = [...thenRows(item), ...factRows(item, layout.painter), ...unseen];
  if (actions.length > 0) {
    const shown = actions.filter((action) => !isReadingBack(action));
    const rows = shown.flatMap((_, at) => actionRows(shown.slice(at), item, layout));
    return [...rows, ...readingBackRows(actions, layout.painter), ...ownHoldRows(item, layout), ...notes];
  }
  const row = replicaRow(decisionSymbol(decision), item, { layout, what: statusText(item) });
  const trouble = troubleOf(decision);
  return [row, ...(trouble === undefined ? [] : holdRows(trouble, layout.painter)), ...notes];
}

/** `  > archive:pools/pv   copy 12 files, 3.4 kB from icc:PV` */
function replicaRow(symbol: PlanSymbol, item: Item, about: { readonly layout: Layout; readonly what: string }): Row {
  const { width, painter } = about.layout;
  const column = width === 0 ? '' : `${replicaName(item).padEnd(width)}   `;
  return { symbol, text: `  ${painted(symbol, painter)} ${column}${about.what}` };
}

/** The rows of the first of these actions. A hold that the next one shares is told there. */
function actionRows([action, next]: readonly Action[], item: Item, layout: Layout): readonly Row[] {
  if (action === undefined) return [];
  const { hold } = action;
  const { painter } = layout;
  const what = hold === undefined ? actionText(action) : `held: ${actionText(action)}`;
  const told = hold === undefined || (next?.hold?.code === hold.code && next.hold.message === hold.message);
  return [
    replicaRow(actionSymbol(action), item, { layout, what }),
    { text: `${NOTE}${painter.quiet(`because ${showText(action.because)}`)}` },
    ...(told ? [] : holdRows(hold, painter)),
    ...(layout.detail === 'files' ? fileRows(action, item, painter) : []),
  ];
}

/** A hold that is of no action: it stands beside them. */
function ownHoldRows(item: Item, layout: Layout): readonly Row[] {
  const { decision } = item;
  if (decision.status !== 'held' || decision.actions.some((action) => action.hold?.code === decision.hold.code)) return [];
  return [replicaRow('!', item, { layout, what: 'held' }), ...holdRows(decision.hold, layout.painter)];
}

/** What needs no row of its own: what is copied is read back. */
function isReadingBack(action: Action): boolean {
  return action.type === 'verify' && action.requires.length > 0;
}

function readingBackRows(actions: readonly Action[], painter: Painter): readonly Row[] {
  const reasons = new Set(
    actions.filter((action) => isReadingBack(action) && action.hold === undefined).map((action) => action.because),
  );
  return [...reasons].map((because) => ({ text: `${NOTE}${painter.quiet(`then ${showText(because)}`)}` }));
}

function fileRows(action: Action, item: Item, painter: Painter): readonly Row[] {
  return fileChanges(action, item.facts).map(({ change, entry }) => {
    const symbol = fileSymbol(change);
    const size = entry.type === 'file' ? formatBytes(entry.size) : '';
    return { symbol, text: `${NOTE}${painted(symbol, painter)} ${size.padStart(9)}  ${showEntry(entry)}` };
  });
}

/** The code with what it means here, and the hint, which ends with the command. */
function holdRows(hold: Hold, painter: Painter): readonly Row[] {
  const why: Row = { text: `${NOTE}${painter.hold(hold.code)}: ${showText(hold.message)}` };
  return hold.hint === '' ? [why] : [why, { text: `${NOTE}${painter.command(showText(hold.hint))}` }];
}

function thenRows(item: Item): readonly Row[] {
  return item.then.map((next) => ({ text: `${NOTE}then ${thenText(next)}` }));
}

/** What stays as it is: data adopted, and what the source does not have. */
function factRows(item: Item, painter: Painter): readonly Row[] {
  const { decision, facts } = item;
  if (facts === undefined) return [];
  const { adopts, extraneous } = facts;
  const removing = actionsOf(decision).some((action) => action.type === 'remove');
  const kept = gapOf(item) === undefined ? 'and kept' : 'and kept while a part could not be looked at';
  const foreign = `${amountText(extraneous)} there ${areOrIs(extraneous.files)} not at the source, ${kept}`;
  const texts = [...(adopts.files > 0 ? [adoptsText(adopts)] : []), ...(extraneous.files > 0 && !removing ? [foreign] : [])];
  return texts.map((text) => ({ text: `${NOTE}${painter.quiet(text)}` }));
}

function conciseText(item: Item): string {
  const { decision } = item;
  const actions = actionsOf(decision);
  const parts = actions
    .filter((action) => !isReadingBack(action))
    .map((action) => (action.hold === undefined ? actionText(action) : `held: ${actionText(action)} (${action.hold.code})`));
  const own = decision.status === 'held' && actions.every((action) => action.hold?.code !== decision.hold.code);
  if (parts.length > 0) return [...parts, ...(own ? [`held (${decision.hold.code})`] : [])].join('; ');
  const trouble = troubleOf(decision);
  return trouble === undefined ? statusText(item) : `${statusText(item)} (${trouble.code})`;
}

function statusText({ decision, facts }: Item): string {
  if (decision.status !== 'settled') return decision.status;
  return facts === undefined ? 'as declared' : `as declared: ${amountText(facts.holds)}`;
}

/** The replica's place; '' for what concerns the dataset. */
function replicaName(item: Item): string {
  return item.replica === undefined ? '' : showLocation(item.replica);
}
