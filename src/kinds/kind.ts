import type { Item } from '../model/plan.ts';
import type { Probe, See } from '../model/probe.ts';
import type { KindName, ResourceOf } from '../model/resource.ts';

/**
 * What a kind is: the questions it asks of the world and what it decides on the answers. Pure: no IO, no clock.
 * `look` is asked again with the answers had so far until it asks nothing new, at most four rounds.
 */
export interface Kind<K extends KindName> {
  look(resource: ResourceOf<K>, see: See): readonly Probe[];
  /** `now`: milliseconds since 1970. */
  decide(resource: ResourceOf<K>, see: See, now: number): readonly Item[];
}
