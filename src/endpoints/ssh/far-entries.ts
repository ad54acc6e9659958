import { nameOf, type PathBytes, parentOf } from '../../lib/path-bytes.ts';
import type { FileEntry } from '../../model/inventory.ts';
import { isMovable } from '../shared/retiring.ts';
import { splitPath } from '../shared/split-path.ts';
import { shellQuote } from './shell-quote.ts';

/** Entries of one directory, each with its position among all. */
export interface Neighbours {
  readonly parent: PathBytes;
  readonly members: readonly { readonly entry: FileEntry; readonly position: number }[];
}

/** Neighbours of one directory together: it is entered once. The order stays. What may not be touched is left out. */
export function neighbours(entries: readonly FileEntry[]): readonly Neighbours[] {
  const made: { parent: PathBytes; members: { entry: FileEntry; position: number }[] }[] = [];
  for (const [position, entry] of entries.entries()) {
    if (!isMovable(entry)) continue;
    const parent = parentOf(entry.path);
    const last = made.at(-1);
    if (last?.parent === parent) last.members.push({ entry, position });
    else made.push({ parent, members: [{ entry, position }] });
  }
  return made;
}

/** Goes from the root of the tree to a directory below it, passing no link. */
export function goBelow(path: PathBytes): string {
  return path === '' ? 'true' : `below ${shellQuote(path)}`;
}

/** The same, and makes what is missing. */
export function goMade(path: PathBytes): string {
  return path === ''
    ? 'true'
    : splitPath(path)
        .map((part) => `made ${shellQuote(part)}`)
        .join('; ');
}

/** A call of `what` for an entry: its position, its name, how find is to tell of it, and what find must then say. */
export function entryCall(what: string, entry: FileEntry, position: number): string {
  const name = shellQuote(nameOf(entry.path));
  switch (entry.type) {
    case 'directory':
      return `${what}_directory ${position} ${name}`;
    case 'file':
      return `${what} ${position} ${name} '%y %s %T@' ${shellQuote(`f ${entry.size} ${findTime(entry.mtimeNs)}`)}`;
    case 'link':
      return `${what} ${position} ${name} '%y %l' ${shellQuote(`l ${entry.target ?? ''}`)}`;
    case 'other':
      return `other ${what} ${position} ${name}`;
  }
}

/** A time as find prints it: ten digits after the point. */
function findTime(ns: bigint): string {
  const seconds = ns / 1_000_000_000n;
  const rest = ns % 1_000_000_000n;
  const sign = ns < 0n && seconds === 0n ? '-' : '';
  return `${sign}${seconds}.${(rest < 0n ? -rest : rest).toString().padStart(9, '0')}0`;
}
