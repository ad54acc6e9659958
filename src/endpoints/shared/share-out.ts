import { type PathBytes, parentOf } from '../../lib/path-bytes.ts';
import type { FileToRead } from '../endpoint.ts';

/** What opening and closing a file costs, in bytes that could have been read meanwhile. */
const FILE_COST = 32 * 1024;

/** Small files of one directory go together up to this, so that a directory is entered once and not by everybody. */
const BUNDLE = 16 * 1024 * 1024;

/** What reading files costs, in bytes. */
export function readingCost(files: readonly FileToRead[]): number {
  return files.reduce((sum, { size }) => sum + size + FILE_COST, 0);
}

/** Shares files out over `lanes` of about equal cost: the largest part first, each to whoever has the least. Empty shares are left out. */
export function shareOut<T extends FileToRead>(files: readonly T[], lanes: number): readonly (readonly T[])[] {
  const shares = Array.from({ length: lanes }, (): Bundle<T> => ({ cost: 0, files: [] }));
  const parts = bundles(files).sort((one, other) => other.cost - one.cost);
  for (const part of parts) {
    const least = shares.reduce((best, share) => (share.cost < best.cost ? share : best));
    least.cost += part.cost;
    for (const file of part.files) least.files.push(file);
  }
  return shares.filter((share) => share.files.length > 0).map((share) => share.files);
}

/** Files one after another in runs of at most `bytes` and `count`; a larger file is a run of its own. */
export function runsOf(
  files: readonly FileToRead[],
  most: { readonly bytes: number; readonly files: number },
): readonly (readonly FileToRead[])[] {
  const runs: FileToRead[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = runs.at(-1);
    if (last !== undefined && last.length < most.files && bytes + file.size <= most.bytes) {
      last.push(file);
      bytes += file.size;
    } else {
      runs.push([file]);
      bytes = file.size;
    }
  }
  return runs;
}

interface Bundle<T> {
  cost: number;
  readonly files: T[];
}

function bundles<T extends FileToRead>(files: readonly T[]): Bundle<T>[] {
  const made: Bundle<T>[] = [];
  const open = new Map<PathBytes, Bundle<T>>();
  for (const file of files) {
    const cost = file.size + FILE_COST;
    const parent = parentOf(file.path);
    const bundle = open.get(parent);
    if (bundle !== undefined && bundle.cost + cost <= BUNDLE) {
      bundle.cost += cost;
      bundle.files.push(file);
      continue;
    }
    const next = { cost, files: [file] };
    made.push(next);
    open.set(parent, next);
  }
  return made;
}
