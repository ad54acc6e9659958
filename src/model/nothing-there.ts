import type { Location } from './endpoint.ts';
import type { Failure } from './failure.ts';
import { showLocation } from './names.ts';

/** The failure of somebody who asks for a place that does not exist. */
export function nothingThere(place: Location): Failure {
  return {
    code: 'source.absent',
    message: `${showLocation(place)} does not exist`,
    hint: `See what is there: reconcile list ${place.endpoint.name}`,
    retry: 'person',
    blame: 'from',
  };
}
