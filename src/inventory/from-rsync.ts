import { latin1Lines } from '../lib/latin1-lines.ts';
import { fromLatin1, type PathBytes, parentOf, ROOT, staysInside } from '../lib/path-bytes.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Failure } from '../model/failure.ts';
import type { EntryType, FileEntry, Gap, Inventory } from '../model/inventory.ts';
import { admittedOnly } from './admitted-only.ts';
import type { CompiledFilter } from './filter.ts';
import { hostileName } from './hostile-name.ts';
import { newInventoryBuilder } from './records.ts';
import { decodeRsyncName, encodeRsyncName } from './rsync-name.ts';
import { throughLink } from './through-link.ts';

/** The --out-format that `inventoryFromRsync` reads: what it is, bytes, time, name with a link's target. */
export const RSYNC_LISTING_FORMAT = '%i|%l|%M|%n%L';

/** One line of it: kind, number, date, hour, rest. */
const LINE = /^([>.c][fdLDS])[^|]*\|(\d+)\|(\d{4})\/(\d\d)\/(\d\d)-(\d\d):(\d\d):(\d\d)\|(.+)$/s;

/** What it says instead of devices and specials that the account could not make here. */
const SKIPPED = /^skipping non-regular file "(.+)"$/s;

const ARROW = ' -> ';

/**
 * The inventory of what a dry run of rsync printed (TZ=UTC0, LC_ALL=C, `RSYNC_LISTING_FORMAT`). Seconds only. A name that
 * would leave the root fails the whole listing; a line that is not understood is a gap, since it may stand for anything.
 */
export function inventoryFromRsync(raw: Uint8Array, filter: CompiledFilter, gaps: readonly Gap[]): Result<Inventory, Failure> {
  const builder = newInventoryBuilder('s');
  const more: Gap[] = [];
  const links = new Set<PathBytes>();
  const directories = new Set<PathBytes>();
  for (const line of latin1Lines(raw)) {
    const entry = rsyncEntry(line);
    if (entry === undefined) more.push(rsyncGap(line));
    else if (entry.path === './') continue;
    else if (!staysInside(entry.path)) return err(hostileName(entry.path, 'outside'));
    else {
      if (entry.type === 'link') links.add(entry.path);
      directories.add(parentOf(entry.path));
      // The far side was told the same rules, but it need not keep them.
      if (filter.admitsWithParents(entry.path, entry.type)) builder.add(entry);
    }
  }
  const through = throughLink(directories, links);
  if (through !== undefined) return err(hostileName(through, 'through a link'));
  const inventory = builder.finish(more.length === 0 ? gaps : [...gaps, ...more]);
  return ok(filter.hasIncludes ? admittedOnly(inventory, filter) : inventory);
}

/** What one line of it says; undefined where it is not understood. A directory's path may be `./`: the top. */
export function rsyncEntry(line: string): FileEntry | undefined {
  const match = LINE.exec(line);
  if (match === null) return skippedEntry(line);
  const [, kind = '', number = '', year, month, day, hour, minute, second, printed = ''] = match;
  const type = typeOf(kind.charAt(1));
  const decoded = decodeRsyncName(printed);
  if (type === 'directory') return { path: decoded === './' ? decoded : withoutSlash(decoded), type, size: 0, mtimeNs: 0n };
  if (type === 'link') return linkOf(decoded, Number(number));
  if (type === 'other') return { path: decoded, type, size: 0, mtimeNs: 0n };
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return { path: decoded, type, size: Number(number), mtimeNs: BigInt(ms) * 1_000_000n };
}

function skippedEntry(line: string): FileEntry | undefined {
  const printed = SKIPPED.exec(line)?.[1];
  return printed === undefined ? undefined : { path: decodeRsyncName(printed), type: 'other', size: 0, mtimeNs: 0n };
}

function typeOf(letter: string): EntryType {
  if (letter === 'f') return 'file';
  if (letter === 'd') return 'directory';
  return letter === 'L' ? 'link' : 'other';
}

/** The length that rsync gives is that of the target, so that ` -> ` may be part of either. */
function linkOf(decoded: PathBytes, length: number): FileEntry | undefined {
  const arrow = decoded.length - length - ARROW.length;
  if (arrow < 1 || decoded.slice(arrow, arrow + ARROW.length) !== ARROW) return undefined;
  const target = fromLatin1(decoded.slice(arrow + ARROW.length));
  return { path: fromLatin1(decoded.slice(0, arrow)), type: 'link', size: 0, mtimeNs: 0n, target };
}

function withoutSlash(path: PathBytes): PathBytes {
  return path.endsWith('/') ? fromLatin1(path.slice(0, -1)) : path;
}

/** The gap that a line leaves that is not understood. */
export function rsyncGap(line: string): Gap {
  const because: Failure = {
    code: 'source.gaps',
    message: `a line of rsync's listing is not understood: ${encodeRsyncName(fromLatin1(line.slice(0, 200)))}`,
    hint: 'Run `reconcile test` for the endpoint: it reports the versions of rsync at both ends.',
    retry: 'later',
    blame: 'from',
  };
  return { path: ROOT, because };
}
