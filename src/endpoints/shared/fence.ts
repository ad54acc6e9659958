import type { Failure } from '../../model/failure.ts';

/** More than this is no lease. */
export const LEASE_CEILING = 65_536;

/**
 * What stands in a lease file as long as `owner` holds the lease. JSON escapes a quote that is part of a text, so that nothing
 * else in the file can read like it.
 */
export function ownerMark(owner: string): string {
  return `"owner":${JSON.stringify(owner)}`;
}

/** Why nothing more is done at a place. `place`: endpoint:path. */
export function leaseLost(place: string): Failure {
  return {
    code: 'lease.lost',
    message: `${place}: another process has taken over the replica while this one stood still, or its lease was removed`,
    hint: 'What the other process does there goes on; this one does nothing more there. Run again: reconcile',
    retry: 'later',
    blame: 'us',
  };
}
