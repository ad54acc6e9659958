import type { Location } from '../model/endpoint.ts';
import { showLocation, showPath } from '../model/names.ts';
import type { PoolMirrorSpec, PoolSource, ReplicaSpec, Resource } from '../model/resource.ts';

const SIZES: readonly (readonly [string, number])[] = [
  ['TiB', 2 ** 40],
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
];
const DURATIONS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
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
        bytes: sizeText(spec.ceilings.bytes),
      },
      digest: spec.digest,
      verify: {
        every: durationText(spec.verify.everyMs),
        budget: sizeText(spec.verify.budgetBytes),
        for: durationText(spec.verify.forMs),
        source: spec.verify.source === 'Read',
      },
      trash: { keep: durationText(spec.trash.keepMs) },
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
  if (bytes === Number.POSITIVE_INFINITY) return 'none';
  const [unit = 'B', size = 1] = SIZES.find(([, each]) => bytes >= each && bytes % each === 0) ?? [];
  return `${bytes / size}${unit}`;
}

/** Exact, as a manifest says it: `30d`, `1h30m`. */
function durationText(ms: number): string {
  if (ms === Number.POSITIVE_INFINITY) return 'none';
  if (ms === 0) return '0s';
  let rest = ms;
  const parts = DURATIONS.map(([unit, size]) => {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount === 0 ? '' : `${amount}${unit}`;
  });
  return parts.join('');
}

function ceiling(value: number): number | 'none' {
  return value === Number.POSITIVE_INFINITY ? 'none' : value;
}
