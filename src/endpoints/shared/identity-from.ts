import type { Endpoint, EndpointIdentity } from '../../model/endpoint.ts';
import type { Seen } from '../../model/probe.ts';
import { parseIdentity } from './identity-file.ts';

/** What the identity file at a root says, once it was read. */
export function identityFrom(endpoint: Endpoint, seen: Seen<Uint8Array>): Seen<EndpointIdentity> {
  if (seen.state !== 'present') return seen;
  const identity = parseIdentity(new TextDecoder().decode(seen.value), endpoint);
  return identity.ok
    ? { state: 'present', value: identity.value, at: seen.at }
    : { state: 'unknown', because: identity.error, at: seen.at };
}
