import type { PathBytes } from '../lib/path-bytes.ts';

/** A place that can hold data, as declared, with defaults filled in. Roots are absolute text paths. */
export type Endpoint = LocalEndpoint | SshEndpoint | RsyncDaemonEndpoint;

interface EndpointCommon {
  readonly name: string;
  /** Transfers at once, per user@host:port, over all resources. */
  readonly maxTransfers: number;
  /** Modification times this close are equal, in nanoseconds. */
  readonly timeToleranceNs: bigint;
  /** What makes no progress for so long is ended, in milliseconds. */
  readonly stalledAfterMs: number;
}

interface EndpointWithRoot extends EndpointCommon {
  readonly root: string;
  readonly identity: 'NotChecked' | 'Required';
}

export interface LocalEndpoint extends EndpointWithRoot {
  readonly type: 'Local';
}

export interface SshEndpoint extends EndpointWithRoot {
  readonly type: 'Ssh';
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly identityFile: string | undefined;
  readonly knownHostsFile: string | undefined;
  readonly configFile: string | undefined;
  readonly shell: 'Full' | 'RsyncOnly';
  readonly rsyncPath: string;
}

export interface RsyncDaemonEndpoint extends EndpointCommon {
  readonly type: 'RsyncDaemon';
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly passwordFile: string | undefined;
}

/** A directory at an endpoint. `path` is relative to its root; at a daemon its first component is the module. */
export interface Location {
  readonly endpoint: Endpoint;
  readonly path: PathBytes;
}

/** A module that a daemon offers, with the comment that its administrator gave it. */
export interface DaemonModule {
  readonly name: string;
  readonly comment: string;
}

/**
 * Which directory a location really is, whatever names lead to it. `self`: its device and inode, or those of the nearest
 * directory that exists with what is missing behind them; `parents`: those of the directories above, nearest first.
 */
export interface PlaceIdentity {
  readonly self: string;
  readonly parents: readonly string[];
  /** Which file system it is on: two places with the same one are one copy. */
  readonly disk: string;
}

/** What `.replicas-endpoint` at a root says: whose root this is. */
export interface EndpointIdentity {
  readonly name: string;
  readonly id: string;
}

/** How long something may make no progress where nothing is declared, in milliseconds. */
export const STALLED_AFTER_MS: number = 10 * 60_000;

/** How long what runs between two endpoints may make no progress: the longer of what is declared, or what is usual. */
export function stalledAfterMs(ends: readonly Endpoint[]): number {
  const declared = ends.map((end) => end.stalledAfterMs).filter((ms) => ms !== STALLED_AFTER_MS);
  return declared.length === 0 ? STALLED_AFTER_MS : Math.max(...declared);
}
