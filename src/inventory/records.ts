import { Buffer } from 'node:buffer';
import type { PathBytes } from '../lib/path-bytes.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { FileEntry, Gap, Inventory, InventoryIndex } from '../model/inventory.ts';
import { entryAt, pathAt, recordBegin, recordEnd, recordText, sizeAt, typeAt } from './record.ts';

const SPACE = 0x20;
const DOT = 0x2e;
const SLASH = 0x2f;
const DASH = 0x2d;
const LETTER_D = 0x64;
const LETTER_F = 0x66;
const LETTER_L = 0x6c;
const LETTER_O = 0x6f;
/**
 * Finds the records in a buffer of the form described at `Inventory`. `offset` errors: where a record is cut short or
 * malformed. Runs once over each byte; a million records a second and more. On the way it tells of records that deserve a
 * second look: links, and paths with a component that is empty or begins with a dot.
 */
export function indexRecords(
  records: Uint8Array,
  peculiar: (start: number) => void = ignore,
): Result<InventoryIndex, { readonly offset: number }> {
  let starts = new Uint32Array(Math.max(16, Math.ceil(records.length / 64)));
  let hashes = new Uint32Array(starts.length);
  let count = 0;
  let at = 0;
  while (at < records.length) {
    const begin = at;
    // inode and ctime
    for (let spaces = 0; spaces < 2; at++) {
      const byte = records[at];
      if (byte === undefined || byte === 0) return err({ offset: begin });
      if (byte === SPACE) spaces++;
    }
    const start = at;
    const type = records[at];
    if (!isNumeric(records[begin]) || !isType(type) || records[at + 1] !== SPACE) return err({ offset: begin });
    at += 2;
    if (type === LETTER_F) {
      while (isDigit(records[at])) at++;
      if (at === start + 2 || records[at] !== SPACE || !isNumeric(records[at + 1])) return err({ offset: begin });
      at++;
    } else if (records[at] === DASH && records[at + 1] === SPACE) at += 2;
    else return err({ offset: begin });
    // mtime
    for (let byte = records[at]; byte !== SPACE; byte = records[++at]) {
      if (byte === undefined || byte === 0) return err({ offset: begin });
    }
    at++;
    const path = at;
    let hash = 0x811c9dc5;
    let previous = SLASH;
    let isPeculiar = type === LETTER_L;
    for (let byte = records[at]; byte !== 0; byte = records[++at]) {
      if (byte === undefined) return err({ offset: begin });
      if (previous === SLASH && (byte === DOT || byte === SLASH)) isPeculiar = true;
      previous = byte;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    if (isPeculiar || previous === SLASH) peculiar(start);
    if (at === path) return err({ offset: begin });
    at++;
    if (type === LETTER_L) {
      const end = records.indexOf(0, at);
      if (end < 0) return err({ offset: begin });
      at = end + 1;
    }
    if (count === starts.length) {
      starts = grown(starts);
      hashes = grown(hashes);
    }
    starts[count] = start;
    hashes[count] = hash >>> 0;
    count++;
  }
  return ok({ count, starts: starts.subarray(0, count), hashes: hashes.subarray(0, count) });
}

function ignore(): void {}

/** Makes an inventory entry by entry, where the listing did not come in the form of records. Inode and ctime are unknown. */
export function newInventoryBuilder(granularity: Inventory['granularity']): InventoryBuilder {
  let buffer = Buffer.allocUnsafe(64 * 1024);
  let length = 0;
  return {
    add(entry) {
      const text = recordText(entry);
      while (length + text.length > buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      length += buffer.write(text, length, 'latin1');
    },
    finish(gaps) {
      return inventoryOf(buffer.subarray(0, length), granularity, gaps);
    },
  };
}

export interface InventoryBuilder {
  readonly add: (entry: FileEntry) => void;
  readonly finish: (gaps: readonly Gap[]) => Inventory;
}

/** The inventory of records that this program wrote itself; malformed ones are a bug. */
export function inventoryOf(records: Uint8Array, granularity: Inventory['granularity'], gaps: readonly Gap[]): Inventory {
  const index = indexRecords(records);
  if (!index.ok) throw new Error(`malformed record at byte ${index.error.offset}`);
  return { records, index: index.value, granularity, gaps };
}

/** An inventory of some records of another, by their positions; gaps are not taken along. */
export function select(inventory: Inventory, positions: Iterable<number>): Inventory {
  const chosen = [...positions];
  const starts = new Uint32Array(chosen.length);
  const hashes = new Uint32Array(chosen.length);
  const runs: Uint8Array[] = [];
  // Records that stand side by side are taken in one go.
  const run = { from: 0, to: 0 };
  let length = 0;
  for (const [count, position] of chosen.entries()) {
    const from = recordBegin(inventory, position);
    if (from !== run.to) {
      runs.push(inventory.records.subarray(run.from, run.to));
      run.from = from;
    }
    run.to = recordEnd(inventory, position);
    starts[count] = length + (inventory.index.starts[position] ?? 0) - from;
    hashes[count] = inventory.index.hashes[position] ?? 0;
    length += run.to - from;
  }
  runs.push(inventory.records.subarray(run.from, run.to));
  const index = { count: chosen.length, starts, hashes };
  return { records: Buffer.concat(runs, length), index, granularity: inventory.granularity, gaps: [] };
}

/** Every entry, in the order listed. */
export function* entriesOf(inventory: Inventory): Generator<FileEntry> {
  for (let position = 0; position < inventory.index.count; position++) yield entryAt(inventory, position);
}

/** A file of an inventory, where only its name and size are asked for. */
export interface NamedFile {
  readonly path: PathBytes;
  readonly size: number;
  /** Of its record. */
  readonly position: number;
}

/** Every file, in the order listed. */
export function* filesIn(inventory: Inventory): Generator<NamedFile> {
  for (let position = 0; position < inventory.index.count; position++)
    if (typeAt(inventory, position) === 'file')
      yield {
        path: pathAt(inventory, position),
        size: sizeAt(inventory.records, inventory.index.starts[position] ?? 0),
        position,
      };
}

/** Entries sorted by path bytes; the first `limit` of them. */
export function sortedEntries(inventory: Inventory, limit: number = Number.POSITIVE_INFINITY): readonly FileEntry[] {
  const entries = [...entriesOf(inventory)].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return limit < entries.length ? entries.slice(0, limit) : entries;
}

/** How many data files (files and links) an inventory lists, and the bytes of its files. */
export function amountOf(inventory: Inventory): { readonly files: number; readonly bytes: number } {
  let files = 0;
  let bytes = 0;
  const { records, index } = inventory;
  for (let position = 0; position < index.count; position++) {
    const start = index.starts[position] ?? 0;
    const type = records[start];
    if (type === LETTER_L) files++;
    if (type !== LETTER_F) continue;
    files++;
    bytes += sizeAt(records, start);
  }
  return { files, bytes };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isNumeric(byte: number | undefined): boolean {
  return byte === DASH || isDigit(byte);
}

function isType(byte: number | undefined): boolean {
  return byte === LETTER_F || byte === LETTER_D || byte === LETTER_L || byte === LETTER_O;
}

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const bigger = new Uint32Array(array.length * 2);
  bigger.set(array);
  return bigger;
}
