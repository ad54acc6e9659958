import type { Failure } from '../../model/failure.ts';

/** The failure of an endpoint whose host has no rsync, or not where the manifest says. */
export function noRsyncThere(endpointName: string): Failure {
  return {
    code: 'endpoint.unusable',
    message: `${endpointName}: rsync was not found there`,
    hint: 'Install rsync at least 3.1.2 there, or say where it is with `rsyncPath`.',
    retry: 'person',
    blame: 'from',
  };
}
