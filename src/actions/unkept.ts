import { compare } from '../inventory/compare.ts';
import { pathAt } from '../inventory/record.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import { ok, type Result } from '../lib/result.ts';
import { formatFiles } from '../lib/units.ts';
import type { ActionOf } from '../model/action.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import { showLocation, showPath } from '../model/names.ts';
import { toleranceBetween } from '../model/tolerance.ts';
import type { RunContext } from './runner.ts';

/** Files that would be replaced again at each pass, and why. */
export interface Unkept {
  readonly paths: ReadonlySet<PathBytes>;
  readonly failure?: Failure;
}

const ALL_KEPT: Unkept = { paths: new Set() };

/**
 * Which of the files that arrived (beside their place, at `staged`) do not have the size and time there that they have at the source: the file
 * system there cannot hold them, as ext4 no time after 2446. What changed at the source meanwhile brought its new time, and is none of them.
 */
export async function unkept(
  { from, to, entries }: ActionOf<'transfer'>,
  { staged, paths }: { readonly staged: Location; readonly paths: ReadonlySet<PathBytes> },
  { driver }: RunContext,
): Promise<Result<Unkept, Failure>> {
  if (paths.size === 0) return ok(ALL_KEPT);
  const looked = await driver(staged.endpoint).entries(staged.path, [...paths]);
  if (!looked.ok) return looked;
  const tolerance = toleranceBetween(from, to);
  const other = compare(entries, looked.value, tolerance).changed.map((pair) => pathAt(entries, pair.want));
  if (other.length === 0) return ok(ALL_KEPT);
  const source = await driver(from.endpoint).entries(from.path, other);
  if (!source.ok) return source;
  const moved = new Set(compare(entries, source.value, tolerance).changed.map((pair) => pathAt(entries, pair.want)));
  const odd = other.filter((path) => !moved.has(path));
  const [first] = odd;
  return ok(first === undefined ? ALL_KEPT : { paths: new Set(odd), failure: notKept(to, first, odd.length) });
}

function notKept(to: Location, first: PathBytes, count: number): Failure {
  const which = count === 1 ? `"${showPath(first)}"` : `${formatFiles(count)}, the first "${showPath(first)}",`;
  return {
    code: 'transfer.partial',
    message: `${showLocation(to)}: ${which} cannot have the time there that it has at the source; what stands there still stands`,
    hint: 'The file system there holds no such time. Give the file another one at the source, or say timeTolerance at the endpoint.',
    retry: 'person',
    blame: 'to',
  };
}
