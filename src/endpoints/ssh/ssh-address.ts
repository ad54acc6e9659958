import { type PathBytes, utf8Of } from '../../lib/path-bytes.ts';
import type { SshEndpoint } from '../../model/endpoint.ts';
import { showLocation } from '../../model/names.ts';
import type { RsyncAddress } from '../endpoint.ts';
import { refusedHost, rsyncHost, rsyncOverSsh } from './ssh-command.ts';

/** How rsync names a directory behind ssh, and for the owner of which lease. Whatever is no argument has been refused by the look before. */
export function sshAddress(endpoint: SshEndpoint, path: PathBytes, owner?: string): RsyncAddress {
  const text = utf8Of(path);
  if (text === undefined || refusedHost(endpoint) !== undefined)
    throw new Error(`not an argument: ${showLocation({ endpoint, path })}`);
  const root = endpoint.root.replace(/\/+$/, '');
  const directory = text === '' ? `${root}/` : `${root}/${text}/`;
  return { argument: `${rsyncHost(endpoint)}:${directory}`, options: rsyncOverSsh(endpoint, owner), env: {}, side: 'remote' };
}
