import type { PathBytes } from '../lib/path-bytes.ts';
import type { Failure } from './failure.ts';

/**
 * What was seen below one location: a listing in one buffer.
 *
 * `records` are NUL-ended texts `inode ctime type size mtime path`, in the order in which they were listed: decimal
 * numbers, times in seconds with an optional fraction of up to nine digits (before 1970 it counts forward from the whole
 * second, as find prints it), raw path bytes, `-` where a field is unknown.
 * Type is one letter: f file, d directory, l symbolic link, o anything else. Directories, links and others carry
 * neither size nor time. A link's record is followed by one more NUL-ended text, its target.
 */
export interface Inventory {
  readonly records: Uint8Array;
  readonly index: InventoryIndex;
  /** The finest step of the modification times in it. */
  readonly granularity: 's' | 'ns';
  /** What could not be looked at. Empty means that the listing is complete. */
  readonly gaps: readonly Gap[];
  /**
   * Of all that a look printed, inodes and times of change included, and of the filter: equal ones are the same listing. Only of looks
   * that ended without a word of trouble.
   */
  readonly digest?: string;
}

/** A listing that was indexed and found good before. `files`: how many data files it lists. */
export interface KnownListing {
  readonly digest: string;
  readonly files: number;
}

/** Where each record's compared part begins (its type letter), and the hash of its path. Eight bytes a record. */
export interface InventoryIndex {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly hashes: Uint32Array;
}

/** A directory or entry below the location that could not be read; '' when it is not known which. */
export interface Gap {
  readonly path: PathBytes;
  readonly because: Failure;
}

export type EntryType = 'file' | 'directory' | 'link' | 'other';

/** One record, parsed. Made only for what differs or is shown. */
export interface FileEntry {
  readonly path: PathBytes;
  readonly type: EntryType;
  /** Bytes; 0 for anything but a file. */
  readonly size: number;
  /** Nanoseconds since 1970; 0 for anything but a file. */
  readonly mtimeNs: bigint;
  /** Of a link only. */
  readonly target?: PathBytes;
}

/** Which names count as data: rsync patterns, excludes first, then includes; with any include the rest is excluded. */
export interface Filter {
  readonly exclude: readonly string[];
  readonly include: readonly string[];
  /** Data: what file systems keep for themselves (lost+found, snapshots) counts too. Otherwise only where an include names it. */
  readonly own?: 'Data';
}

export type DigestAlgorithm = 'md5' | 'sha256' | 'xxh128';
