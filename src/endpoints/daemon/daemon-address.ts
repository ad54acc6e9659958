import { fromLatin1, type PathBytes, ROOT, utf8Of } from '../../lib/path-bytes.ts';
import type { RsyncDaemonEndpoint } from '../../model/endpoint.ts';
import { showLocation } from '../../model/names.ts';
import type { RsyncAddress } from '../endpoint.ts';

/**
 * How rsync names a directory in a module; ROOT is the daemon itself, with its list of modules. Names on stdin are counted
 * from the module: a daemon of rsync 3.5.0 without chroot finds none that are counted from a directory below it (`file has
 * vanished`, exit 24). `/./` marks where the part begins that counts at the receiver.
 */
export function daemonAddress(endpoint: RsyncDaemonEndpoint, path: PathBytes): RsyncAddress {
  const text = utf8Of(path);
  if (text === undefined || !isPlainHost(endpoint)) throw new Error(`not an argument: ${showLocation({ endpoint, path })}`);
  const user = endpoint.user === undefined ? '' : `${endpoint.user}@`;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  const daemon = `rsync://${user}${host}:${endpoint.port}`;
  const module = text.split('/')[0] ?? '';
  const rest = path.split('/').slice(1).join('/');
  return {
    argument: `${daemon}/${text === '' ? '' : `${text}/`}`,
    options: [
      // Longer than this to connect is as good as down.
      '--contimeout=5',
      // A greeting would read as part of what is listed.
      ...(path === ROOT ? [] : ['--no-motd']),
      ...(endpoint.passwordFile === undefined ? [] : [`--password-file=${endpoint.passwordFile}`]),
    ],
    // Without a password there is none: rsync would ask for it.
    env: endpoint.passwordFile === undefined ? { RSYNC_PASSWORD: '' } : {},
    side: 'remote',
    ...(rest === '' ? {} : { named: { argument: `${daemon}/${module}/`, prefix: fromLatin1(`${rest}/./`) } }),
  };
}

/** True for a host and user that stay in their part of an rsync:// address. */
export function isPlainHost({ host, user }: RsyncDaemonEndpoint): boolean {
  return /^[^\s/@]+$/.test(host) && (user === undefined || /^[^\s/@:]+$/.test(user));
}
