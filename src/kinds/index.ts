import type { Item } from '../model/plan.ts';
import type { Probe, See } from '../model/probe.ts';
import type { KindName, Resource } from '../model/resource.ts';
import type { Kind } from './kind.ts';
import { poolMirror } from './pool-mirror.ts';

const KINDS: { readonly [K in KindName]: Kind<K> } = { PoolMirror: poolMirror };

/** The questions that a resource asks, with the answers had so far. */
export function look(resource: Resource, see: See): readonly Probe[] {
  return KINDS[resource.kind].look(resource, see);
}

/** What is to be done about a resource. */
export function decide(resource: Resource, see: See, now: number): readonly Item[] {
  return KINDS[resource.kind].decide(resource, see, now);
}
