import type { Command, PhasedLimits } from '../lib/command.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import type { Result } from '../lib/result.ts';
import type { CheckStep } from '../model/check.ts';

export type { CheckStep } from '../model/check.ts';

import type { DaemonModule, Endpoint, EndpointIdentity, Location, PlaceIdentity } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { DigestAlgorithm, FileEntry, Filter, Inventory, KnownListing } from '../model/inventory.ts';
import type { Seen } from '../model/probe.ts';

/**
 * What the program needs of a place. One driver per endpoint type; all pass the same conformance suite.
 * Paths are relative to the endpoint's root (at a daemon the first component is the module). Expected trouble is a
 * `Failure` in the answer; drivers throw only on bugs.
 */
export interface EndpointDriver {
  readonly endpoint: Endpoint;
  /** Lists each tree, in the order asked; one remote command for all of them where the far side has a shell. */
  list(asks: readonly TreeAsk[]): Promise<readonly Seen<Inventory>[]>;
  /** The modules on offer; `absent` where the endpoint is no daemon. */
  modules(): Promise<Seen<readonly DaemonModule[]>>;
  /** What `.replicas-endpoint` at the root says; `absent` without one, `unknown` where the root itself is not there. */
  identity(): Promise<Seen<EndpointIdentity>>;
  /** Which directory a path really is; `absent` where that cannot be told. */
  place(path: PathBytes): Promise<Seen<PlaceIdentity>>;
  /** How rsync names a directory there. `owner` of a lease: the rsync there works for it and carries its name, where that can be done. */
  rsyncAddress(path: PathBytes, owner?: string): RsyncAddress;
  /** Makes `path` and `.replicas-partial` in it ready to receive; refuses to pass through a symlink below the root. */
  prepare(path: PathBytes): Promise<Result<ReceivingPlace, Failure>>;
  /** What `digests` can compute there without moving the bytes. */
  readonly algorithms: ReadonlySet<DigestAlgorithm>;
  /** Digests of the named files below `path`, as they are read there now; one that is no file, or cannot be read, has none. Passes no link. */
  digests(
    path: PathBytes,
    files: readonly FileToRead[],
    reading: Reading,
  ): Promise<Result<ReadonlyMap<PathBytes, string>, Failure>>;
  /** Looks at the named entries below `path` and nothing else, in the form of a listing; what is not there, or behind a link, is left out. */
  entries(path: PathBytes, names: readonly PathBytes[]): Promise<Result<Inventory, Failure>>;
  /** Has what was written below `path` put on the disk (sync -f), where that can be asked for. */
  flush(path: PathBytes): Promise<Result<void, Failure>>;
  /** Ends what a dead owner of a lease left at work on that host: processes of ours that carry its name (`LEASE_MARK` in their environment). */
  endStrays(owner: string): Promise<void>;
  /** What `test` reports, in order; stops at the first step that failed. Copies nothing. */
  check(): Promise<readonly CheckStep[]>;
  /** Single files and renames; absent where only rsync can write (RsyncOnly) or nothing can (RsyncDaemon). */
  readonly files?: FileAccess;
}

/** A file to be read; `size` as last seen, for limits and for sharing the work. */
export type FileToRead = Pick<FileEntry, 'path' | 'size'>;

/** How files are read. `drop`: what the system keeps of them in memory is dropped first, where that can be asked for. */
export interface Reading {
  readonly algorithm: DigestAlgorithm;
  readonly cache: 'keep' | 'drop';
  /** Told what was read so far. */
  readonly progress?: (files: number, bytes: number) => void;
  /** Told the record of a file, without its path, as it looked right after it was read, where the driver looks; `entries` tells it of the others. */
  readonly looked?: (path: PathBytes, head: string) => void;
}

/** The name of the environment variable that says for which lease a process works. */
export const LEASE_MARK = 'REPLICAS_LEASE';

/** What must still stand in a lease file for a step to be taken: whoever took the lease over wrote another owner. */
export interface Fence {
  readonly path: PathBytes;
  readonly owner: string;
}

export interface TreeAsk {
  readonly path: PathBytes;
  readonly filter: Filter;
  /** The listing that is expected: while it is the same, it is not indexed before somebody looks into it. */
  readonly known?: KnownListing | undefined;
}

/** `argument` ends in '/'. `options` go before it on the command line; `env` holds what must not be on it. */
export interface RsyncAddress {
  readonly argument: string;
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly side: 'local' | 'remote';
  /** Where names given on stdin are counted from when that is not `argument`, and what stands before each: for `filesFrom`. */
  readonly named?: { readonly argument: string; readonly prefix: PathBytes };
}

/**
 * A directory that is ready to receive; `partial` is the argument for rsync's --partial-dir and --temp-dir there, good until
 * `close`: at a Local endpoint it names the open directory, so that nothing can be put in its place.
 */
export interface ReceivingPlace {
  readonly partial: string;
  /**
   * Copies plain files and makes directories as they are in a directory of the same host without rsync: files whole and with their times, the md5 of each
   * computed on the way, and read back by their names; all with their permissions. Absent where only rsync can. What it has no digest of is not done: rsync
   * may try it, and say what is wrong.
   */
  readonly copy?: (from: Location, entries: readonly EntryToCopy[], work: CopyWork) => Promise<Copied>;
  readonly close: () => Promise<void>;
}

/** What a copy is carried out with; `env` and `onStarted` are for each of its processes. */
export interface CopyWork extends Pick<Command, 'env' | 'onStarted'> {
  readonly limits: PhasedLimits;
  /** Told what was copied so far. */
  readonly progress: (files: number, bytes: number) => void;
}

/** A file or directory to be copied; `size` as last seen. */
export interface EntryToCopy extends FileToRead {
  readonly type: 'file' | 'directory';
}

/** The md5 of each file that has its name now, '' for a directory. `arrived`: what was read back of them. `failure`: it was ended, and nothing more should be tried. */
export interface Copied {
  readonly digests: ReadonlyMap<PathBytes, string>;
  readonly arrived: ReadonlyMap<PathBytes, Arrived>;
  readonly failure?: Failure;
}

/** The md5 of a file that was read back by its name, and its records at both ends, without the path, as it looked after it was read there. */
export interface Arrived {
  readonly digest: string;
  readonly from: string;
  readonly to: string;
}

export interface FileAccess {
  /** The content of a small file; `unknown` when larger than `ceiling` bytes. */
  read(path: PathBytes, ceiling: number): Promise<Seen<Uint8Array>>;
  /** Makes a file that must not exist yet, whole or not at all, valid across hosts (link(2), not flock). */
  create(path: PathBytes, content: Uint8Array): Promise<Result<'created' | 'exists', Failure>>;
  /** Puts a whole new content in the place of the old one, atomically. */
  replace(path: PathBytes, content: Uint8Array, fence?: Fence): Promise<Result<void, Failure>>;
  /** Removes one file of ours; no error when it is gone already. The fence is looked at right before, here and below. */
  remove(path: PathBytes, fence?: Fence): Promise<Result<void, Failure>>;
  /**
   * Renames entries of the tree at `path` (as listed: deepest first for directories, which must be empty by then) to the
   * same relative name below `into`, which is inside `path`. Each is looked at before and after its rename; one that is not
   * what `entries` says stays, or is put back, and is reported in `refused`. A directory is not moved but made anew in `into` and removed.
   * Before each rename the fence is looked at; from the first that does not hold, all are refused with `lease.lost`. An entry with a
   * component of ours (`.replicas-…`) is no data, and is refused.
   */
  retire(path: PathBytes, entries: readonly FileEntry[], into: PathBytes, fence: Fence): Promise<Result<RetireReport, Failure>>;
  /**
   * Puts what was staged in the place of files of the tree at `path`: each of `exchange.replaced` is looked at, gets a second name at the same relative
   * place below `exchange.into` (link(2), so that its place is never empty; a rename where links cannot be made), and the file of its name below
   * `exchange.staged` is renamed over it. Refuses as `retire` does, and with `transfer.partial` where no file was staged. One that was cut off is done again
   * with another bin.
   */
  install(path: PathBytes, exchange: Exchange, fence: Fence): Promise<Result<RetireReport, Failure>>;
  /**
   * Brings entries of a bin of ours (`from`, inside `path`; deepest last) back to their places below `path`, and never over anything that stands there: that one
   * is refused with `remove.changed` and stays in the bin. Directories are made where they are missing; those that are empty in the bin then, of the
   * entries and the bin itself, are removed. One that was cut off is finished by another.
   */
  restore(path: PathBytes, entries: readonly FileEntry[], from: PathBytes, fence: Fence): Promise<Result<RetireReport, Failure>>;
  /** Removes a directory tree of ours: only below a component that begins with `.replicas-`. */
  erase(path: PathBytes, fence?: Fence): Promise<Result<void, Failure>>;
  /** Removes what killed writers left in a directory: half-written files of ours, and claims to a lease. What cannot be removed stays. */
  sweep(path: PathBytes): Promise<Result<void, Failure>>;
}

/** All below the tree of which an `install` is asked; `staged` and `into` are below a name of ours. */
export interface Exchange {
  readonly replaced: readonly FileEntry[];
  readonly staged: PathBytes;
  readonly into: PathBytes;
}

export interface RetireReport {
  readonly retired: number;
  readonly refused: readonly { readonly path: PathBytes; readonly because: Failure }[];
}
