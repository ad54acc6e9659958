import { Buffer } from 'node:buffer';
import { fromLatin1, type PathBytes } from '../lib/path-bytes.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { EntryType, FileEntry, Gap, Inventory, InventoryIndex } from '../model/inventory.ts';

const SPACE = 0x20;
const DOT = 0x2e;
const SLASH = 0x2f;
const DASH = 0x2d;
const LETTER_D = 0x64;
const LETTER_F = 0x66;
const LETTER_L = 0x6c;
const LETTER_O = 0x6f;
const NS_DIGITS = 9;
const SECOND = 1_000_000_000n;

/** The letters that stand for the types in a record. */
const TYPES: Readonly<Record<string, EntryType>> = { f: 'file', d: 'directory', l: 'link', o: 'other' };
const LETTERS: Readonly<Record<EntryType, string>> = { file: 'f', directory: 'd', link: 'l', other: 'o' };

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

/** The record at `position`, parsed. */
export function entryAt(inventory: Inventory, position: number): FileEntry {
  const start = inventory.index.starts[position] ?? 0;
  const { buffer, byteOffset } = inventory.records;
  const text = Buffer.from(buffer, byteOffset + start, recordEnd(inventory, position) - 1 - start).toString('latin1');
  const type = TYPES[text.charAt(0)] ?? 'other';
  const afterSize = text.indexOf(' ', 2);
  const afterTime = text.indexOf(' ', afterSize + 1);
  const rest = text.slice(afterTime + 1);
  const size = type === 'file' ? Number(text.slice(2, afterSize)) : 0;
  const mtimeNs = type === 'file' ? recordTime(text.slice(afterSize + 1, afterTime)) : 0n;
  if (type !== 'link') return { path: fromLatin1(rest), type, size, mtimeNs };
  const nul = rest.indexOf('\0');
  return { path: fromLatin1(rest.slice(0, nul)), type, size, mtimeNs, target: fromLatin1(rest.slice(nul + 1)) };
}

/** The path of the record at `position`. */
export function pathAt({ records, index }: Inventory, position: number): PathBytes {
  const at = pathStart(records, index.starts[position] ?? 0);
  const length = records.indexOf(0, at) - at;
  return fromLatin1(Buffer.from(records.buffer, records.byteOffset + at, length).toString('latin1'));
}

/** The type of the record at `position`. */
export function typeAt({ records, index }: Inventory, position: number): EntryType {
  return TYPES[String.fromCharCode(records[index.starts[position] ?? 0] ?? 0)] ?? 'other';
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

/** The size in the record whose compared part begins at `start`. */
export function sizeAt(records: Uint8Array, start: number): number {
  let size = 0;
  for (let at = start + 2; ; at++) {
    const digit = (records[at] ?? SPACE) - 0x30;
    if (digit < 0 || digit > 9) return size;
    size = size * 10 + digit;
  }
}

/** Where the path of the record begins whose compared part begins at `start`. */
export function pathStart(records: Uint8Array, start: number): number {
  let at = start + 2;
  while (records[at] !== SPACE) at++;
  at++;
  while (records[at] !== SPACE) at++;
  return at + 1;
}

/** The record at `position` without its path: inode, ctime, type, size, time. */
export function headAt(inventory: Inventory, position: number): string {
  const { records, index } = inventory;
  const begin = recordBegin(inventory, position);
  const end = pathStart(records, index.starts[position] ?? 0) - 1;
  return Buffer.from(records.buffer, records.byteOffset + begin, end - begin).toString('latin1');
}

/** How much of the record at `position` a head is, letter by letter: the whole, only type, size and time, or neither. */
export function samenessOfHead(inventory: Inventory, position: number, head: string): 'whole' | 'compared' | 'other' {
  const { records, index } = inventory;
  const start = index.starts[position] ?? 0;
  let at = pathStart(records, start) - 2;
  let letter = head.length - 1;
  while (letter >= 0 && records[at] === head.charCodeAt(letter)) {
    at--;
    letter--;
  }
  if (letter < 0 && at === recordBegin(inventory, position) - 1) return 'whole';
  return at < start - 1 ? 'compared' : 'other';
}

/** Where the record at `position` ends: one past its last NUL. */
function recordEnd(inventory: Inventory, position: number): number {
  const { records, index } = inventory;
  const start = index.starts[position] ?? 0;
  const end = records.indexOf(0, start) + 1;
  return records[start] === LETTER_L ? records.indexOf(0, end) + 1 : end;
}

/** Where the record at `position` begins: at its inode. */
function recordBegin(inventory: Inventory, position: number): number {
  const { records, index } = inventory;
  let at = index.starts[position] ?? 0;
  while (at > 0 && records[at - 1] !== 0) at--;
  return at;
}

function recordText(entry: FileEntry): string {
  const head = `- - ${LETTERS[entry.type]} `;
  if (entry.type === 'file') return `${head}${entry.size} ${recordTimeText(entry.mtimeNs)} ${entry.path}\0`;
  return entry.type === 'link' ? `${head}- - ${entry.path}\0${entry.target ?? ''}\0` : `${head}- - ${entry.path}\0`;
}

/** Nanoseconds as decimal seconds, without trailing zeros. */
export function secondsText(ns: bigint): string {
  const negative = ns < 0n;
  const digits = (negative ? -ns : ns).toString().padStart(NS_DIGITS + 1, '0');
  const fraction = digits.slice(-NS_DIGITS).replace(/0+$/, '');
  const whole = `${negative ? '-' : ''}${digits.slice(0, -NS_DIGITS)}`;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** Decimal seconds as nanoseconds; digits beyond the ninth are dropped. 0 for `-`. */
export function nanoseconds(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (match === null) return 0n;
  const [, sign, whole, fraction = ''] = match;
  const value = BigInt(`${whole}${fraction.slice(0, NS_DIGITS).padEnd(NS_DIGITS, '0')}`);
  return sign === '-' ? -value : value;
}

/** A time of a record: before 1970 its fraction counts forward from the whole second, as find prints it (-1.25 is -0.75). */
function recordTime(text: string): bigint {
  const ns = nanoseconds(text);
  return ns < 0n ? ns + 2n * (-ns % SECOND) : ns;
}

function recordTimeText(ns: bigint): string {
  return secondsText(ns < 0n ? ns - 2n * (((ns % SECOND) + SECOND) % SECOND) : ns);
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
