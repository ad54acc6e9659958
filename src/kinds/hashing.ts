import type { VerifyReading } from '../model/action.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { DigestAlgorithm } from '../model/inventory.ts';

/**
 * Where the digest of what leaves an endpoint comes from: rsync computes md5 and xxh128 as it moves the bytes; sha256 it cannot, so the
 * source is read by itself where there is a shell to do it, and otherwise the copy is proven by md5 and its sha256 is taken afterwards.
 */
export function inFlightOf(endpoint: Endpoint, algorithm: DigestAlgorithm): VerifyReading['source'] {
  if (algorithm !== 'sha256') return 'InFlight';
  const hasShell = endpoint.type === 'Local' || (endpoint.type === 'Ssh' && endpoint.shell === 'Full');
  return hasShell ? 'Separately' : 'InFlight';
}
