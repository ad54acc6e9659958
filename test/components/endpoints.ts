import type { LocalEndpoint, RsyncDaemonEndpoint, SshEndpoint } from '../../src/model/endpoint.ts';
import type { RsyncDaemon } from './rsync-daemon.ts';
import type { Sshd } from './sshd.ts';

const COMMON = { maxTransfers: 2, timeToleranceNs: 0n, stalledAfterMs: 600_000, identity: 'NotChecked' } as const;

/** A directory of this machine, as an endpoint. */
export function localEndpoint(root: string): LocalEndpoint {
  return { type: 'Local', name: 'here', ...COMMON, root };
}

/** A place behind an sshd of the tests, entered with one of its keys. */
export function sshEndpoint(sshd: Sshd, place: Pick<SshEndpoint, 'root' | 'shell'> & { readonly key: string }): SshEndpoint {
  return {
    type: 'Ssh',
    name: 'there',
    ...COMMON,
    root: place.root,
    shell: place.shell,
    host: sshd.host,
    port: sshd.port,
    user: sshd.user,
    identityFile: place.key,
    knownHostsFile: sshd.knownHostsFile,
    configFile: sshd.configFile,
    rsyncPath: 'rsync',
  };
}

/** A daemon of the tests, entered as nobody in particular or with a password. */
export function daemonEndpoint(
  daemon: RsyncDaemon,
  login?: { readonly user: string; readonly passwordFile: string },
): RsyncDaemonEndpoint {
  const { host, port } = daemon;
  return {
    type: 'RsyncDaemon',
    name: 'daemon',
    maxTransfers: 2,
    host,
    port,
    user: login?.user,
    passwordFile: login?.passwordFile,
    timeToleranceNs: 0n,
    stalledAfterMs: 600_000,
  };
}
