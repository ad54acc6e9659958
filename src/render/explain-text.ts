import { compileFilter } from '../inventory/filter.ts';
import { entriesOf } from '../inventory/records.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import type { FileEntry, Inventory } from '../model/inventory.ts';
import { showLocation, showPath, showText } from '../model/names.ts';
import { actionsOf, type Item, type Plan, type PlanEntry, troubleOf } from '../model/plan.ts';
import type { Painter } from './painter.ts';
import { showEntry } from './plan-files.ts';
import { groupsOf, headingParts } from './plan-groups.ts';
import { actionText, adoptsText, amountText, thenText } from './words.ts';

const SETTLED =
  'as declared: nothing is to be done until the source, the replica or the manifest changes, or something is due (reconcile --plan --at TIME)';

/** In sentences: how each replica stands and why, what comes next, what a person can do; of one path where one is named. */
export function explainText(plan: Plan, about: PathBytes | undefined, painter: Painter): string {
  const blocks = groupsOf(plan).map((group) => {
    const [name = '', ...rest] = headingParts(group);
    const lines = group.entries.flatMap((entry) =>
      about === undefined ? replicaLines(entry, painter) : pathLines(entry, about),
    );
    return [[painter.heading(name), ...rest].join('   '), ...lines].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

function replicaLines({ item }: PlanEntry, painter: Painter): readonly string[] {
  const place = item.replica === undefined ? 'the whole' : showLocation(item.replica);
  const trouble = troubleOf(item.decision);
  const why = trouble === undefined ? [] : [`    why: ${painter.hold(trouble.code)}: ${showText(trouble.message)}`];
  const now = trouble === undefined || trouble.hint === '' ? [] : [`    what now: ${painter.command(showText(trouble.hint))}`];
  return [
    `  ${place}: ${item.decision.status === 'settled' ? SETTLED : item.decision.status}`,
    ...why,
    ...factLines(item),
    ...actionLines(item, painter),
    ...now,
  ];
}

function factLines({ facts }: Item): readonly string[] {
  if (facts === undefined) return [];
  const lines = [`    holds: ${amountText(facts.holds)}`];
  if (facts.behind.files > 0) lines.push(`    lacks: ${amountText(facts.behind)}`);
  if (facts.extraneous.files > 0) lines.push(`    has besides: ${amountText(facts.extraneous)} that the source does not have`);
  if (facts.adopts.files > 0) lines.push(`    ${adoptsText(facts.adopts)}`);
  return lines;
}

function actionLines(item: Item, painter: Painter): readonly string[] {
  const next = actionsOf(item.decision).flatMap((action) => [
    `    next: ${actionText(action)}`,
    `      because ${action.because}`,
    ...(action.hold === undefined
      ? []
      : [
          `      held: ${painter.hold(action.hold.code)}: ${showText(action.hold.message)}`,
          `      what now: ${painter.command(showText(action.hold.hint))}`,
        ]),
  ]);
  return [...next, ...item.then.map((it) => `    then: ${thenText(it)}`)];
}

/** How one path stands at the source and at a replica, and what is to be done with it. */
function pathLines(entry: PlanEntry, about: PathBytes): readonly string[] {
  const { resource, item } = entry;
  const place = item.replica === undefined ? 'the whole' : showLocation(item.replica);
  const basis = item.facts?.basis;
  if (basis === undefined) return [`  ${place}: could not be looked at: ${troubleText(item)}`];
  const [want, have] = [entryIn(basis.from, about), entryIn(basis.to, about)];
  const admitted = compileFilter(resource.spec.filter).admitsWithParents(about, want?.type ?? have?.type ?? 'file');
  const absent = admitted ? 'not there' : 'excluded by the patterns of the manifest';
  return [
    `  ${place}: ${showPath(about)}`,
    `    source:  ${want === undefined ? absent : showEntry(want)}`,
    `    replica: ${have === undefined ? absent : showEntry(have)}`,
    `    ${nextText(entry, about, { want, have })}`,
  ];
}

interface BothSides {
  readonly want: FileEntry | undefined;
  readonly have: FileEntry | undefined;
}

function nextText({ resource, item }: PlanEntry, about: PathBytes, { want, have }: BothSides): string {
  const action = actionsOf(item.decision).find((it) => entryIn(it.entries, about) !== undefined);
  if (action !== undefined) return `${action.hold === undefined ? 'next' : 'held'}: ${actionText(action)}, this entry among them`;
  if (want === undefined && have === undefined) return 'nothing is to be done with it';
  if (have === undefined || troubleOf(item.decision) !== undefined) return troubleText(item);
  if (want !== undefined) return 'equal on both sides: nothing is to be done with it';
  return resource.spec.extraneous === 'Keep' ? 'kept: the manifest says `extraneous: Keep`' : troubleText(item);
}

function troubleText(item: Item): string {
  const trouble = troubleOf(item.decision);
  return trouble === undefined
    ? 'nothing is to be done with it'
    : `${item.decision.status}: ${trouble.code}: ${showText(trouble.message)}`;
}

function entryIn(inventory: Inventory, path: PathBytes): FileEntry | undefined {
  for (const entry of entriesOf(inventory)) if (entry.path === path) return entry;
  return undefined;
}
