import { compare, type Differences, Lookup, type Pair } from '../inventory/compare.ts';
import { entryAt, pathAt, typeAt } from '../inventory/record.ts';
import { fromLatin1, type PathBytes } from '../lib/path-bytes.ts';
import type { Amount } from '../model/amount.ts';
import type { Gap, Inventory } from '../model/inventory.ts';
import { type MirrorCase, toleranceOf } from './mirror-case.ts';

/** Positions, of want where they are to be copied, of have where they are to go. */
export interface Changes {
  /** What the replica lacks. */
  readonly missing: readonly number[];
  /** What it has otherwise. */
  readonly changed: readonly Pair[];
  /** Files in whose place an empty directory stands. */
  readonly cleared: readonly number[];
  /** What cannot be copied while something stands in its way: a directory with files, or a file where a directory or a link is to be. */
  readonly blocked: readonly number[];
  readonly extraneous: readonly number[];
  readonly same: Amount;
  /** For each record of have: 1 where it is as the source has it. */
  readonly equal: Uint8Array;
}

/** What a replica needs, and what it has too much; where it could not be read nothing is said to be missing. */
export function changesOf(mirror: MirrorCase, want: Inventory, have: Inventory): Changes {
  const found = compare(want, have, toleranceOf(mirror));
  const belongsToDirectory = found.inTheWay.filter((pair) => typeAt(want, pair.want) === 'directory');
  const directoryThere = found.inTheWay.filter((pair) => typeAt(want, pair.want) !== 'directory');
  const becomesLink = new Set(
    found.changed.filter((pair) => typeAt(want, pair.want) === 'link' && typeAt(have, pair.have) === 'file'),
  );
  // A file in the place of a directory or of a link is data that would be lost; a directory that is not empty holds some.
  const fileThere = [...belongsToDirectory, ...becomesLink];
  const occupied = directoryThere.filter((pair) => isOccupied(have, found, pathAt(have, pair.have)));
  const extraneous = [...removable(mirror, have, found), ...fileThere.map((pair) => pair.have)];
  return {
    missing: belowNone(want, outsideGaps(want, readIn(want, found.missing), have.gaps), fileThere),
    changed: found.changed.filter((pair) => !becomesLink.has(pair)),
    cleared: directoryThere.filter((pair) => !occupied.includes(pair)).map((pair) => pair.want),
    blocked: [...occupied, ...fileThere].map((pair) => pair.want),
    extraneous: outsideGaps(have, extraneous, want.gaps),
    same: found.same,
    equal: equalOf({ want, have }, found),
  };
}

/** Positions in want of all that is to be copied: the missing ones first. */
export function toCopy({ missing, changed, cleared }: Changes): readonly number[] {
  return [...missing, ...changed.map((pair) => pair.want), ...cleared];
}

const LETTER_O = 0x6f;

function equalOf(
  { want, have }: { readonly want: Inventory; readonly have: Inventory },
  { changed, inTheWay, extraneous }: Differences,
): Uint8Array {
  const equal = new Uint8Array(have.index.count).fill(1);
  // Sockets and pipes of the source are no data: what has their names here is not as the source has it.
  const lookup = new Lookup(want, have);
  for (let position = 0; position < want.index.count; position++) {
    if (want.records[want.index.starts[position] ?? 0] !== LETTER_O) continue;
    const there = lookup.find(position).position;
    if (there >= 0) equal[there] = 0;
  }
  for (const pair of changed) equal[pair.have] = 0;
  for (const pair of inTheWay) equal[pair.have] = 0;
  for (const position of extraneous) equal[position] = 0;
  return equal;
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

/** A directory that could not be read is not made: it would be as closed there as it is here, and stay so. */
function readIn(want: Inventory, positions: readonly number[]): readonly number[] {
  if (want.gaps.length === 0) return positions;
  const closed = new Set(want.gaps.map((gap) => gap.path));
  return positions.filter((position) => !closed.has(pathAt(want, position)));
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
