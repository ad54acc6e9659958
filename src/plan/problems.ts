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

/** What a pass says of replicas, and whose it was about. */
export interface Judged {
  readonly problems: readonly Problem[];
  /** KIND/NAME of what was looked at. */
  readonly looked: ReadonlySet<string>;
  /** Those of which nothing can be said: another process works there, or they wait (`placeKey`). */
  readonly open: ReadonlySet<string>;
}

/** A replica of a resource, as a key. */
function placeKey({ resource, replica }: Pick<Problem, 'resource' | 'replica'>): string {
  return `${resource}\t${replica}`;
}

/** The replicas of which a pass can neither say that they are well nor that they are not. */
export function openPlaces(results: readonly ItemResult[]): ReadonlySet<string> {
  const open = results.filter(({ entry, failure }) => {
    const { decision } = entry.item;
    return failure?.code === 'lease.held' || (decision.status === 'waiting' && decision.code !== 'verify.later');
  });
  return new Set(
    open.map(({ entry: { resource, item } }) =>
      placeKey({ resource: resourceName(resource), replica: item.replica === undefined ? '' : showLocation(item.replica) }),
    ),
  );
}

/** `known`: the lines remembered last; those of resources that this pass did not look at, and of what is open, stay as they are. */
export function problemChange({ problems, looked, open }: Judged, known: readonly string[]): ProblemChange {
  const isJudged = (problem: Problem): boolean => looked.has(problem.resource) && !open.has(placeKey(problem));
  const lines = new Set(problems.map(lineOf));
  const before = known.flatMap(problemIn);
  const relevant = before.filter(isJudged).map(lineOf);
  const others = before.filter((problem) => !isJudged(problem)).map(lineOf);
  const gone = relevant.filter((line) => !lines.has(line));
  const all = new Set(before.map(lineOf));
  const fresh = [...lines].filter((line) => !all.has(line));
  return {
    problems,
    status: gone.length + fresh.length > 0 ? 'changed' : 'same',
    recovered: gone
      .flatMap(problemIn)
      .filter((was) => !problems.some((is) => is.resource === was.resource && is.replica === was.replica)),
    remember: [...new Set([...others, ...lines])].sort(),
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
