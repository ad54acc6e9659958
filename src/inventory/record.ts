import { Buffer } from 'node:buffer';
import { fromLatin1, type PathBytes } from '../lib/path-bytes.ts';
import type { EntryType, FileEntry, Inventory } from '../model/inventory.ts';
import { nanoseconds, secondsText } from './decimal-seconds.ts';

const SPACE = 0x20;
const LETTER_L = 0x6c;
const SECOND = 1_000_000_000n;

/** The letters that stand for the types in a record. */
const TYPES: Readonly<Record<string, EntryType>> = { f: 'file', d: 'directory', l: 'link', o: 'other' };
const LETTERS: Readonly<Record<EntryType, string>> = { file: 'f', directory: 'd', link: 'l', other: 'o' };

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
export function recordEnd(inventory: Inventory, position: number): number {
  const { records, index } = inventory;
  const start = index.starts[position] ?? 0;
  const end = records.indexOf(0, start) + 1;
  return records[start] === LETTER_L ? records.indexOf(0, end) + 1 : end;
}

/** Where the record at `position` begins: at its inode. */
export function recordBegin(inventory: Inventory, position: number): number {
  const { records, index } = inventory;
  let at = index.starts[position] ?? 0;
  while (at > 0 && records[at - 1] !== 0) at--;
  return at;
}

/** An entry as a record; inode and ctime are unknown. */
export function recordText(entry: FileEntry): string {
  const head = `- - ${LETTERS[entry.type]} `;
  if (entry.type === 'file') return `${head}${entry.size} ${recordTimeText(entry.mtimeNs)} ${entry.path}\0`;
  return entry.type === 'link' ? `${head}- - ${entry.path}\0${entry.target ?? ''}\0` : `${head}- - ${entry.path}\0`;
}

/** A time of a record: before 1970 its fraction counts forward from the whole second, as find prints it (-1.25 is -0.75). */
function recordTime(text: string): bigint {
  const ns = nanoseconds(text);
  return ns < 0n ? ns + 2n * (-ns % SECOND) : ns;
}

function recordTimeText(ns: bigint): string {
  return secondsText(ns < 0n ? ns - 2n * (((ns % SECOND) + SECOND) % SECOND) : ns);
}
