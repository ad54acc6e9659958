import { compare, type Differences, type Pair } from '../inventory/compare.ts';
import { entryAt, pathAt } from '../inventory/records.ts';
import { fromLatin1, type PathBytes } from '../lib/path-bytes.ts';
import type { Amount } from '../model/amount.ts';
import type { Gap, Inventory } from '../model/inventory.ts';
import { type MirrorCase, toleranceOf } from './mirror-case.ts';

/** Positions: what is to be copied of want, what stands in its way, what is to go of have. */
export interface Changes {
  readonly copy: readonly number[];
  readonly blocked: readonly number[];
  readonly extraneous: readonly number[];
  readonly same: Amount;
  readonly missing: number;
}

/** What a replica needs, and what it has too much; where it could not be read nothing is said to be missing. */
export function changesOf(mirror: MirrorCase, want: Inventory, have: Inventory): Changes {
  const found = compare(want, have, toleranceOf(mirror));
  // A file in the place of a directory is data that would be lost, and a directory that is not empty holds some.
  const fileThere = found.inTheWay.filter((pair) => entryAt(want, pair.want).type === 'directory');
  const directoryThere = found.inTheWay.filter((pair) => !fileThere.includes(pair));
  const occupied = directoryThere.filter((pair) => isOccupied(have, found, pathAt(have, pair.have)));
  const empty = directoryThere.filter((pair) => !occupied.includes(pair));
  const missing = belowNone(want, outsideGaps(want, found.missing, have.gaps), fileThere);
  const extraneous = [...removable(mirror, have, found), ...fileThere.map((pair) => pair.have)];
  return {
    copy: [...missing, ...found.changed.map((pair) => pair.want), ...empty.map((pair) => pair.want)],
    blocked: [...occupied, ...fileThere].map((pair) => pair.want),
    extraneous: outsideGaps(have, extraneous, want.gaps),
    same: found.same,
    missing: missing.length,
  };
}

/** What lies in directories whose place is still taken waits until it is free. */
function belowNone(want: Inventory, positions: readonly number[], taken: readonly Pair[]): readonly number[] {
  if (taken.length === 0) return positions;
  const directories = taken.map((pair) => pathAt(want, pair.want));
  return positions.filter((position) => !directories.some((directory) => isBelow(pathAt(want, position), directory)));
}

/** Extraneous records; of directories those that are empty, or become so, and that no excluded file may still be in. */
function removable(mirror: MirrorCase, have: Inventory, found: Differences): readonly number[] {
  const { exclude, include } = mirror.resource.spec.filter;
  if (exclude.length === 0 && include.length === 0) return found.extraneous;
  const emptied = new Set<PathBytes>();
  for (const position of found.extraneous) {
    const entry = entryAt(have, position);
    if (entry.type === 'directory') continue;
    for (let slash = entry.path.lastIndexOf('/'); slash > 0; slash = entry.path.lastIndexOf('/', slash - 1)) {
      emptied.add(fromLatin1(entry.path.slice(0, slash)));
    }
  }
  return found.extraneous.filter((position) => {
    const entry = entryAt(have, position);
    return entry.type !== 'directory' || emptied.has(entry.path);
  });
}

/** What lies where the other side could not be read is neither missing nor extraneous there. */
function outsideGaps(inventory: Inventory, positions: readonly number[], gaps: readonly Gap[]): readonly number[] {
  if (gaps.length === 0) return positions;
  return positions.filter((position) => !gaps.some((gap) => isBelow(pathAt(inventory, position), gap.path)));
}

function isBelow(path: PathBytes, directory: PathBytes): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`);
}

/** Whether a directory holds anything, or may: part of it could not be read. */
function isOccupied(have: Inventory, found: Differences, directory: PathBytes): boolean {
  if (have.gaps.some((gap) => isBelow(gap.path, directory) || isBelow(directory, gap.path))) return true;
  return found.extraneous.some((position) => isBelow(pathAt(have, position), directory));
}
