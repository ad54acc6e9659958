import type { Location } from './endpoint.ts';

/** How close, in nanoseconds, two modification times must be to be equal: the larger tolerance of both ends. */
export function toleranceBetween(one: Location, other: Location): bigint {
  const [left, right] = [one.endpoint.timeToleranceNs, other.endpoint.timeToleranceNs];
  if (left > right) return left;
  return right;
}
