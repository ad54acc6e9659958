import { typeAt } from '../inventory/record.ts';
import { formatCount } from '../lib/units.ts';
import type { Inventory } from '../model/inventory.ts';

/** Why entries are copied, of which the first `missing` are: `12 files and 2 directories missing, 1 file changed`. */
export function copyReason(entries: Inventory, missing: number): string {
  const absent = namesOf(entries, { from: 0, to: missing });
  const changed = namesOf(entries, { from: missing, to: entries.index.count });
  const parts = [
    ...(absent === '' ? [] : [`${absent} missing there`]),
    ...(changed === '' ? [] : [`${changed} with another size, time, type or target there`]),
  ];
  return parts.join(', ');
}

/** Why entries are removed: `the source does not have 2 files and 1 directory`. */
export function removeReason(entries: Inventory): string {
  return `the source does not have ${namesOf(entries, { from: 0, to: entries.index.count })}`;
}

/** `12 files and 2 directories`; '' for an empty range of positions. */
function namesOf(entries: Inventory, range: { readonly from: number; readonly to: number }): string {
  let directories = 0;
  for (let position = range.from; position < range.to; position++) if (typeAt(entries, position) === 'directory') directories++;
  const files = range.to - range.from - directories;
  return [...counted(files, 'file', 'files'), ...counted(directories, 'directory', 'directories')].join(' and ');
}

function counted(count: number, one: string, many: string): readonly string[] {
  return count === 0 ? [] : [`${formatCount(count)} ${count === 1 ? one : many}`];
}
