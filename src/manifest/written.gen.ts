// Generated from schemas/ by `npm run gen`; do not edit.

export type WrittenManifest = EndpointManifest | PoolMirrorManifest | NotificationChannelManifest;
/**
 * Version of this form of manifests.
 */
export type ApiVersion = 'replicas/v1';
/**
 * Absolute directory below which everything at this endpoint lies.
 */
export type Root = string;
/**
 * NotChecked (the default). Required: the root must hold `.replicas-endpoint` with this endpoint's name (`reconcile identify` writes it), so that an unmounted or swapped disk is noticed.
 */
export type Identity = 'NotChecked' | 'Required';
/**
 * How many transfers may run there at once, over all resources; 2 by default.
 */
export type MaxTransfers = number;
/**
 * Name or address of the host.
 */
export type Host = string;
/**
 * Login name at the host or the daemon.
 */
export type User = string;
/**
 * The name of something that is declared in a manifest of its own.
 */
export type Reference = string;
/**
 * Path below the endpoint's root (below the module, at a daemon). "" or "." is the root itself.
 */
export type Path = string;
/**
 * Name of a module.
 */
export type ModuleName = string;
/**
 * A pattern as rsync understands it.
 */
export type Pattern = string;
/**
 * A duration with its unit, such as 30s, 5m, 1h30m, 7d.
 */
export type Duration = string;
/**
 * TCP port.
 */
export type Port = number;
/**
 * A mail address.
 */
export type Address = string;

/**
 * A place that can hold data: a directory of this machine, a directory that is reached by ssh, or an rsync daemon.
 */
export interface EndpointManifest {
  apiVersion: ApiVersion;
  /**
   * What is declared here: an endpoint.
   */
  kind: 'Endpoint';
  metadata: Metadata;
  /**
   * Where it is and how it is reached; `type` decides which other fields there are.
   */
  spec: LocalSpec | SshSpec | RsyncDaemonSpec;
}
/**
 * How this is called.
 */
export interface Metadata {
  /**
   * Name, unique among its kind: at most 63 lower-case letters, digits and inner hyphens (a DNS label).
   */
  name: string;
  labels?: Texts;
  annotations?: Texts1;
}
/**
 * Words to select by: `reconcile -l key=value`.
 */
export interface Texts {
  [k: string]: string;
}
/**
 * Notes for people and other programs; not acted upon.
 */
export interface Texts1 {
  [k: string]: string;
}
/**
 * A directory of the machine on which `reconcile` runs.
 */
export interface LocalSpec {
  /**
   * A directory of this machine.
   */
  type: 'Local';
  root: Root;
  identity?: Identity;
  maxTransfers?: MaxTransfers;
  /**
   * Modification times this close are equal (for CIFS, FAT); 0s by default.
   */
  timeTolerance?: string;
  /**
   * What makes no progress there for so long, in bytes or files, is ended; 10m by default.
   */
  stalledAfter?: string;
}
/**
 * A directory of a machine that is reached by ssh with a key.
 */
export interface SshSpec {
  /**
   * A directory that is reached by ssh.
   */
  type: 'Ssh';
  root: Root;
  identity?: Identity;
  host: Host;
  user?: User;
  /**
   * Port of the ssh server; by default what ssh's own configuration says, or 22.
   */
  port?: number;
  /**
   * Private key, instead of those that ssh finds by itself. Readable by its owner alone.
   */
  identityFile?: string;
  /**
   * Known host keys, instead of ssh's own file.
   */
  knownHostsFile?: string;
  /**
   * Configuration of ssh, instead of the user's own.
   */
  configFile?: string;
  /**
   * Full (the default): the account has sh, find, coreutils and rsync. RsyncOnly: it may only run rsync (rrsync); everything goes through rsync, and `root` is what that account sees.
   */
  shell?: 'Full' | 'RsyncOnly';
  /**
   * The rsync program at the far side; `rsync` by default. At least 3.1.2.
   */
  rsyncPath?: string;
  maxTransfers?: MaxTransfers;
  /**
   * Modification times this close are equal (for CIFS, FAT); 0s by default.
   */
  timeTolerance?: string;
  /**
   * What makes no progress there for so long, in bytes or files, is ended; 10m by default.
   */
  stalledAfter?: string;
}
/**
 * An rsync daemon, for reading. What it offers is named by modules.
 */
export interface RsyncDaemonSpec {
  /**
   * An rsync daemon; a source only.
   */
  type: 'RsyncDaemon';
  host: Host;
  user?: User;
  /**
   * Port of the daemon; 873 by default.
   */
  port?: number;
  /**
   * File that holds the daemon's password and nothing else. Readable by its owner alone.
   */
  passwordFile?: string;
  maxTransfers?: MaxTransfers;
  /**
   * Modification times this close are equal (for CIFS, FAT); 0s by default.
   */
  timeTolerance?: string;
  /**
   * What makes no progress there for so long, in bytes or files, is ended; 10m by default.
   */
  stalledAfter?: string;
}
/**
 * A directory tree that is kept equal to its source at one or more places.
 */
export interface PoolMirrorManifest {
  apiVersion: ApiVersion;
  /**
   * What is declared here: a mirror.
   */
  kind: 'PoolMirror';
  metadata: Metadata;
  spec: PoolMirrorSpec;
}
/**
 * What is mirrored, where to, and with what care.
 */
export interface PoolMirrorSpec {
  source: PoolSource;
  /**
   * The places that shall hold the same data.
   *
   * @minItems 1
   */
  replicas: PoolReplica[];
  /**
   * rsync patterns of what is left out: neither missing nor extraneous. Excludes go first, then includes.
   */
  exclude?: Pattern[];
  /**
   * rsync patterns of what is taken; with any of them the rest is left out. A whole directory: `/dir/***`.
   */
  include?: Pattern[];
  /**
   * What happens to files that a replica has and the source has not. Keep (the default): nothing. Trash: moved to `.replicas-trash` at the replica. Delete: removed.
   */
  extraneous?: 'Keep' | 'Trash' | 'Delete';
  ceilings?: Ceilings;
  /**
   * What files are proven by, read back at each replica: md5 (the default), sha256, xxh128. Where only rsync can read it is md5 or xxh128.
   */
  digest?: 'md5' | 'sha256' | 'xxh128';
  verify?: Verify;
  trash?: Trash;
  schedule?: Schedule;
  /**
   * Who is told: names of channels, or a channel with the events that it is told of.
   */
  notify?: (Reference | Subscription)[];
}
/**
 * Where the data come from: a path of a Local or Ssh endpoint, a module of an rsync daemon, or several modules.
 */
export interface PoolSource {
  endpoint: Reference;
  /**
   * The daemon's module; for an RsyncDaemon only, and there always (this or `modules`).
   */
  module?: string;
  path?: Path;
  /**
   * Names of modules with `*` and `?`: one mirror for each module that matches, in a directory of its name.
   *
   * @minItems 1
   */
  modules?: ModuleName[];
}
/**
 * One replica.
 */
export interface PoolReplica {
  endpoint: Reference;
  path: Path;
  /**
   * Another replica of this list that feeds this one: its endpoint, or `endpoint:path` where the endpoint holds several. Default: the source; where both ends are remote, the first Local replica.
   */
  from?: string;
}
/**
 * How much one plan may remove before a person must approve it. `none` switches one off.
 */
export interface Ceilings {
  /**
   * Percent of the replica's files or bytes; 10 by default. Never holds fewer than 25 files.
   */
  percent?: number | 'none';
  /**
   * Number of files; 1000 by default.
   */
  files?: number | 'none';
  /**
   * Size with its unit, such as 500MiB; 100GiB by default.
   */
  bytes?: string;
}
/**
 * When what was proven once is read again.
 */
export interface Verify {
  /**
   * A proof older than this is due to be made anew; 30d by default.
   */
  every?: string;
  /**
   * How much re-checks may read of one replica in 24 hours; 500GiB by default, `none` for no limit.
   */
  budget?: string;
  /**
   * How long one re-check may take; `none` (the default) for no limit. What is not reached is read by the next one.
   */
  for?: string;
  /**
   * Whether the source is read again too, so that its own decay is found; false by default. Not at an RsyncDaemon.
   */
  source?: boolean;
}
/**
 * What becomes of the trash of a replica.
 */
export interface Trash {
  /**
   * How long what was moved to the trash is kept there; 30d by default.
   */
  keep?: string;
}
/**
 * When it is due: `every` so often, or at the times of a `cron` expression.
 */
export interface Schedule {
  every?: Duration;
  /**
   * Five fields: minute, hour, day of month, month, day of week.
   */
  cron?: string;
  /**
   * Time zone of the cron expression, such as Europe/Vienna; by default the host's.
   */
  timezone?: string;
}
/**
 * A channel with the events that it is told of.
 */
export interface Subscription {
  channel: Reference;
  /**
   * Events; Problem and Recovered by default.
   *
   * @minItems 1
   */
  on?: (
    | 'NewRun'
    | 'RunComplete'
    | 'DumpShipped'
    | 'Problem'
    | 'Recovered'
    | 'Offline'
    | 'LoginNeeded'
    | 'Held'
    | 'Corrupt'
    | 'ManifestsInvalid'
  )[];
}
/**
 * A way to tell people of problems and news.
 */
export interface NotificationChannelManifest {
  apiVersion: ApiVersion;
  /**
   * What is declared here: a channel.
   */
  kind: 'NotificationChannel';
  metadata: Metadata;
  /**
   * How people are told; `type` decides which other fields there are.
   */
  spec: EmailSpec | RequestTrackerSpec;
}
/**
 * Mail through an SMTP server.
 */
export interface EmailSpec {
  /**
   * Mail through an SMTP server.
   */
  type: 'Email';
  smtp: Smtp;
  from: Address;
  /**
   * Who gets the mail.
   *
   * @minItems 1
   */
  to: Address[];
  /**
   * A duration with its unit, such as 30s, 5m, 1h30m, 7d.
   */
  grace?: string;
  /**
   * A duration with its unit, such as 30s, 5m, 1h30m, 7d.
   */
  repeat?: string;
}
/**
 * The server that takes the mail.
 */
export interface Smtp {
  host: Host;
  port: Port;
  user?: User;
  /**
   * File that holds the password and nothing else. Readable by its owner alone.
   */
  passwordFile?: string;
  /**
   * True: TLS from the first byte (port 465).
   */
  tls?: boolean;
}
/**
 * Tickets in Request Tracker.
 */
export interface RequestTrackerSpec {
  /**
   * Tickets in Request Tracker.
   */
  type: 'RequestTracker';
  /**
   * Address of the tracker.
   */
  url: string;
  /**
   * File that holds the token and nothing else. Readable by its owner alone.
   */
  tokenFile: string;
  /**
   * Queue for new tickets.
   */
  queue: string;
  /**
   * Subject of the tickets.
   */
  subject: string;
  /**
   * A duration with its unit, such as 30s, 5m, 1h30m, 7d.
   */
  grace?: string;
  /**
   * A duration with its unit, such as 30s, 5m, 1h30m, 7d.
   */
  repeat?: string;
}
