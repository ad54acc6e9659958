import { decodeRsyncName } from '../inventory/rsync-name.ts';
import { fromText, ROOT, staysInside } from '../lib/path-bytes.ts';
import { UsageError } from '../lib/usage-error.ts';
import type { Endpoint, Location } from '../model/endpoint.ts';

/** ENDPOINT[/MODULE][/PATH] as written on a command line; names in the form in which we print them. */
export function placeOf(written: string, endpoints: ReadonlyMap<string, Endpoint>): Location {
  const [name = '', ...parts] = written.split('/');
  const path = decodeRsyncName(fromText(parts.filter((part) => part !== '').join('/')));
  if (path !== ROOT && !staysInside(path)) throw new UsageError(`${written}: the path must stay below the root of ${name}`);
  return { endpoint: endpointNamed(name, endpoints), path };
}

/** The declared endpoint of that name. */
export function endpointNamed(name: string, endpoints: ReadonlyMap<string, Endpoint>): Endpoint {
  const endpoint = endpoints.get(name);
  if (endpoint !== undefined) return endpoint;
  const known = [...endpoints.keys()].sort().join(', ');
  throw new UsageError(`there is no endpoint "${name}"; declared are ${known === '' ? 'none' : known}`);
}
