import { type PathBytes, utf8Of } from '../../lib/path-bytes.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import { showLocation } from '../../model/names.ts';
import type { RsyncAddress } from '../endpoint.ts';

/** How rsync names a directory of this host. The root is absolute, so that it reads neither as an option nor as a host. */
export function localAddress(endpoint: LocalEndpoint, path: PathBytes): RsyncAddress {
  const text = utf8Of(path);
  if (text === undefined) throw new Error(`not an argument: ${showLocation({ endpoint, path })}`);
  const root = endpoint.root.replace(/\/+$/, '');
  return { argument: text === '' ? `${root}/` : `${root}/${text}/`, options: [], env: {}, side: 'local' };
}
