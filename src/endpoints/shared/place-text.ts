import { pathText } from '../../inventory/rsync-name.ts';
import type { Location } from '../../model/endpoint.ts';

/** A place as messages name it: `endpoint:path`, on one line. */
export function placeText(location: Location): string {
  return `${location.endpoint.name}:${pathText(location.path)}`;
}
