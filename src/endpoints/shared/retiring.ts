import { compareText } from '../../lib/compare-text.ts';
import { fromLatin1, joinPath, nameOf, type PathBytes, parentOf, ROOT, staysInside } from '../../lib/path-bytes.ts';
import type { Location } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { FileEntry } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { Fence, RetireReport } from '../endpoint.ts';
import { isOurs } from './ours.ts';

/** Entries of the tree at a place that are to change their places, one after another, while the fence holds. */
export interface Moving {
  readonly entries: readonly FileEntry[];
  readonly fence: Fence;
}

/** Says why an entry was left where it is. */
export type Refusal = (place: Location, entry: FileEntry) => Failure;

/** A bin of ours inside `path`, as seen from it; undefined where it is no such thing. */
export function binBelow(path: PathBytes, bin: PathBytes): PathBytes | undefined {
  if (!staysInside(bin)) return undefined;
  const below = path === '' ? bin : bin.startsWith(`${path}/`) ? fromLatin1(bin.slice(path.length + 1)) : undefined;
  return below !== undefined && isOurs(below) ? below : undefined;
}

/** True for an entry that may be touched: below its tree, and data. */
export function isMovable({ path }: FileEntry): boolean {
  return staysInside(path) && !isOurs(path);
}

/** What a restore may leave empty: directories of the bin, deepest first, then the bin itself, as seen from the directory `below`. */
export function emptied(
  entries: readonly FileEntry[],
  { refused }: RetireReport,
  bin: PathBytes,
): { readonly below: PathBytes; readonly directories: readonly FileEntry[] } {
  const stays = new Set(refused.map(({ path }) => path));
  const directories = entries.filter(({ type, path }) => type === 'directory' && !stays.has(path));
  directories.sort((a, b) => compareText(b.path, a.path));
  const itself: FileEntry = { path: ROOT, type: 'directory', size: 0, mtimeNs: 0n };
  const named = [...directories, itself].map((entry) => ({ ...entry, path: joinPath(nameOf(bin), entry.path) }));
  return { below: parentOf(bin), directories: named };
}

/** Of an entry that was to be removed: it is not what was planned. */
export function notAsPlanned(place: Location, entry: FileEntry): Failure {
  return changed(`${shown(place, entry)} is not what was planned to be removed; it stays`, 'Look again with: reconcile --plan');
}

/** Of an entry that was to be replaced: it is not what was planned. */
export function notReplaced(place: Location, entry: FileEntry): Failure {
  return changed(`${shown(place, entry)} is not what was planned to be replaced; it stays`, 'Look again with: reconcile --plan');
}

/** Of an entry that was to be brought back from a bin: its place is taken, or what is in the bin has changed. */
export function notRestored(place: Location, entry: FileEntry): Failure {
  return changed(
    `${shown(place, entry)} was not brought back: something stands there, or the bin no longer holds what was listed`,
    'Nothing was overwritten. Compare the two and move it by hand with mv.',
  );
}

/** Of an entry that was to be replaced by a file that is not there. */
export function notStaged(place: Location, entry: FileEntry): Failure {
  return {
    code: 'transfer.partial',
    message: `${shown(place, entry)}: what was to take its place is not there, or is no file; it stays`,
    hint: 'It is tried again at the next pass.',
    retry: 'later',
    blame: 'us',
  };
}

function changed(message: string, hint: string): Failure {
  return { code: 'remove.changed', message, hint, retry: 'later', blame: 'to' };
}

function shown({ endpoint, path }: Location, entry: FileEntry): string {
  return showLocation({ endpoint, path: joinPath(path, entry.path) });
}
