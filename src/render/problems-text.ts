import { showText } from '../model/names.ts';
import type { Problem } from '../model/problem.ts';

/** What an apply without a terminal says on stderr: a line per problem, its hint below it; '' when there is none. */
export function problemsText(problems: readonly Problem[]): string {
  return problems.map(problemText).join('');
}

/** What the pass says once when all problems are gone. */
export function recoveredText(problems: readonly Problem[]): string {
  return problems.map((problem) => `${placeText(problem)}: recovered (was ${problem.code})\n`).join('');
}

function problemText(problem: Problem): string {
  const line = `${placeText(problem)}: ${problem.code}: ${showText(problem.message)}\n`;
  return problem.hint === '' ? line : `${line}  ${showText(problem.hint)}\n`;
}

function placeText({ resource, replica }: Problem): string {
  return replica === '' ? resource : `${resource} ${showText(replica)}`;
}
