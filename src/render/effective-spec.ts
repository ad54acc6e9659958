import type { Location } from '../model/endpoint.ts';
import { showLocation, showPath } from '../model/names.ts';
import type { PoolMirrorSpec, PoolSource, ReplicaSpec, Resource } from '../model/resource.ts';

const UNITS: readonly (readonly [string, number])[] = [
  ['TiB', 2 ** 40],
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
];

/** A resource as it is acted upon, with every default filled in: in the form of a manifest, for people to read. */
export function effectiveSpec({ kind, name, labels, spec }: Resource): object {
  return {
    apiVersion: 'replicas/v1',
    kind,
    metadata: { name, labels },
    spec: {
      source: sourceOf(spec.source),
      replicas: spec.replicas.map((replica) => replicaOf(replica, spec)),
      exclude: spec.filter.exclude,
      include: spec.filter.include,
      extraneous: spec.extraneous,
      ceilings: {
        percent: ceiling(spec.ceilings.percent),
        files: ceiling(spec.ceilings.files),
        bytes: spec.ceilings.bytes === Number.POSITIVE_INFINITY ? 'none' : sizeText(spec.ceilings.bytes),
      },
    },
  };
}

function sourceOf(source: PoolSource): object {
  if (source.type === 'Modules') return { endpoint: source.endpoint.name, modules: source.patterns };
  const { endpoint, path } = source.location;
  if (endpoint.type !== 'RsyncDaemon') return { endpoint: endpoint.name, path: pathOf(source.location) };
  const [module = '', ...below] = path.split('/');
  return { endpoint: endpoint.name, module, path: below.length === 0 ? '.' : below.join('/') };
}

function replicaOf({ location, feed }: ReplicaSpec, spec: PoolMirrorSpec): object {
  const place = { endpoint: location.endpoint.name, path: pathOf(location) };
  const upstream = feed.type === 'Replica' ? spec.replicas[feed.position] : undefined;
  return upstream === undefined ? place : { ...place, from: showLocation(upstream.location) };
}

function pathOf({ path }: Location): string {
  return path === '' ? '.' : showPath(path);
}

/** Exact: the largest unit that gives a whole number. */
function sizeText(bytes: number): string {
  const [unit = 'B', size = 1] = UNITS.find(([, each]) => bytes >= each && bytes % each === 0) ?? [];
  return `${bytes / size}${unit}`;
}

function ceiling(value: number): number | 'none' {
  return value === Number.POSITIVE_INFINITY ? 'none' : value;
}
