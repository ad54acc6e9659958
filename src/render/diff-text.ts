import { Buffer } from 'node:buffer';
import { FILE_HEADERS_ONLY, formatPatch } from 'diff';
import { compare } from '../inventory/compare.ts';
import { entryAt, pathStart } from '../inventory/record.ts';
import { fromLatin1, type PathBytes } from '../lib/path-bytes.ts';
import type { Inventory } from '../model/inventory.ts';
import { TYPE_LETTERS } from './listing-text.ts';
import { showEntry } from './plan-files.ts';
import { showTime } from './times.ts';

/** Two inventories and how their sides are called. Times within `toleranceNs` are equal. */
export interface DiffAsk {
  readonly want: Inventory;
  readonly have: Inventory;
  readonly wantName: string;
  readonly haveName: string;
  readonly toleranceNs: bigint;
}

const CONTEXT = 3;
const SECOND = 1_000_000_000n;

/**
 * Unified diff of two inventories, one entry a line (`type size mtime path`), sorted by path bytes; '' when they are equal.
 * Equal as `compare` says, at the coarser granularity. Lines are made only for what differs and its neighbours.
 */
export function inventoryDiff(ask: DiffAsk): string {
  const hunks = hunksOf(ask);
  if (hunks.length === 0) return '';
  return formatPatch(
    { oldFileName: ask.wantName, newFileName: ask.haveName, oldHeader: undefined, newHeader: undefined, hunks },
    FILE_HEADERS_ONLY,
  );
}

interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  lines: string[];
}

/** One row of the merge of both sides: in both and equal, or in one or both and different. */
interface Row {
  readonly sign: ' ' | '-' | '+';
  readonly side: Inventory;
  readonly position: number;
}

/** Walks both sides by path, as one merge; a hunk is open from a difference until more equal rows follow than two contexts. */
function hunksOf(ask: DiffAsk): Hunk[] {
  const hunks: Hunk[] = [];
  let open: Hunk | undefined;
  let equal: Row[] = [];
  let oldLine = 1;
  let newLine = 1;
  for (const row of rowsOf(ask)) {
    if (row.sign === ' ') {
      equal.push(row);
      if (equal.length > 2 * CONTEXT) {
        if (open !== undefined) append(open, equal.slice(0, CONTEXT), ask);
        open = undefined;
        equal = equal.slice(-CONTEXT);
      }
    } else {
      const before: readonly Row[] = open === undefined ? equal.slice(-CONTEXT) : equal;
      if (open === undefined) {
        open = { oldStart: oldLine - before.length, oldLines: 0, newStart: newLine - before.length, newLines: 0, lines: [] };
        hunks.push(open);
      }
      append(open, [...before, row], ask);
      equal = [];
    }
    if (row.sign !== '+') oldLine++;
    if (row.sign !== '-') newLine++;
  }
  if (open !== undefined) append(open, equal.slice(0, CONTEXT), ask);
  return hunks;
}

function append(hunk: Hunk, rows: readonly Row[], ask: DiffAsk): void {
  for (const row of rows) {
    if (row.sign !== '+') hunk.oldLines++;
    if (row.sign !== '-') hunk.newLines++;
    hunk.lines.push(`${row.sign}${lineText(row, ask)}`);
  }
}

function* rowsOf(ask: DiffAsk): Generator<Row> {
  const { want, have } = ask;
  const found = compare(want, have, ask.toleranceNs);
  const pairs = [...found.changed, ...found.inTheWay];
  const removed = new Set([...found.missing, ...pairs.map((pair) => pair.want)]);
  const added = new Set([...found.extraneous, ...pairs.map((pair) => pair.have)]);
  if (removed.size + added.size === 0) return;
  const left = sortedPaths(want);
  const right = sortedPaths(have);
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    const a = left[l];
    const b = right[r];
    const first = b === undefined || (a !== undefined && a.path <= b.path) ? a : undefined;
    const second = first === undefined || first.path === b?.path ? b : undefined;
    if (first !== undefined) l++;
    if (second !== undefined) r++;
    if (first !== undefined && removed.has(first.position)) yield { sign: '-', side: want, position: first.position };
    if (second !== undefined && added.has(second.position)) yield { sign: '+', side: have, position: second.position };
    else if (first !== undefined && second !== undefined) yield { sign: ' ', side: want, position: first.position };
  }
}

interface Sorted {
  readonly path: PathBytes;
  readonly position: number;
}

/** Paths only: entries are parsed where they are shown. */
function sortedPaths({ records, index }: Inventory): readonly Sorted[] {
  const paths = Array.from({ length: index.count }, (_, position) => {
    const start = pathStart(records, index.starts[position] ?? 0);
    return { path: pathText(records.subarray(start, records.indexOf(0, start))), position };
  });
  return paths.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function pathText(bytes: Uint8Array): PathBytes {
  return fromLatin1(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
}

function lineText({ side, position }: Row, ask: DiffAsk): string {
  const entry = entryAt(side, position);
  const letter = TYPE_LETTERS[entry.type];
  if (entry.type !== 'file') return `${letter} - - ${showEntry(entry)}`;
  const coarse = ask.want.granularity === 's' || ask.have.granularity === 's';
  const past = ((entry.mtimeNs % SECOND) + SECOND) % SECOND;
  return `${letter} ${entry.size} ${showTime(coarse ? entry.mtimeNs - past : entry.mtimeNs)} ${showEntry(entry)}`;
}
