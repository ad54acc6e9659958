import { createHash } from 'node:crypto';
import { asRecord } from '../lib/as-record.ts';
import { fromText, type PathBytes, staysInside } from '../lib/path-bytes.ts';
import type { EntryType, FileEntry, Inventory } from '../model/inventory.ts';
import { jsonPath } from '../model/names.ts';
import { nanoseconds, secondsText } from './decimal-seconds.ts';
import { newInventoryBuilder, sortedEntries } from './records.ts';
import { decodeRsyncName } from './rsync-name.ts';

/**
 * One entry of a listing, as JSON documents show it. `mtime`: decimal seconds since 1970 with up to nine digits of fraction; '0' and size 0
 * for anything but a file.
 */
export interface EntryJson {
  readonly path: string;
  readonly type: EntryType;
  readonly size: number;
  readonly mtime: string;
  /** Of a link only. */
  readonly target?: string;
}

const TYPES: Readonly<Record<string, EntryType>> = { file: 'file', directory: 'directory', link: 'link', other: 'other' };

export function entryJson({ path, type, size, mtimeNs, target }: FileEntry): EntryJson {
  const shown = { path: jsonPath(path), type, size, mtime: secondsText(mtimeNs) };
  return target === undefined ? shown : { ...shown, target: jsonPath(target) };
}

/** A listing, sorted by path bytes. Inode, ctime and gaps are left out. */
export function listJson(list: Inventory): readonly EntryJson[] {
  return sortedEntries(list).map(entryJson);
}

/** A listing as `listJson` wrote it; undefined where any of it is no entry. */
export function listFromJson(values: readonly unknown[], granularity: Inventory['granularity']): Inventory | undefined {
  const builder = newInventoryBuilder(granularity);
  for (const value of values) {
    const entry = entryFromJson(value);
    if (entry === undefined) return undefined;
    builder.add(entry);
  }
  return builder.finish([]);
}

/** `sha256:…` of what a list says (paths, types, sizes, times, targets), whatever its order, and whatever look it is from. */
export function listDigest(list: Inventory): string {
  const hash = createHash('sha256');
  for (const entry of sortedEntries(list)) hash.update(`${JSON.stringify(entryJson(entry))}\n`);
  return `sha256:${hash.digest('hex')}`;
}

function entryFromJson(value: unknown): FileEntry | undefined {
  const said = asRecord(value);
  if (typeof said?.path !== 'string' || said.path === '' || typeof said.type !== 'string') return undefined;
  if (typeof said.size !== 'number' || typeof said.mtime !== 'string') return undefined;
  const type = Object.hasOwn(TYPES, said.type) ? TYPES[said.type] : undefined;
  const path = pathOf(said.path);
  if (type === undefined || !staysInside(path) || !Number.isSafeInteger(said.size) || said.size < 0) return undefined;
  const entry = { path, type, size: said.size, mtimeNs: nanoseconds(said.mtime) };
  if (type !== 'link') return entry;
  const target = typeof said.target === 'string' ? pathOf(said.target) : undefined;
  return target === undefined || target.includes('\0') ? undefined : { ...entry, target };
}

/** The bytes of a path as a document writes it: UTF-8 text with `\#ooo` for what is no text. */
function pathOf(text: string): PathBytes {
  return decodeRsyncName(fromText(text));
}
