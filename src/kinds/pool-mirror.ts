import { compileFilter } from '../inventory/filter.ts';
import { fromText, joinPath, staysInside } from '../lib/path-bytes.ts';
import type { Location } from '../model/endpoint.ts';
import { showPath } from '../model/names.ts';
import type { Decision, Item } from '../model/plan.ts';
import {
  identityProbe,
  modulesProbe,
  noteProbe,
  type Probe,
  placeProbe,
  proofsProbe,
  type See,
  treeProbe,
} from '../model/probe.ts';
import type { ReplicaSpec, ResourceOf } from '../model/resource.ts';
import type { Kind } from './kind.ts';
import type { Dataset } from './mirror-case.ts';
import { expectedAt, memoryProbes } from './mirror-memory.ts';
import { trashProbe } from './mirror-removals.ts';
import { expectations, mirrorReplica } from './mirror-replica.ts';
import { mirrorSource, type SourceCase } from './mirror-source.ts';

type PoolMirror = ResourceOf<'PoolMirror'>;

/** A directory tree kept equal to its source at one or more places. */
export const poolMirror: Kind<'PoolMirror'> = {
  look(resource, see) {
    const found = datasetsOf(resource, see);
    const asked: Probe[] = resource.spec.source.type === 'Modules' ? [modulesProbe(resource.spec.source.endpoint)] : [];
    if (found.status === 'known') for (const dataset of found.datasets) asked.push(...datasetProbes({ resource, dataset, see }));
    return asked;
  },
  decide(resource, see, now) {
    const found = datasetsOf(resource, see);
    if (found.status === 'undecided') return [{ dataset: '', decision: found.decision, then: [] }];
    return found.datasets.flatMap((dataset) => decideDataset({ resource, dataset, see, now }));
  },
};

/** What memory says comes first: it tells what is expected of the listings. */
function datasetProbes(about: Omit<SourceCase, 'now'>): readonly Probe[] {
  const { resource, dataset, see } = about;
  const memories = memoryProbes(about);
  if (memories.some((probe) => see(probe) === undefined)) return memories;
  const { filter } = resource.spec;
  const replicas = dataset.replicas.map((replica) => replica.location);
  const places = [dataset.source, ...replicas];
  const identified = places
    .map((place) => place.endpoint)
    .filter((it) => it.type !== 'RsyncDaemon' && it.identity === 'Required');
  return [
    ...memories,
    ...places.map((place) => treeProbe(place, filter, expectedAt(about, place))),
    ...places.filter((place) => place.endpoint.type !== 'RsyncDaemon').map((place) => placeProbe(place)),
    ...identified.map((endpoint) => identityProbe(endpoint)),
    ...places.map(proofsProbe),
    ...replicas.flatMap((replica) => trashProbe(replica) ?? []),
    ...replicas.map((replica) => noteProbe(`PoolMirror/${resource.name}`, replica)),
  ];
}

function decideDataset(about: SourceCase): readonly Item[] {
  const source = mirrorSource(about);
  const { dataset } = about;
  const items = dataset.replicas.map((_, position) => mirrorReplica({ ...about, ...source, position }));
  return [...source.items, ...items.map((item, position) => ({ ...item, then: expectations(dataset, position, items) }))];
}

/** Which trees the resource stands for; undecided while the list of modules is not known. */
function datasetsOf(
  resource: PoolMirror,
  see: See,
):
  | { readonly status: 'known'; readonly datasets: readonly Dataset[] }
  | { readonly status: 'undecided'; readonly decision: Decision } {
  const { source, replicas } = resource.spec;
  if (source.type === 'Location') {
    const { path } = source.location;
    return { status: 'known', datasets: [{ name: path === '' ? '.' : showPath(path), source: source.location, replicas }] };
  }
  const modules = see(modulesProbe(source.endpoint));
  if (modules === undefined) return { status: 'known', datasets: [] };
  if (modules.state === 'unknown') return { status: 'undecided', decision: { status: 'unknown', because: modules.because } };
  const names = new Set((modules.state === 'present' ? modules.value : []).map((module) => module.name));
  const matching = [...names].filter(
    (name) => staysInside(fromText(name)) && !name.includes('/') && matchesAny(source.patterns, name),
  );
  if (matching.length === 0) return { status: 'undecided', decision: noModules(source.endpoint.name, source.patterns) };
  return { status: 'known', datasets: matching.sort().map((name) => moduleDataset(source.endpoint, name, replicas)) };
}

function moduleDataset(endpoint: Location['endpoint'], name: string, replicas: readonly ReplicaSpec[]): Dataset {
  const path = fromText(name);
  return {
    name: showPath(path),
    source: { endpoint, path },
    replicas: replicas.map(({ location, feed }) => ({
      location: { endpoint: location.endpoint, path: joinPath(location.path, path) },
      feed,
    })),
  };
}

function matchesAny(patterns: readonly string[], name: string): boolean {
  const filter = compileFilter({ exclude: [], include: patterns.map((pattern) => `/${pattern}`) });
  // Asked as a file, since a filter with includes lets every directory through.
  return filter.admits(fromText(name), 'file');
}

function noModules(endpoint: string, patterns: readonly string[]): Decision {
  return {
    status: 'unknown',
    because: {
      code: 'source.absent',
      message: `${endpoint} offers no module that matches ${patterns.join(', ')}`,
      hint: `See what it offers: reconcile list ${endpoint}`,
      retry: 'later',
      blame: 'from',
    },
  };
}
