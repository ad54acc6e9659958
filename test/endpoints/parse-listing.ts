import { Buffer } from 'node:buffer';
import { expect } from 'vitest';
import { fromLatin1, type PathBytes } from '../../src/lib/path-bytes.ts';
import type { EntryType, FileEntry, Inventory } from '../../src/model/inventory.ts';
import type { Seen } from '../../src/model/probe.ts';
import { nanoseconds } from '../world.ts';

const TYPES: Readonly<Record<string, EntryType>> = { f: 'file', d: 'directory', l: 'link', o: 'other' };
const RECORD = /^(?:\d+|-) (?:-?\d+(?:\.\d*)?|-) ([fdlo]) (\d+|-) (-?\d+(?:\.\d*)?|-) (.+)$/s;

/** The entries of a listing, read by the words of its documentation and not by the program's own code. */
export function parseListing(seen: Seen<Inventory> | undefined): ReadonlyMap<PathBytes, FileEntry> {
  const { records, index } = inventoryIn(seen);
  const texts = Buffer.from(records).toString('latin1').split('\0');
  const entries = new Map<PathBytes, FileEntry>();
  const rest = texts.slice(0, -1).values();
  for (const text of rest) {
    const [, letter = '', size = '', mtime = '', name = ''] = RECORD.exec(text) ?? [];
    const type = TYPES[letter];
    if (type === undefined) throw new Error(`not a record: ${JSON.stringify(text)}`);
    const path = fromLatin1(name);
    if (entries.has(path)) throw new Error(`listed twice: ${JSON.stringify(path)}`);
    if (type !== 'file') expect([size, mtime], path).toEqual(['-', '-']);
    const numbers = type === 'file' ? { size: Number(size), mtimeNs: nanoseconds(mtime) } : { size: 0, mtimeNs: 0n };
    // A link's target follows as a text of its own.
    const target = type === 'link' ? { target: fromLatin1(rest.next().value ?? '') } : {};
    entries.set(path, { path, type, ...numbers, ...target });
  }
  // A filtered listing may keep the bytes of what its index leaves out.
  const listed = new Set(Array.from(index.starts, (start) => pathAt(records, start)));
  return new Map([...entries].filter(([path]) => listed.has(path)));
}

/** The listing itself, or a failed test that shows what was seen instead. */
export function inventoryIn(seen: Seen<Inventory> | undefined): Inventory {
  if (seen?.state === 'present') return seen.value;
  throw new Error(`not present: ${JSON.stringify(seen)}`);
}

/** The path in the record whose compared part (type size mtime path) begins at `start`. */
function pathAt(records: Uint8Array, start: number): PathBytes {
  const text = Buffer.from(records.subarray(start, records.indexOf(0, start))).toString('latin1');
  return fromLatin1(text.split(' ').slice(3).join(' '));
}
