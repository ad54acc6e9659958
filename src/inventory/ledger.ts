import { Buffer } from 'node:buffer';
import type { DigestAlgorithm } from '../model/inventory.ts';
import type { Ledger, Proof, Verdict } from '../model/ledger.ts';

/*
 * The form of a ledger: NUL-ended records `check at verdict algorithm:digest found record`, where `record` is the inventory record of a
 * file (inode ctime type size mtime path), `found` is `-` for a proven one, and `check` are eight hexadecimal digits of the FNV-1a hash of
 * all that follows it. Append-only; the last record of a path wins.
 */

const SPACE = 0x20;
const COLON = 0x3a;
const LETTER_D = 0x64;
const LETTER_F = 0x66;
const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const CHECK_DIGITS = 8;
/** So much of what is printed is one piece. In bytes. */
const ROOM = 1024 * 1024;
/** Fields before the inventory record: check, at, verdict, digest, found. */
const HEAD_FIELDS = 5;
/** Fields before the path, counted from the type letter: type, size, time. */
const PATH_FIELD = 3;

const LETTERS: Readonly<Record<Verdict, string>> = { proven: 'p', bad: 'b', differs: 'd' };
const VERDICTS: Readonly<Record<string, Verdict>> = { p: 'proven', b: 'bad', d: 'differs' };
const ALGORITHMS: Readonly<Record<string, DigestAlgorithm>> = { md5: 'md5', sha256: 'sha256', xxh128: 'xxh128' };
const HEAD = /^[0-9a-f]{8} (\d{1,16}) ([pbd]) (md5|sha256|xxh128):([0-9a-f]{32,64}) (-|[0-9a-f]{32,64}) $/;

/** The ledger of a place of which nothing was proven. */
export const EMPTY_LEDGER: Ledger = parseLedger(new Uint8Array());

/** The bytes to append for files, each with its inventory record from the inode on, one character per byte, without the NUL. */
export function printLedgerRecords(all: Iterable<readonly [Proof, string]>): readonly Uint8Array[] {
  const full: Uint8Array[] = [];
  let room = Buffer.allocUnsafe(ROOM);
  let length = 0;
  for (const [proof, record] of all) {
    const found = proof.found === '' ? '-' : proof.found;
    const said = `${proof.at} ${LETTERS[proof.verdict]} ${proof.algorithm}:${proof.digest} ${found} ${record}`;
    const needed = CHECK_DIGITS + 1 + said.length + 1;
    if (length + needed > room.length) {
      full.push(room.subarray(0, length));
      room = Buffer.allocUnsafe(Math.max(ROOM, needed));
      length = 0;
    }
    const begin = length + CHECK_DIGITS + 1;
    const end = begin + said.length;
    room.write(said, begin, 'latin1');
    room[begin - 1] = SPACE;
    room[end] = 0;
    writeHex(room, length, checkOf(room, begin, end));
    length += needed;
  }
  return [...full, room.subarray(0, length)];
}

/** Reads a ledger. Torn, edited or foreign records are left out and counted. Runs once over each byte. */
export function parseLedger(bytes: Uint8Array): Ledger {
  let starts = new Uint32Array(Math.max(16, Math.ceil(bytes.length / 100)));
  let hashes = new Uint32Array(starts.length);
  let count = 0;
  let unreadable = 0;
  for (let begin = 0; begin < bytes.length; ) {
    const nul = bytes.indexOf(0, begin);
    const end = nul < 0 ? bytes.length : nul;
    const start = nul < 0 ? -1 : recordStart(bytes, begin, end);
    if (start < 0) unreadable++;
    else {
      if (count === starts.length) {
        starts = grown(starts);
        hashes = grown(hashes);
      }
      starts[count] = start;
      hashes[count] = pathHash(bytes, start, end);
      count++;
    }
    begin = end + 1;
  }
  return withoutSuperseded(bytes, { starts: starts.subarray(0, count), hashes: hashes.subarray(0, count), unreadable });
}

/** The proof before the record whose compared part (its type letter) begins at `start`. */
export function proofAt(ledger: Ledger, position: number): Proof {
  const { records, index } = ledger;
  const start = index.starts[position] ?? 0;
  const begin = records.lastIndexOf(0, start) + 1;
  const head = Buffer.from(records.subarray(begin, fieldAt(records, begin, HEAD_FIELDS))).toString('latin1');
  const [, at, verdict = '', algorithm = '', digest = '', found = ''] = HEAD.exec(head) ?? [];
  return {
    verdict: VERDICTS[verdict] ?? 'differs',
    algorithm: ALGORITHMS[algorithm] ?? 'md5',
    digest,
    found: found === '-' ? '' : found,
    at: Number(at),
  };
}

/** One record of a ledger. */
export interface LedgerRecord {
  readonly ledger: Ledger;
  readonly position: number;
}

/** Whether two files are held to the same digest by the same algorithm; one that differs from what it was compared with, to what it holds. */
export function isHeldToSame(one: LedgerRecord, other: LedgerRecord): boolean {
  const left = one.ledger.records;
  const right = other.ledger.records;
  const [l, r] = [heldDigest(one), heldDigest(other)];
  if (left[l.algorithm] !== right[r.algorithm]) return false;
  for (let at = 0; ; at++) {
    const byte = left[l.digest + at];
    if (byte !== right[r.digest + at]) return false;
    if (byte === SPACE || byte === undefined) return true;
  }
}

/** Where the algorithm's name begins, and the digest. */
function heldDigest({ ledger, position }: LedgerRecord): { readonly algorithm: number; readonly digest: number } {
  const { records, index } = ledger;
  const begin = records.lastIndexOf(0, index.starts[position] ?? 0) + 1;
  const algorithm = fieldAt(records, begin, 3);
  const differs = records[algorithm - 2] === LETTER_D;
  return { algorithm, digest: differs ? fieldAt(records, algorithm, 1) : records.indexOf(COLON, algorithm) + 1 };
}

/** When the record at `position` was written, in milliseconds, and what it says: without making anything of it. */
export function verdictAt({ records, index }: Ledger, position: number): { readonly at: number; readonly letter: number } {
  const begin = records.lastIndexOf(0, index.starts[position] ?? 0) + 1;
  let at = 0;
  let here = begin + CHECK_DIGITS + 1;
  for (let byte = records[here]; byte !== undefined && byte !== SPACE; byte = records[++here]) at = at * 10 + byte - 0x30;
  return { at, letter: records[here + 1] ?? 0 };
}

/** Where the inventory record of the ledger's record at `position` begins: at its inode. */
export function inodeStart({ records, index }: Ledger, position: number): number {
  return fieldAt(records, records.lastIndexOf(0, index.starts[position] ?? 0) + 1, HEAD_FIELDS);
}

/** The ledger as its file should be: each record that is not superseded, in the order written. */
export function* aliveRecords({ records, index }: Ledger): Generator<Uint8Array> {
  for (let position = 0; position < index.count; position++) {
    const start = index.starts[position] ?? 0;
    yield records.subarray(records.lastIndexOf(0, start) + 1, records.indexOf(0, start) + 1);
  }
}

/** Where the type letter of a sound record stands; -1 for one that is not sound. */
function recordStart(bytes: Uint8Array, begin: number, end: number): number {
  const said = begin + CHECK_DIGITS + 1;
  if (end <= said || bytes[said - 1] !== SPACE || hexAt(bytes, begin) !== checkOf(bytes, said, end)) return -1;
  const inode = fieldAt(bytes, begin, HEAD_FIELDS);
  if (inode >= end || inode - begin > 256) return -1;
  const start = fieldAt(bytes, inode, 2);
  // From its letter on: size, time, and a path that is not empty.
  if (start >= end || bytes[start] !== LETTER_F || fieldAt(bytes, start, PATH_FIELD) >= end) return -1;
  return HEAD.test(Buffer.from(bytes.buffer, bytes.byteOffset + begin, inode - begin).toString('latin1')) ? start : -1;
}

/** Where the field begins that has `fields` fields before it, counted from `at`. */
function fieldAt(bytes: Uint8Array, at: number, fields: number): number {
  let here = at;
  for (let left = fields; left > 0; here++) {
    const byte = bytes[here];
    if (byte === undefined || byte === 0) return bytes.length;
    if (byte === SPACE) left--;
  }
  return here;
}

/** As in the index of an inventory, so that both can be joined. */
function pathHash(bytes: Uint8Array, start: number, end: number): number {
  return checkOf(bytes, fieldAt(bytes, start, PATH_FIELD), end);
}

interface Found {
  readonly starts: Uint32Array;
  readonly hashes: Uint32Array;
  readonly unreadable: number;
}

function withoutSuperseded(records: Uint8Array, { starts, hashes, unreadable }: Found): Ledger {
  const count = starts.length;
  let slots = 16;
  while (slots < count * 2) slots *= 2;
  const mask = slots - 1;
  const table = new Uint32Array(slots);
  const last = new Uint8Array(count).fill(1);
  let alive = count;
  for (let position = 0; position < count; position++) {
    const hash = hashes[position] ?? 0;
    let slot = hash & mask;
    for (let there = table[slot] ?? 0; there !== 0; slot = (slot + 1) & mask, there = table[slot] ?? 0) {
      if (hashes[there - 1] !== hash || !samePath(records, starts[there - 1] ?? 0, starts[position] ?? 0)) continue;
      last[there - 1] = 0;
      alive--;
      break;
    }
    table[slot] = position + 1;
  }
  const kept = { starts: new Uint32Array(alive), hashes: new Uint32Array(alive) };
  let at = 0;
  let aliveBytes = 0;
  for (let position = 0; position < count; position++) {
    if (last[position] === 0) continue;
    const start = starts[position] ?? 0;
    kept.starts[at] = start;
    kept.hashes[at] = hashes[position] ?? 0;
    aliveBytes += records.indexOf(0, start) - records.lastIndexOf(0, start);
    at++;
  }
  return { records, index: { count: alive, ...kept }, unreadable, aliveBytes };
}

function samePath(records: Uint8Array, one: number, other: number): boolean {
  let left = fieldAt(records, one, PATH_FIELD);
  let right = fieldAt(records, other, PATH_FIELD);
  for (; records[left] === records[right]; left++, right++) if (records[left] === 0) return true;
  return false;
}

function checkOf(bytes: Uint8Array, begin: number, end: number): number {
  let hash = FNV_START;
  for (let at = begin; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), FNV_PRIME);
  return hash >>> 0;
}

/** As eight lower-case hexadecimal digits. */
function writeHex(bytes: Uint8Array, begin: number, value: number): void {
  for (let at = 0; at < CHECK_DIGITS; at++) {
    const digit = (value >>> (4 * (CHECK_DIGITS - 1 - at))) & 0xf;
    bytes[begin + at] = digit < 10 ? 0x30 + digit : 0x57 + digit;
  }
}

/** Eight lower-case hexadecimal digits as a number; NaN for anything else. */
function hexAt(bytes: Uint8Array, begin: number): number {
  let value = 0;
  for (let at = begin; at < begin + CHECK_DIGITS; at++) {
    const byte = bytes[at] ?? 0;
    const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : Number.NaN;
    value = value * 16 + digit;
  }
  return value;
}

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const bigger = new Uint32Array(array.length * 2);
  bigger.set(array);
  return bigger;
}
