import { fromText, type PathBytes, ROOT } from '../src/lib/path-bytes.ts';
import type { Approval } from '../src/model/approval.ts';
import type { Endpoint, Location, RsyncDaemonEndpoint } from '../src/model/endpoint.ts';
import type { DigestAlgorithm, FileEntry, Filter, Inventory } from '../src/model/inventory.ts';
import type { Recheck } from '../src/model/ledger.ts';
import { showLocation } from '../src/model/names.ts';
import type { PoolMirrorSpec, ResourceOf } from '../src/model/resource.ts';
import { DAY_MS, type FileState, usualState } from './world-files.ts';

/** What lies at one place. `name`: the endpoint, and a path after its first slash. */
export interface Place {
  readonly name: string;
  readonly state: 'present' | 'absent' | 'unknown';
  readonly entries: readonly FileEntry[];
  readonly gaps: readonly PathBytes[];
  readonly granularity: Inventory['granularity'];
  /** Of endpoints that must be identified only. */
  readonly identity?: 'own' | 'absent' | 'swapped' | 'unknown';
  readonly tolerance: bigint;
  readonly noted: 'noted' | 'new';
  /** Of files that are not as usual: proven to hold what they should, just now. */
  readonly states: ReadonlyMap<PathBytes, FileState>;
  /** What lies in its trash; unknown: it could not be listed. */
  readonly trash: { readonly state: 'seen' | 'unknown'; readonly entries: readonly FileEntry[] };
  /** What re-checks have read lately. */
  readonly recheck: Recheck;
  /** What was published there; undefined: what it holds now. */
  readonly published?: string;
  /** The place whose bytes it gets, instead of the source's. */
  readonly feed?: string;
}

/** What a mirror declares besides its places. */
export interface MirrorOptions {
  readonly extraneous?: PoolMirrorSpec['extraneous'];
  readonly ceilings?: Partial<PoolMirrorSpec['ceilings']>;
  readonly filter?: Partial<Filter>;
  readonly digest?: DigestAlgorithm;
  /** What proofs are made of; `digest` unless said. */
  readonly provenBy?: DigestAlgorithm;
  readonly verify?: Partial<PoolMirrorSpec['verify']>;
  /** How many days the trash is kept. */
  readonly keepDays?: number;
  /** What persons have released: `archive ceiling.exceeded: x y`, with entries as in the notation; and as it is. */
  readonly approve?: readonly string[];
  readonly approvals?: readonly Approval[];
  /** When it is decided: milliseconds since 1970. */
  readonly now?: number;
  /** The source is a daemon: what it offers ('?' when it does not say), and the patterns of modules that are mirrored. */
  readonly modules?: { readonly offered: readonly string[] | '?'; readonly patterns: readonly string[] };
}

/** A declared mirror and all that can be seen of it. The first place is the source; with modules none is. */
export interface World {
  readonly places: readonly Place[];
  readonly options: MirrorOptions;
}

/** The daemon of worlds with modules. */
const DAEMON: RsyncDaemonEndpoint = {
  type: 'RsyncDaemon',
  name: 'icc',
  host: 'icc.example.org',
  port: 873,
  user: undefined,
  passwordFile: undefined,
  maxTransfers: 2,
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
};

/** The mirror that a world declares. */
export function resourceOf({ places, options }: World): ResourceOf<'PoolMirror'> {
  const [source, ...rest] = places;
  const { modules } = options;
  const replicas = modules === undefined ? rest : topOf(places);
  if (source === undefined) throw new Error('a world needs a source');
  return {
    kind: 'PoolMirror',
    name: 'pv',
    labels: {},
    spec: {
      source:
        modules === undefined
          ? { type: 'Location', location: locationOf(source) }
          : { type: 'Modules', endpoint: DAEMON, patterns: modules.patterns },
      replicas: replicas.map((place) => ({ location: locationOf(place), feed: feedOf(place, replicas) })),
      filter: filterOf(options),
      extraneous: options.extraneous ?? 'Keep',
      ceilings: { percent: 10, files: 1000, bytes: 1e11, ...options.ceilings },
      digest: options.digest ?? 'md5',
      verify: {
        everyMs: 30 * DAY_MS,
        budgetBytes: 500 * 2 ** 30,
        forMs: Number.POSITIVE_INFINITY,
        source: 'NotRead',
        ...options.verify,
      },
      trash: { keepMs: (options.keepDays ?? 30) * DAY_MS },
    },
    source: { file: 'manifests/pv.yaml', line: 1, column: 1 },
    digest: 'sha256:pv',
  };
}

/** With modules, the replicas are the endpoints that the places lie at. */
function topOf(places: readonly Place[]): readonly Place[] {
  const tops = places.filter((place) => endpointName(place) !== DAEMON.name);
  return [...new Map(tops.map((place) => [endpointName(place), { ...place, name: endpointName(place) }])).values()];
}

function feedOf(place: Place, replicas: readonly Place[]): PoolMirrorSpec['replicas'][number]['feed'] {
  if (place.feed === undefined) return { type: 'Source' };
  return { type: 'Replica', position: replicas.findIndex((other) => other.name === place.feed) };
}

/** Where a place is. */
export function locationOf(place: Place): Location {
  const slash = place.name.indexOf('/');
  return { endpoint: endpointOf(place), path: slash < 0 ? ROOT : fromText(place.name.slice(slash + 1)) };
}

function endpointOf(place: Place): Endpoint {
  const name = endpointName(place);
  if (name === DAEMON.name) return DAEMON;
  const identity = place.identity === undefined ? 'NotChecked' : 'Required';
  const pace = { maxTransfers: 2, stalledAfterMs: 600_000 };
  return { type: 'Local', name, root: `/${name}`, identity, timeToleranceNs: place.tolerance, ...pace };
}

/** The endpoint that a place lies at. */
export function endpointName(place: Place): string {
  return place.name.split('/')[0] ?? '';
}

/** The name of a place, as in the notation. */
export function placeName({ endpoint, path }: Location): string {
  return path === ROOT ? endpoint.name : `${endpoint.name}/${showLocation({ endpoint, path }).slice(endpoint.name.length + 1)}`;
}

/** The place that lies at a location. */
export function placeAt(places: readonly Place[], location: Location): Place | undefined {
  return places.find((place) => place.name === placeName(location));
}

function filterOf({ filter }: MirrorOptions): Filter {
  return { exclude: filter?.exclude ?? [], include: filter?.include ?? [] };
}

/** What a file of a place holds, and what is known of it. */
export function stateAt({ options }: World, place: Place, entry: FileEntry): FileState {
  return place.states.get(entry.path) ?? usualState(entry, algorithmOf(options));
}

/** What proofs are made of. */
export function algorithmOf({ digest, provenBy }: MirrorOptions): DigestAlgorithm {
  return provenBy ?? digest ?? 'md5';
}
