import type { Location } from '../model/endpoint.ts';
import { showLocation, showPath } from '../model/names.ts';
import type { PoolMirrorSpec, PoolSource, ReplicaSpec, Resource } from '../model/resource.ts';

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
        bytes: spec.ceilings.bytes === Number.POSITIVE_INFINITY ? 'none' : `${spec.ceilings.bytes}B`,
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

function ceiling(value: number): number | 'none' {
  return value === Number.POSITIVE_INFINITY ? 'none' : value;
}
