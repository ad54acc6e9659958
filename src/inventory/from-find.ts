import { Buffer } from 'node:buffer';
import { fromLatin1, type PathBytes } from '../lib/path-bytes.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Failure } from '../model/failure.ts';
import type { Gap, Inventory } from '../model/inventory.ts';
import { admittedOnly } from './admitted-only.ts';
import type { CompiledFilter } from './filter.ts';
import { hostileName } from './hostile-name.ts';
import { pathStart } from './record.ts';
import { indexRecords } from './records.ts';
import { throughLink } from './through-link.ts';

/** What GNU find is told to print, after the prune arguments: records as `Inventory` describes them. */
export const FIND_RECORDS: readonly string[] = [
  ...['-type', 'f', '-printf', '%i %C@ f %s %T@ %P\\0', '-o'],
  ...['-type', 'd', '-printf', '%i %C@ d - - %P\\0', '-o'],
  ...['-type', 'l', '-printf', '%i %C@ l - - %P\\0%l\\0', '-o'],
  ...['-printf', '%i %C@ o - - %P\\0'],
];

/**
 * The inventory of what find printed. The buffer is kept as it is; only what the filter lets through is indexed. A name
 * that would leave the root fails the whole listing.
 */
export function inventoryFromFind(raw: Uint8Array, filter: CompiledFilter, gaps: readonly Gap[]): Result<Inventory, Failure> {
  const peculiar: number[] = [];
  const index = indexRecords(raw, (start) => peculiar.push(start));
  if (!index.ok) return err(malformed(index.error.offset));
  const inventory: Inventory = { records: raw, index: index.value, granularity: 'ns', gaps };
  const links = new Set<PathBytes>();
  const hostile = firstOutside(raw, peculiar, links) ?? firstThroughLink(inventory, links);
  if (hostile !== undefined) return err(hostile);
  return ok(filter.hasIncludes ? admittedOnly(inventory, filter) : inventory);
}

const SLASH = 0x2f;
const DOT = 0x2e;
const LETTER_L = 0x6c;
const OURS = Buffer.from('.replicas-');

/**
 * Of the first path with an empty, `.` or `..` component, or one of ours, among the records that may have one. Links are added
 * to `links` on the way. Each name has a NUL at its end: the index was made by it.
 */
function firstOutside(records: Uint8Array, peculiar: readonly number[], links: Set<PathBytes>): Failure | undefined {
  for (const start of peculiar) {
    const path = pathStart(records, start);
    if (records[start] === LETTER_L) links.add(pathFrom(records, path));
    for (let at = path; ; at++) {
      const from = at;
      let byte = records[at];
      if (byte === DOT && isOursAt(records, at)) return hostileName(pathFrom(records, path), 'ours');
      while (byte !== SLASH && byte !== 0) byte = records[++at];
      if (at - from < 3 && isDots(records, from, at)) return hostileName(pathFrom(records, path), 'outside');
      if (byte === 0) break;
    }
  }
  return undefined;
}

function isOursAt(records: Uint8Array, at: number): boolean {
  return OURS.every((byte, position) => records[at + position] === byte);
}

/** True for nothing, `.` and `..`. */
function isDots(records: Uint8Array, from: number, to: number): boolean {
  return records.subarray(from, to).every((byte) => byte === DOT);
}

/** Of the first directory that the same listing calls a link, or that is below one. Without links nothing is looked at twice. */
function firstThroughLink({ records, index }: Inventory, links: ReadonlySet<PathBytes>): Failure | undefined {
  const through = links.size === 0 ? undefined : throughLink(directoriesIn(records, index.starts), links);
  return through === undefined ? undefined : hostileName(through, 'through a link');
}

/** The directories that entries are in; find lists those of one after another, so that most are made into a text once. */
function* directoriesIn(records: Uint8Array, starts: Uint32Array): Generator<PathBytes> {
  let [last, length] = [0, 0];
  for (const start of starts) {
    const path = pathStart(records, start);
    let slash = -1;
    let isLast = true;
    for (let at = path; records[at] !== 0; at++) {
      if (records[at] === SLASH) slash = at - path;
      if (at - path <= length && records[at] !== records[last + at - path]) isLast = false;
    }
    if (slash < 0 || (isLast && slash === length)) continue;
    [last, length] = [path, slash];
    yield latin1Of(records, path, path + slash);
  }
}

function pathFrom(records: Uint8Array, path: number): PathBytes {
  return latin1Of(records, path, records.indexOf(0, path));
}

function latin1Of({ buffer, byteOffset }: Uint8Array, from: number, to: number): PathBytes {
  return fromLatin1(Buffer.from(buffer, byteOffset + from, to - from).toString('latin1'));
}

function malformed(offset: number): Failure {
  return {
    code: 'process.failed',
    message: `the listing that find printed is cut short or malformed at byte ${offset}`,
    hint: 'Look at the far side: is its find the GNU one, and does its login print nothing of its own?',
    retry: 'later',
    blame: 'from',
  };
}
