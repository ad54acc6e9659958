import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Inventory } from '../model/inventory.ts';
import { compare } from './compare.ts';

const CHUNK = 1 << 20;

/**
 * `sha256:…` of what an inventory says (types, sizes, times, paths, targets), whatever the order of the listing, leaving
 * out the paths of `without`: those are checked one by one. Inode and ctime do not enter.
 */
export function digestWithout(inventory: Inventory, without: readonly Inventory[]): string {
  const left = new Uint8Array(inventory.index.count).fill(1);
  for (const entries of without) {
    const { missing, extraneous: untouched } = compare(entries, inventory, 0n);
    if (missing.length === entries.index.count) continue;
    const kept = new Set(untouched);
    for (let position = 0; position < left.length; position++) if (!kept.has(position)) left[position] = 0;
  }
  const hash = createHash('sha256');
  const chunk = new Uint8Array(CHUNK);
  let filled = 0;
  for (const position of inPathHashOrder(inventory)) {
    if (left[position] === 0) continue;
    const text = comparedPart(inventory, position);
    if (filled + text.length > CHUNK) {
      hash.update(chunk.subarray(0, filled));
      filled = 0;
    }
    if (text.length > CHUNK) hash.update(text);
    else {
      chunk.set(text, filled);
      filled += text.length;
    }
  }
  hash.update(chunk.subarray(0, filled));
  return `sha256:${hash.digest('hex')}`;
}

/** From the type letter to the last NUL. */
function comparedPart(inventory: Inventory, position: number): Uint8Array {
  const { records, index } = inventory;
  const start = index.starts[position] ?? 0;
  let end = records.indexOf(0, start) + 1;
  if (records[start] === 0x6c) end = records.indexOf(0, end) + 1;
  return records.subarray(start, end);
}

/** Positions by path hash, equal hashes by their bytes: an order that both sides of a comparison agree on, found fast. */
function inPathHashOrder(inventory: Inventory): Float64Array {
  const { count, hashes } = inventory.index;
  const scale = 2 ** Math.ceil(Math.log2(Math.max(count, 2)));
  // 32 bits of hash and up to 21 of position fit a double exactly; beyond 2 million records positions lose bits, so fall back.
  if (scale > 2 ** 21) {
    const positions = Float64Array.from({ length: count }, (_, position) => position);
    return positions.sort((a, b) => byHash(inventory, a, b));
  }
  const keys = new Float64Array(count);
  for (let position = 0; position < count; position++) keys[position] = (hashes[position] ?? 0) * scale + position;
  keys.sort();
  const order = keys.map((key) => key % scale);
  sortRunsOfEqualHashes(inventory, order);
  return order;
}

function sortRunsOfEqualHashes(inventory: Inventory, order: Float64Array): void {
  const { hashes } = inventory.index;
  for (let begin = 0; begin < order.length; ) {
    let end = begin + 1;
    while (end < order.length && hashes[order[end] ?? 0] === hashes[order[begin] ?? 0]) end++;
    if (end - begin > 1) order.subarray(begin, end).sort((a, b) => byHash(inventory, a, b));
    begin = end;
  }
}

function byHash(inventory: Inventory, a: number, b: number): number {
  const { hashes } = inventory.index;
  const difference = (hashes[a] ?? 0) - (hashes[b] ?? 0);
  return difference !== 0 ? difference : Buffer.compare(comparedPart(inventory, a), comparedPart(inventory, b));
}
