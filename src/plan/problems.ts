import { isCode } from '../model/codes.ts';
import { showLocation } from '../model/names.ts';
import { actionsOf, gapOf, troubleOf } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { resourceName } from '../model/resource.ts';
import type { ItemResult } from './results.ts';

/** What keeps items from being as declared: failures, unknowns and holds. Waiting is no problem. */
export function problemsOf(results: readonly ItemResult[]): readonly Problem[] {
  return results.flatMap(({ entry, failure }) => {
    const { decision, replica } = entry.item;
    const held = actionsOf(decision).find((action) => action.hold !== undefined)?.hold;
    const trouble = failure ?? (decision.status === 'waiting' ? undefined : (troubleOf(decision) ?? held));
    const gap = gapOf(entry.item);
    const troubles = [trouble, gap?.code === trouble?.code ? undefined : gap];
    return troubles.flatMap((each) => {
      if (each === undefined || each.code === 'lease.held') return [];
      const { code, message, hint } = each;
      const place = replica === undefined ? '' : showLocation(replica);
      return [{ resource: resourceName(entry.resource), replica: place, code, message, hint }];
    });
  });
}

/** How the problems of a pass differ from those that were known. */
export interface ProblemChange {
  readonly problems: readonly Problem[];
  readonly status: 'same' | 'changed';
  /** Those that are gone, by what was remembered of them. */
  readonly recovered: readonly Problem[];
  /** What to remember: one line for each. */
  readonly remember: readonly string[];
}

/** `known`: the lines remembered last; those of resources that this pass did not look at stay as they are. */
export function problemChange(
  problems: readonly Problem[],
  known: readonly string[],
  looked: ReadonlySet<string>,
): ProblemChange {
  const lines = new Set(problems.map(lineOf));
  const before = known.flatMap(problemIn);
  const relevant = before.filter((problem) => looked.has(problem.resource)).map(lineOf);
  const others = before.filter((problem) => !looked.has(problem.resource)).map(lineOf);
  const gone = relevant.filter((line) => !lines.has(line));
  const fresh = [...lines].filter((line) => !relevant.includes(line));
  return {
    problems,
    status: gone.length + fresh.length > 0 ? 'changed' : 'same',
    recovered: gone
      .flatMap(problemIn)
      .filter((was) => !problems.some((is) => is.resource === was.resource && is.replica === was.replica)),
    remember: [...others, ...lines].sort(),
  };
}

function lineOf({ resource, replica, code }: Problem): string {
  return [resource, replica, code].join('\t');
}

/** Nothing, when the line is not one of ours: then it is forgotten. */
function problemIn(line: string): readonly Problem[] {
  const [resource = '', replica = '', code = ''] = line.split('\t');
  return isCode(code) ? [{ resource, replica, code, message: '', hint: '' }] : [];
}
