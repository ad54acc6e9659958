import type { PlaceIdentity } from '../../model/endpoint.ts';

/**
 * The identity of a place: `directories` are device:inode of the nearest directory that exists and of all above it, `missing` the names
 * behind it. `boot`, the id of the running system, makes them comparable between endpoints of one host, and different everywhere else.
 */
export function placeIdentity(
  boot: string,
  directories: readonly string[],
  missing: readonly string[],
): PlaceIdentity | undefined {
  const [nearest, ...above] = directories.map((directory) => `${boot}:${directory}`);
  if (nearest === undefined) return undefined;
  const disk = nearest.slice(0, nearest.lastIndexOf(':'));
  if (missing.length === 0) return { self: nearest, parents: above, disk };
  return { self: [nearest, ...missing].join('/'), parents: [nearest, ...above], disk };
}
