import type { PathBytes } from '../lib/path-bytes.ts';
import { parentOf } from '../lib/path-bytes.ts';
import type { FileEntry, Inventory } from '../model/inventory.ts';
import type { CompiledFilter } from './filter.ts';
import { entryAt } from './record.ts';

/**
 * The same inventory with only the records that the filter lets through. With includes, a directory that leads to
 * nothing included is no data and goes too. Parents must have been filtered by whoever listed.
 */
export function admittedOnly(inventory: Inventory, filter: CompiledFilter): Inventory {
  const kept: number[] = [];
  const leading = new Set<PathBytes>();
  for (let position = 0; position < inventory.index.count; position++) {
    const entry = entryAt(inventory, position);
    if (!filter.admits(entry.path, entry.type)) continue;
    kept.push(position);
    // Only what is copied leads: a directory kept for a socket's sake would be missing at the replica for ever.
    if (filter.hasIncludes && (entry.type === 'file' || entry.type === 'link')) addParents(leading, entry);
  }
  if (!filter.hasIncludes) return indexed(inventory, kept);
  return indexed(
    inventory,
    kept.filter((position) => {
      const entry = entryAt(inventory, position);
      return entry.type !== 'directory' || leading.has(entry.path);
    }),
  );
}

function addParents(leading: Set<PathBytes>, entry: FileEntry): void {
  for (let parent = parentOf(entry.path); parent !== '' && !leading.has(parent); parent = parentOf(parent)) leading.add(parent);
}

function indexed(inventory: Inventory, positions: readonly number[]): Inventory {
  const { starts, hashes } = inventory.index;
  return {
    ...inventory,
    index: {
      count: positions.length,
      starts: Uint32Array.from(positions, (position) => starts[position] ?? 0),
      hashes: Uint32Array.from(positions, (position) => hashes[position] ?? 0),
    },
  };
}
