import type { Location, PlaceIdentity } from '../model/endpoint.ts';
import { showLocation } from '../model/names.ts';
import type { Decision } from '../model/plan.ts';
import { placeProbe, type See } from '../model/probe.ts';

/** Which directory a location really is, as far as it was seen. */
export function placeOf(see: See, location: Location): PlaceIdentity | undefined {
  const seen = see(placeProbe(location));
  return seen?.state === 'present' ? seen.value : undefined;
}

/** Holds a replica that is its own source, or lies inside it, or around it, through links or mounts that no text shows. */
export function notApart(see: See, source: Location, replica: Location): Decision | undefined {
  const from = placeOf(see, source);
  const to = placeOf(see, replica);
  if (from === undefined || to === undefined) return undefined;
  const how =
    from.self === to.self ? 'is' : to.parents.includes(from.self) ? 'lies inside' : from.parents.includes(to.self) ? 'holds' : '';
  if (how === '') return undefined;
  return {
    status: 'held',
    actions: [],
    hold: {
      code: 'manifest.conflict',
      message: `${showLocation(replica)} ${how} its own source ${showLocation(source)}, through links or mounts`,
      hint: 'Nothing is changed there. Give the replica a directory apart from the source.',
    },
  };
}
