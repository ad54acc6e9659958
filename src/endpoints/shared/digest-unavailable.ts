import type { Failure } from '../../model/failure.ts';
import type { DigestAlgorithm } from '../../model/inventory.ts';

/** The failure of a digest that cannot be computed at an endpoint. */
export function digestUnavailable(endpointName: string, algorithm: DigestAlgorithm): Failure {
  return {
    code: 'digest.unavailable',
    message: `${endpointName}: ${algorithm} cannot be computed there`,
    hint: 'Declare another `digest`: rsync knows md5 everywhere and xxh128 from 3.2.0 on; sha256 needs a shell there (`shell: Full`) or a Local endpoint.',
    retry: 'person',
    blame: 'from',
  };
}
