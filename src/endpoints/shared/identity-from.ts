import type { Endpoint, EndpointIdentity } from '../../model/endpoint.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import { IDENTITY_FILE, malformed, parseIdentity } from './identity-file.ts';
import { noPlainFile } from './small-file.ts';

/** What the identity file at a root says, once it was read. What is no file, or too large for one, is no identity file either. */
export function identityFrom(endpoint: Endpoint, seen: Seen<Uint8Array>): Seen<EndpointIdentity> {
  if (seen.state === 'absent') return seen;
  if (seen.state === 'unknown') {
    const { code, message } = seen.because;
    const isNone =
      code === 'listing.too-large' || message === noPlainFile(showLocation({ endpoint, path: IDENTITY_FILE })).message;
    return isNone ? { ...seen, because: malformed(endpoint) } : seen;
  }
  const identity = parseIdentity(new TextDecoder().decode(seen.value), endpoint);
  return identity.ok
    ? { state: 'present', value: identity.value, at: seen.at }
    : { state: 'unknown', because: identity.error, at: seen.at };
}
