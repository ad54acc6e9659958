import type { EndpointIdentity, LocalEndpoint, SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { Seen } from '../../model/probe.ts';
import type { CheckStep } from '../endpoint.ts';

/** What `test` says of whose root it is. */
export function identityStep(endpoint: LocalEndpoint | SshEndpoint, seen: Seen<EndpointIdentity>): CheckStep {
  const name = 'identity';
  if (seen.state === 'unknown') return { name, result: { status: 'failed', failure: seen.because } };
  if (seen.state === 'absent') {
    if (endpoint.identity === 'NotChecked')
      return { name, result: { status: 'ok', detail: 'no identity file; none is required' } };
    return { name, result: { status: 'failed', failure: notIdentified(endpoint) } };
  }
  const { name: said, id } = seen.value;
  if (said === endpoint.name || endpoint.identity === 'NotChecked')
    return { name, result: { status: 'ok', detail: `${said} (${id})` } };
  return { name, result: { status: 'failed', failure: swapped(endpoint, said) } };
}

function notIdentified(endpoint: LocalEndpoint | SshEndpoint): Failure {
  return {
    code: 'endpoint.not-identified',
    message: `${endpoint.name}: its root ${endpoint.root} holds no identity file`,
    hint: `Is it mounted? If this is the right place, run: reconcile identify ${endpoint.name}`,
    retry: 'person',
    blame: 'to',
  };
}

function swapped(endpoint: LocalEndpoint | SshEndpoint, said: string): Failure {
  return {
    code: 'endpoint.swapped',
    message: `${endpoint.name}: its root ${endpoint.root} holds the identity file of another endpoint, ${said}`,
    hint: 'Is the right file system mounted there? Mend the mount or the manifest.',
    retry: 'person',
    blame: 'to',
  };
}
