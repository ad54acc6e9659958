import type { Amount } from '../model/amount.ts';
import type { Inventory } from '../model/inventory.ts';
import { entryAt, pathStart, sizeAt } from './record.ts';

const LETTER_D = 0x64;
const LETTER_F = 0x66;
const LETTER_L = 0x6c;
const LETTER_O = 0x6f;

/** What differs between two inventories: positions of records in `want` and in `have`. */
export interface Differences {
  /** Positions in want of what have lacks. */
  readonly missing: readonly number[];
  /** Pairs of what both have, but otherwise: type, size, time or link target differ. */
  readonly changed: readonly Pair[];
  /** Pairs where one side has a directory and the other has not. */
  readonly inTheWay: readonly Pair[];
  /** Positions in have of what want has not. */
  readonly extraneous: readonly number[];
  /** Files and links that are equal on both sides. */
  readonly same: Amount;
}

export interface Pair {
  readonly want: number;
  readonly have: number;
}

/**
 * Joins two inventories by path. Files are equal when size and modification time are, cut to the coarser granularity and
 * within `toleranceNs`; links when their targets are; directories always. Sockets, pipes and devices in `want` are no data.
 */
export function compare(want: Inventory, have: Inventory, toleranceNs: bigint): Differences {
  const missing: number[] = [];
  const changed: Pair[] = [];
  const inTheWay: Pair[] = [];
  const matched = new Uint8Array(have.index.count);
  const lookup = new Lookup(want, have);
  let files = 0;
  let bytes = 0;
  for (let position = 0; position < want.index.count; position++) {
    const start = want.index.starts[position] ?? 0;
    const type = want.records[start];
    const found = lookup.find(position);
    if (found.position >= 0) matched[found.position] = 1;
    if (type === LETTER_O) continue;
    if (found.position < 0) {
      missing.push(position);
      continue;
    }
    const pair = { want: position, have: found.position };
    if (!found.identical && !equalEntries(want, have, pair, toleranceNs)) {
      const there = have.records[have.index.starts[found.position] ?? 0];
      if ((there === LETTER_D) !== (type === LETTER_D)) inTheWay.push(pair);
      else changed.push(pair);
      continue;
    }
    if (type === LETTER_F) bytes += sizeAt(want.records, start);
    if (type !== LETTER_D) files++;
  }
  const extraneous: number[] = [];
  for (let position = 0; position < have.index.count; position++) {
    // A listing of a moving directory may name an entry twice: the second is no more extraneous than the first.
    if (matched[position] === 0 && !lookup.hasTwin(position, matched)) extraneous.push(position);
  }
  return { missing, changed, inTheWay, extraneous, same: { files, bytes } };
}

/** Whether the two records of a pair say the same, as far as their looks can tell. */
function equalEntries(want: Inventory, have: Inventory, pair: Pair, toleranceNs: bigint): boolean {
  const left = entryAt(want, pair.want);
  const right = entryAt(have, pair.have);
  if (left.type !== right.type) return false;
  if (left.type === 'link') return left.target === right.target;
  if (left.type !== 'file') return true;
  if (left.size !== right.size) return false;
  const coarse = want.granularity === 's' || have.granularity === 's';
  const distance = coarse ? seconds(left.mtimeNs) - seconds(right.mtimeNs) : left.mtimeNs - right.mtimeNs;
  return (distance < 0n ? -distance : distance) <= toleranceNs;
}

/** Whole seconds, rounded down, in nanoseconds. */
function seconds(ns: bigint): bigint {
  return ns - (((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n);
}

/** Records with their index: an inventory, or a ledger. */
type Indexed = Pick<Inventory, 'records' | 'index'>;

/**
 * Finds the record of `have` that has the path of a record of `want`. Two looks at like trees come in like order, so the
 * neighbour of the last hit is tried first; a hash table is made only when that fails. Changes its own state: it runs a
 * million times.
 */
export class Lookup {
  readonly #want: Indexed;
  readonly #have: Indexed;
  #next = 0;
  #table: Uint32Array | undefined;

  constructor(want: Indexed, have: Indexed) {
    this.#want = want;
    this.#have = have;
  }

  /** The position in have, or -1; `identical` when the compared parts are the same bytes. */
  find(position: number): { readonly position: number; readonly identical: boolean } {
    const hash = this.#want.index.hashes[position];
    if (this.#have.index.hashes[this.#next] === hash) {
      const same = this.#sameness(position, this.#next);
      if (same !== 'other') return this.#hit(this.#next, same);
    }
    this.#table ??= hashTable(this.#have);
    const mask = this.#table.length - 1;
    for (let slot = (hash ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const candidate = (this.#table[slot] ?? 0) - 1;
      if (candidate < 0) return { position: -1, identical: false };
      if (this.#have.index.hashes[candidate] !== hash) continue;
      const same = this.#sameness(position, candidate);
      if (same !== 'other') return this.#hit(candidate, same);
    }
  }

  /** Whether another record of have with the path of this one was matched. */
  hasTwin(position: number, matched: Uint8Array): boolean {
    const { records, index } = this.#have;
    const hash = index.hashes[position];
    const path = pathStart(records, index.starts[position] ?? 0);
    this.#table ??= hashTable(this.#have);
    const mask = this.#table.length - 1;
    for (let slot = (hash ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const candidate = (this.#table[slot] ?? 0) - 1;
      if (candidate < 0) return false;
      if (index.hashes[candidate] !== hash || matched[candidate] === 0) continue;
      const start = pathStart(records, index.starts[candidate] ?? 0);
      if (sameText(records, path, { bytes: records, start })) return true;
    }
  }

  #hit(position: number, same: 'identical' | 'path'): { readonly position: number; readonly identical: boolean } {
    this.#next = position + 1;
    return { position, identical: same === 'identical' };
  }

  #sameness(position: number, candidate: number): 'identical' | 'path' | 'other' {
    const left = this.#want.records;
    const right = this.#have.records;
    let l = this.#want.index.starts[position] ?? 0;
    let r = this.#have.index.starts[candidate] ?? 0;
    if (sameText(left, l, { bytes: right, start: r })) {
      if (left[l] !== LETTER_L) return 'identical';
      return sameText(left, left.indexOf(0, l) + 1, { bytes: right, start: right.indexOf(0, r) + 1 }) ? 'identical' : 'path';
    }
    l = pathStart(left, l);
    r = pathStart(right, r);
    return sameText(left, l, { bytes: right, start: r }) ? 'path' : 'other';
  }
}

/** Whether two NUL-ended texts are the same bytes. */
function sameText(left: Uint8Array, start: number, other: { readonly bytes: Uint8Array; readonly start: number }): boolean {
  const { bytes: right } = other;
  let r = other.start;
  for (let l = start; ; l++, r++) {
    const byte = left[l];
    if (byte !== right[r]) return false;
    if (byte === 0 || byte === undefined) return true;
  }
}

/** Open addressing; a slot holds position + 1, 0 is empty. At most half full. */
function hashTable(inventory: Indexed): Uint32Array {
  let slots = 16;
  while (slots < inventory.index.count * 2) slots *= 2;
  const table = new Uint32Array(slots);
  const mask = slots - 1;
  for (let position = 0; position < inventory.index.count; position++) {
    let slot = (inventory.index.hashes[position] ?? 0) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = position + 1;
  }
  return table;
}
