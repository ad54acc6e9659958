import type { LocalEndpoint, SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';

/** The failure of a root that is not there: never read as an empty place. */
export function rootMissing(endpoint: LocalEndpoint | SshEndpoint): Failure {
  return {
    code: 'endpoint.root-missing',
    message: `${endpoint.name}: the root directory ${endpoint.root} is not there`,
    hint: 'Is its file system mounted? The program never makes a root. When it is there again, run: reconcile',
    retry: 'later',
    blame: endpoint.type === 'Local' ? 'us' : 'from',
  };
}
