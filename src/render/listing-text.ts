import type { DaemonModule } from '../model/endpoint.ts';
import type { EntryType, FileEntry } from '../model/inventory.ts';
import { showText } from '../model/names.ts';
import { showEntry } from './plan-files.ts';
import { showTime } from './times.ts';

/** One letter per type, as in the records of an inventory. */
export const TYPE_LETTERS: Readonly<Record<EntryType, string>> = { file: 'f', directory: 'd', link: 'l', other: 'o' };

/** Modules with their comments, aligned; one a line, in the order given. */
export function modulesText(modules: readonly DaemonModule[]): string {
  const shown = modules.map(({ name, comment }) => ({ name: showText(name), comment: showText(comment) }));
  const width = Math.max(0, ...shown.map(({ name }) => name.length));
  return shown.map(({ name, comment }) => `${`${name.padEnd(width)}   ${comment}`.trimEnd()}\n`).join('');
}

/** `type size time path`, one entry a line, in the order given; sizes in bytes, times in UTC, `-` where there is none. */
export function entriesText(entries: readonly FileEntry[]): string {
  const rows = entries.map((entry) => ({
    type: TYPE_LETTERS[entry.type],
    size: entry.type === 'file' ? String(entry.size) : '-',
    time: entry.type === 'file' ? showTime(entry.mtimeNs) : '-',
    name: showEntry(entry),
  }));
  const widest = rows.reduce(
    (most, row) => ({ size: Math.max(most.size, row.size.length), time: Math.max(most.time, row.time.length) }),
    {
      size: 0,
      time: 0,
    },
  );
  return rows
    .map(({ type, size, time, name }) => `${type} ${size.padStart(widest.size)} ${time.padEnd(widest.time)} ${name}\n`)
    .join('');
}
