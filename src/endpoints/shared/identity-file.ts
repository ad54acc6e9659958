import { fromText, type PathBytes } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Endpoint, EndpointIdentity } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';

/** The file at a root that says whose root it is. */
export const IDENTITY_FILE: PathBytes = fromText('.replicas-endpoint');

const IDENTITY_FORMAT = 'replicas/endpoint/v1';

/** More than this is no identity file. */
export const IDENTITY_CEILING = 65_536;

/** What an identity file says. One that says something else is no permission to go on. */
export function parseIdentity(text: string, endpoint: Endpoint): Result<EndpointIdentity, Failure> {
  const said = jsonOf(text);
  if (typeof said !== 'object' || said === null) return err(malformed(endpoint));
  if (!('format' in said && said.format === IDENTITY_FORMAT)) return err(malformed(endpoint));
  if (!('name' in said && typeof said.name === 'string' && said.name !== '')) return err(malformed(endpoint));
  if (!('id' in said && typeof said.id === 'string' && said.id !== '')) return err(malformed(endpoint));
  return ok({ name: said.name, id: said.id });
}

/** The text of an identity file. */
export function identityText(identity: EndpointIdentity): string {
  return `${JSON.stringify({ format: IDENTITY_FORMAT, name: identity.name, id: identity.id })}\n`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** That something of the name of an identity file is none. */
export function malformed(endpoint: Endpoint): Failure {
  return {
    code: 'endpoint.not-identified',
    message: `${endpoint.name}: the file .replicas-endpoint at its root is not an identity file`,
    hint: `Look at it; when it is of no use, remove it and run: reconcile identify ${endpoint.name}`,
    retry: 'person',
    blame: 'to',
  };
}
