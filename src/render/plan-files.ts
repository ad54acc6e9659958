import { compare } from '../inventory/compare.ts';
import { entryAt } from '../inventory/record.ts';
import type { Action } from '../model/action.ts';
import type { FileEntry, Inventory } from '../model/inventory.ts';
import { showPath } from '../model/names.ts';
import type { ReplicaFacts } from '../model/plan.ts';

/** What happens to one entry. */
export interface FileChange {
  readonly change: 'new' | 'update' | 'remove' | 'read';
  readonly entry: FileEntry;
}

/** The entries of an action, sorted by path, with what happens to each: new where the look at the replica has no such path. */
export function fileChanges(action: Action, facts: ReplicaFacts | undefined): readonly FileChange[] {
  switch (action.type) {
    case 'transfer': {
      const fresh = newPositions(action.entries, facts);
      return changesOf(action.entries, (position) => (fresh === undefined || fresh.has(position) ? 'new' : 'update'));
    }
    case 'verify':
      return changesOf(action.entries, () => 'read');
    case 'publish':
      return [];
    case 'remove':
      return changesOf(action.entries, () => 'remove');
  }
}

/** An entry as a person reads it: directories end in `/`, links show their target. */
export function showEntry(entry: FileEntry): string {
  const path = showPath(entry.path);
  if (entry.type === 'directory') return `${path}/`;
  return entry.target === undefined ? path : `${path} -> ${showPath(entry.target)}`;
}

function newPositions(entries: Inventory, facts: ReplicaFacts | undefined): ReadonlySet<number> | undefined {
  return facts?.basis === undefined ? undefined : new Set(compare(entries, facts.basis.to, 0n).missing);
}

function changesOf(entries: Inventory, changeAt: (position: number) => FileChange['change']): readonly FileChange[] {
  const changes = Array.from({ length: entries.index.count }, (_, position) => ({
    change: changeAt(position),
    entry: entryAt(entries, position),
  }));
  return changes.sort((a, b) => (a.entry.path < b.entry.path ? -1 : 1));
}
