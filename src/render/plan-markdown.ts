import { Buffer } from 'node:buffer';
import { formatCount } from '../lib/units.ts';
import type { Action } from '../model/action.ts';
import type { Hold } from '../model/hold.ts';
import { showLocation, showText } from '../model/names.ts';
import { actionsOf, type Plan, type PlanEntry, troubleOf } from '../model/plan.ts';
import { resourceName } from '../model/resource.ts';
import { codeElement, htmlText, markdownCode, markdownText } from './markdown-escape.ts';
import { type FileChange, fileChanges, showEntry } from './plan-files.ts';
import { groupsOf, headingParts } from './plan-groups.ts';
import { nothingToDo, summaryLine } from './plan-summary.ts';
import { fileSymbol } from './plan-symbols.ts';
import { asOfText } from './times.ts';
import { actionText, count, thenText } from './words.ts';

/** What a comment may have: GitHub takes 65,536 characters. */
const CEILING_BYTES = 60_000;

/** Names shown per action, tried one after the other until the whole fits. */
const NAME_LIMITS: readonly number[] = [1000, 300, 100, 30, 10, 3, 0];

const LONGEST_SENTENCE = 500;

/** One table row, with the files that it is about. */
interface Row {
  readonly cells: readonly string[];
  readonly title: string;
  readonly names: readonly string[];
  readonly allNames: number;
}

interface Section {
  readonly heading: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

interface Limits {
  readonly names: number;
  readonly rows: number;
}

/**
 * A plan for a pull request comment, at most 60 kB: removals first, then what is held, then a table per dataset. `at`: as if this were now,
 * milliseconds since 1970.
 */
export function renderPlanMarkdown(plan: Plan, at?: number): string {
  const sections = [removals(plan), held(plan), ...datasets(plan)].filter((section) => section.rows.length > 0);
  const asOf = at === undefined ? '' : `\n\n${markdownText(asOfText(at))}`;
  const summary = `## ${markdownText(nothingToDo(plan) ?? summaryLine(plan))}${asOf}`;
  for (const limits of limitsFor(sections)) {
    const text = assemble(summary, sections, limits);
    if (Buffer.byteLength(text) <= CEILING_BYTES) return text;
  }
  throw new Error('a plan without any row is longer than a comment');
}

/** First fewer names, then, without names, fewer rows. */
function* limitsFor(sections: readonly Section[]): Generator<Limits> {
  const all = sections.flatMap((section) => section.rows).length;
  for (const names of NAME_LIMITS) yield { names, rows: all };
  for (let rows = Math.floor(all * 0.8); rows > 0; rows = Math.floor(rows * 0.8)) yield { names: 0, rows };
  yield { names: 0, rows: 0 };
}

function assemble(summary: string, sections: readonly Section[], limits: Limits): string {
  const blocks: string[] = [summary];
  let left = limits.rows;
  for (const section of sections) {
    const rows = section.rows.slice(0, left);
    left -= rows.length;
    if (rows.length > 0) blocks.push(sectionText({ ...section, rows }, limits.names));
  }
  const cut = sections.flatMap((section) => section.rows).length - limits.rows;
  if (cut > 0)
    blocks.push(
      `**${formatCount(cut)} more table ${cut === 1 ? 'row was' : 'rows were'} cut to keep this below 60 kB.** All of it: \`reconcile --plan -v\``,
    );
  return `${blocks.join('\n\n')}\n`;
}

function sectionText({ heading, columns, rows }: Section, names: number): string {
  const table = [columns, columns.map(() => '---'), ...rows.map((row) => row.cells)].map((cells) => `| ${cells.join(' | ')} |`);
  const lists = rows.filter((row) => row.allNames > 0).map((row) => namesText(row, names));
  return [`### ${heading}`, table.join('\n'), ...lists].join('\n\n');
}

/** A folded list of files; when cut, it says by how many. */
function namesText({ title, names, allNames }: Row, limit: number): string {
  const shown = names.slice(0, limit);
  if (shown.length === 0) return `${title}: ${formatCount(allNames)} names cut`;
  const more = allNames - shown.length;
  const lines = more === 0 ? shown : [...shown, `... and ${formatCount(more)} more, cut here`];
  return `<details><summary>${title}</summary>\n\n<pre>\n${lines.join('\n')}\n</pre>\n\n</details>`;
}

function removals(plan: Plan): Section {
  const rows = plan.entries.flatMap((entry) =>
    actionsOf(entry.item.decision)
      .filter((action) => action.type === 'remove')
      .map((action) =>
        actionRow(entry, action, [resourceCell(entry), replicaCell(entry), whatCell(action), sentence(action.because)]),
      ),
  );
  return { heading: 'Removals', columns: ['Resource', 'Replica', 'What', 'Why'], rows };
}

function held(plan: Plan): Section {
  const rows = plan.entries.flatMap((entry) =>
    holdsOf(entry).map(({ code, message, hint }): Row => {
      const cells = [resourceCell(entry), replicaCell(entry), `\`${code}\``, sentence(message), sentence(hint)];
      return { cells, title: '', names: [], allNames: 0 };
    }),
  );
  return { heading: 'Held', columns: ['Resource', 'Replica', 'Code', 'Why', 'What now'], rows };
}

/** The holds of one entry, each once. */
function holdsOf({ item }: PlanEntry): readonly Hold[] {
  const { decision } = item;
  const own = decision.status === 'held' ? [decision.hold] : [];
  const holds = [...own, ...actionsOf(decision).flatMap((action) => action.hold ?? [])];
  return holds.filter((hold, at) => holds.findIndex((each) => each.code === hold.code && each.message === hold.message) === at);
}

function datasets(plan: Plan): readonly Section[] {
  return groupsOf(plan).map((group) => ({
    heading: headingParts(group).map(markdownText).join(' · '),
    columns: ['', 'Replica', 'What', 'Why'],
    rows: group.entries.flatMap(entryRows),
  }));
}

/** A row per action that is not a removal; one row for an entry without any. */
function entryRows(entry: PlanEntry): readonly Row[] {
  const { decision, then } = entry.item;
  // What is copied is read back: that needs no row of its own.
  const isReadingBack = (action: Action): boolean => action.type === 'verify' && action.requires.length > 0;
  const moves = actionsOf(decision).filter((action) => action.type !== 'remove' && !isReadingBack(action));
  const rows = moves.map((action, at) => {
    const next = at < moves.length - 1 ? '' : then.map((each) => `; then ${thenText(each)}`).join('');
    return actionRow(entry, action, [
      decision.status,
      replicaCell(entry),
      whatCell(action),
      sentence(`${action.because}${next}`),
    ]);
  });
  if (rows.length > 0) return rows;
  const trouble = troubleOf(decision);
  const why = trouble === undefined ? '' : `\`${trouble.code}\` ${sentence(`${trouble.message} ${trouble.hint}`)}`;
  const what = decision.status === 'settled' ? 'as declared' : decision.status === 'todo' ? 'remove, see above' : '';
  return [{ cells: [decision.status, replicaCell(entry), what, why], title: '', names: [], allNames: 0 }];
}

const DONE: Readonly<Record<Action['type'], string>> = {
  transfer: 'Copied',
  verify: 'Read',
  publish: 'Published',
  remove: 'Removed',
};

function actionRow(entry: PlanEntry, action: Action, cells: readonly string[]): Row {
  const changes = fileChanges(action, entry.item.facts);
  const place = codeElement(showLocation(action.to));
  const title = `${DONE[action.type]} at ${place}: ${count(changes.length, 'name')}`;
  return { cells, title, names: changes.slice(0, NAME_LIMITS[0]).map(nameLine), allNames: changes.length };
}

function nameLine({ change, entry }: FileChange): string {
  return htmlText(`${fileSymbol(change)} ${showEntry(entry)}`);
}

function whatCell(action: Action): string {
  return markdownText(action.hold === undefined ? actionText(action) : `held: ${actionText(action)}`);
}

function resourceCell({ resource }: PlanEntry): string {
  return markdownCode(resourceName(resource));
}

function replicaCell({ item }: PlanEntry): string {
  return item.replica === undefined ? '' : markdownCode(showLocation(item.replica));
}

/** A sentence from elsewhere; one that a hostile name made endless is cut. */
function sentence(text: string): string {
  const shown = showText(text);
  return markdownText(shown.length <= LONGEST_SENTENCE ? shown : `${shown.slice(0, LONGEST_SENTENCE)}...`);
}
