import { showLocation, showText } from '../model/names.ts';
import type { Problem } from '../model/problem.ts';
import { resourceName } from '../model/resource.ts';
import type { ItemResult } from '../plan/results.ts';
import { count, sum } from './words.ts';

/** What an apply without a terminal says on stderr: a line per problem, its hint below it; '' when there is none. */
export function problemsText(problems: readonly Problem[]): string {
  return problems.map(problemText).join('');
}

/** What the pass says once when all problems are gone. */
export function recoveredText(problems: readonly Problem[]): string {
  return problems.map((problem) => `${placeText(problem)}: recovered (was ${problem.code})\n`).join('');
}

/** What was corrupt and is repaired: told each time it happens, for a disk that does it once does it again. */
export function repairsText(results: readonly ItemResult[]): string {
  return results.map(repairText).join('');
}

function repairText({ entry, done }: ItemResult): string {
  const repairs = done.flatMap(({ action, outcome }) =>
    action.type === 'transfer' && action.way.type === 'Repair' && outcome.status === 'done' ? [action.amount.files] : [],
  );
  if (repairs.length === 0 || entry.item.replica === undefined) return '';
  const files = sum(repairs);
  const place = `${resourceName(entry.resource)} ${showLocation(entry.item.replica)}`;
  return `${place}: ${count(files, 'corrupt file')} repaired; what was there is in .replicas-quarantine. Look at the disk.\n`;
}

function problemText(problem: Problem): string {
  const line = `${placeText(problem)}: ${problem.code}: ${showText(problem.message)}\n`;
  return problem.hint === '' ? line : `${line}  ${showText(problem.hint)}\n`;
}

function placeText({ resource, replica }: Problem): string {
  return replica === '' ? resource : `${resource} ${showText(replica)}`;
}
