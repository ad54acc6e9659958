import { posix } from 'node:path';
import { parseDuration } from '../lib/units.ts';
import type { SourcePosition } from '../model/diagnostic.ts';
import { type Endpoint, type RsyncDaemonEndpoint, type SshEndpoint, STALLED_AFTER_MS } from '../model/endpoint.ts';
import { type Located, lengthOf, lineAndColumn, nearestAt } from './located.ts';
import type { EndpointManifest, RsyncDaemonSpec, SshSpec } from './written.gen.ts';

/** A file that must be readable by its owner alone, and where a manifest names it. */
export interface SecretFile {
  /** Joined with the manifest's directory, normalised. */
  readonly path: string;
  readonly at: SourcePosition;
  readonly length: number;
}

/** An endpoint with its defaults. `identity`: what of it decisions depend on, wherever its manifest lies. */
export interface ResolvedEndpoint {
  readonly endpoint: Endpoint;
  readonly identity: unknown;
}

const DEFAULT_MAX_TRANSFERS = 2;
const DAEMON_PORT = 873;

/** Fills in defaults; file names become relative to where the manifest's own path is. */
export function resolveEndpoint(manifest: EndpointManifest, root: Located): ResolvedEndpoint {
  const { spec } = manifest;
  const endpoint = endpointOf(manifest, root);
  const { maxTransfers: _pace, stalledAfterMs: _patience, ...rest } = endpoint;
  // File names as written: their directory says nothing about what is there.
  return { endpoint, identity: { ...rest, ...filesOf(spec) } };
}

/** The secrets that a document names, if it is one that can. */
export function secretsOf(root: Located): readonly SecretFile[] {
  const places = [
    ['spec', 'passwordFile'],
    ['spec', 'identityFile'],
    ['spec', 'tokenFile'],
    ['spec', 'smtp', 'passwordFile'],
  ];
  return places.flatMap((path) => {
    const node = nearestAt(root, path);
    if (typeof node.value !== 'string') return [];
    const { span } = node;
    const at = { file: span.source.path, ...lineAndColumn(span) };
    return [{ path: fileBeside(root, node.value), at, length: lengthOf(span) }];
  });
}

function endpointOf({ metadata: { name }, spec }: EndpointManifest, root: Located): Endpoint {
  const common = {
    name,
    maxTransfers: spec.maxTransfers ?? DEFAULT_MAX_TRANSFERS,
    timeToleranceNs: BigInt(parseDuration(spec.timeTolerance ?? '0s') ?? 0) * 1_000_000n,
    stalledAfterMs: parseDuration(spec.stalledAfter ?? '') ?? STALLED_AFTER_MS,
  };
  switch (spec.type) {
    case 'Local':
      return { type: 'Local', ...common, ...rooted(spec) };
    case 'Ssh':
      return { type: 'Ssh', ...common, ...rooted(spec), ...sshPart(spec, root) };
    case 'RsyncDaemon':
      return { type: 'RsyncDaemon', ...common, ...daemonPart(spec, root) };
  }
}

/** What every endpoint has. */
type Common = 'type' | 'name' | 'maxTransfers' | 'timeToleranceNs' | 'stalledAfterMs';

function rooted(spec: Pick<SshSpec, 'root' | 'identity'>): Pick<SshEndpoint, 'root' | 'identity'> {
  return { root: normalRoot(spec.root), identity: spec.identity ?? 'NotChecked' };
}

function sshPart(spec: SshSpec, root: Located): Omit<SshEndpoint, Common | 'root' | 'identity'> {
  return {
    host: spec.host,
    port: spec.port,
    user: spec.user,
    identityFile: maybeBeside(root, spec.identityFile),
    knownHostsFile: maybeBeside(root, spec.knownHostsFile),
    configFile: maybeBeside(root, spec.configFile),
    shell: spec.shell ?? 'Full',
    rsyncPath: spec.rsyncPath ?? 'rsync',
  };
}

function daemonPart(spec: RsyncDaemonSpec, root: Located): Omit<RsyncDaemonEndpoint, Common> {
  return {
    host: spec.host,
    port: spec.port ?? DAEMON_PORT,
    user: spec.user,
    passwordFile: maybeBeside(root, spec.passwordFile),
  };
}

function filesOf(spec: EndpointManifest['spec']): Readonly<Record<string, string | undefined>> {
  switch (spec.type) {
    case 'Local':
      return {};
    case 'Ssh':
      return { identityFile: spec.identityFile, knownHostsFile: spec.knownHostsFile, configFile: spec.configFile };
    case 'RsyncDaemon':
      return { passwordFile: spec.passwordFile };
  }
}

/** Without `.`, `..`, doubled and trailing slashes. */
function normalRoot(root: string): string {
  const normal = posix.normalize(root).replace(/^\/+/, '/');
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

function maybeBeside(root: Located, file: string | undefined): string | undefined {
  return file === undefined ? undefined : fileBeside(root, file);
}

function fileBeside(root: Located, file: string): string {
  const directory = posix.dirname(root.span.source.path);
  return posix.isAbsolute(file) ? posix.normalize(file) : posix.join(directory, file);
}
