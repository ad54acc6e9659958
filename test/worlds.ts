import { admittedOnly } from '../src/inventory/admitted-only.ts';
import { compileFilter } from '../src/inventory/filter.ts';
import { EMPTY_LEDGER } from '../src/inventory/ledger.ts';
import { entriesOf, newInventoryBuilder, sortedEntries } from '../src/inventory/records.ts';
import { decide } from '../src/kinds/index.ts';
import { fromLatin1, fromText, type PathBytes, ROOT } from '../src/lib/path-bytes.ts';
import type { Action } from '../src/model/action.ts';
import type { Code } from '../src/model/codes.ts';
import type { Endpoint, Location, RsyncDaemonEndpoint } from '../src/model/endpoint.ts';
import type { Failure } from '../src/model/failure.ts';
import type { FileEntry, Filter, Inventory } from '../src/model/inventory.ts';
import { showLocation } from '../src/model/names.ts';
import { actionsOf, type Plan, troubleOf } from '../src/model/plan.ts';
import type { ProbeOf, ProbeSpecs, ProbeType, See, Seen } from '../src/model/probe.ts';
import type { PoolMirrorSpec, ResourceOf } from '../src/model/resource.ts';
import { makePlan } from '../src/plan/plan.ts';
import { nanoseconds } from './world.ts';

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
  /** The place whose bytes it gets, instead of the source's. */
  readonly feed?: string;
}

/** What a mirror declares besides its places. */
export interface MirrorOptions {
  readonly extraneous?: PoolMirrorSpec['extraneous'];
  readonly ceilings?: Partial<PoolMirrorSpec['ceilings']>;
  readonly filter?: Partial<Filter>;
  /** The source is a daemon: what it offers ('?' when it does not say), and the patterns of modules that are mirrored. */
  readonly modules?: { readonly offered: readonly string[] | '?'; readonly patterns: readonly string[] };
}

/** A declared mirror and all that can be seen of it. The first place is the source; with modules none is. */
export interface World {
  readonly places: readonly Place[];
  readonly options: MirrorOptions;
}

/**
 * A world in a line: places are parted by ` | `, each is `name: entries`. Entries are `dir/`, `file`, `file=size`,
 * `file@seconds`, `link->target`, `pipe|`, and `!path` where it could not be read (`!` alone: nobody knows where). Instead of entries
 * `-` stands for a place that is absent, `?` for one that is unknown. `name<feed` is fed by another place. Words in brackets after the
 * name: `s` (whole seconds), `noted`, `own`, `swapped`, `unidentified`, `identity?`, `tolerance=seconds`.
 */
export function world(line: string, options: MirrorOptions = {}): World {
  return { places: line.split(' | ').map(parsePlace), options };
}

/** The plan that is made in a world. */
export function planOf(of: World): Plan {
  const resource = resourceOf(of);
  return makePlan([{ resource, items: decide(resource, seeOf(of), 0), approvals: [] }], 0);
}

/** A plan as lines: each decision with its code, below it what is done, held and expected. Entries are sorted. */
export function planLines(plan: Plan): readonly string[] {
  return plan.entries.flatMap(({ item }) => {
    const { decision, replica } = item;
    const what = replica === undefined ? `dataset ${item.dataset}` : placeName(replica);
    const code = troubleOf(decision)?.code;
    return [
      `${what} ${decision.status}${code === undefined ? '' : ` ${code}`}`,
      ...actionsOf(decision).map((action) => `  ${actionLine(action)}`),
      ...item.then.map(({ type, to }) => `  then ${type} > ${placeName(to)}`),
    ];
  });
}

/** A place with other content. */
export function changed(of: World, name: string, change: Partial<Place>): World {
  return { ...of, places: of.places.map((place) => (place.name === name ? { ...place, ...change } : place)) };
}

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
      digest: 'md5',
      verify: { everyMs: 30 * DAY_MS, budgetBytes: 500 * 2 ** 30, forMs: Number.POSITIVE_INFINITY, source: 'NotRead' },
      trash: { keepMs: 30 * DAY_MS },
    },
    source: { file: 'manifests/pv.yaml', line: 1, column: 1 },
    digest: 'sha256:pv',
  };
}

/** What can be seen of a world. */
export function seeOf({ places, options }: World): See {
  const answers: { readonly [K in ProbeType]: (probe: ProbeOf<K>) => Seen<ProbeSpecs[K]['answer']> } = {
    tree: ({ location, filter }) => treeSeen(placeAt(places, location), filter),
    modules: () => modulesSeen(options),
    identity: ({ endpoint }) => identitySeen(places.find((place) => endpointName(place) === endpoint.name)),
    place: () => ({ state: 'absent', at: 0 }),
    note: ({ location }) =>
      placeAt(places, location)?.noted === 'noted' ? { state: 'present', value: NOTE, at: 0 } : { state: 'absent', at: 0 },
    proofs: () => ({ state: 'present', value: { ledger: EMPTY_LEDGER, recheck: { since: 0, bytes: 0 }, published: '' }, at: 0 }),
    approvals: () => ({ state: 'present', value: [], at: 0 }),
  };
  return (probe) => {
    const answer: (typeof answers)[typeof probe.type] = answers[probe.type];
    return answer(probe);
  };
}

const DAY_MS = 86_400_000;

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

const NOTE = {
  endpoint: '',
  path: '',
  state: 'copied',
  files: 0,
  bytes: 0,
  behindFiles: 0,
  behindBytes: 0,
  extraneousFiles: 0,
  lastSuccessAt: '2026-11-20T00:00:00.000Z',
  verifiedAt: '',
  corruptFiles: 0,
} as const;

function parsePlace(text: string): Place {
  const [, head = '', body = ''] = /^(.+?):\s?(.*)$/s.exec(text) ?? [];
  const [named = '', ...words] = head.split(/[ [\]]+/).filter((word) => word !== '');
  const [name = '', feed] = named.split('<');
  const tokens = body.split(' ').filter((token) => token !== '');
  const state = body === '-' ? 'absent' : body === '?' ? 'unknown' : 'present';
  const listed = state === 'present' ? tokens : [];
  const tolerance = words.find((word) => word.startsWith('tolerance='))?.slice('tolerance='.length) ?? '0';
  const identity = identityWord(words);
  return {
    name,
    state,
    entries: listed.filter((token) => !token.startsWith('!')).map(parseEntry),
    gaps: listed.filter((token) => token.startsWith('!')).map((token) => fromText(token.slice(1))),
    granularity: words.includes('s') ? 's' : 'ns',
    noted: words.includes('noted') ? 'noted' : 'new',
    tolerance: nanoseconds(tolerance),
    ...(identity === undefined ? {} : { identity }),
    ...(feed === undefined ? {} : { feed }),
  };
}

function identityWord(words: readonly string[]): Place['identity'] {
  if (words.includes('own')) return 'own';
  if (words.includes('swapped')) return 'swapped';
  if (words.includes('unidentified')) return 'absent';
  return words.includes('identity?') ? 'unknown' : undefined;
}

function parseEntry(token: string): FileEntry {
  const [, name = '', target] = /^(.+)->(.*)$/s.exec(token) ?? [];
  if (target !== undefined) return { path: fromText(name), type: 'link', size: 0, mtimeNs: 0n, target: fromText(target) };
  if (token.endsWith('/')) return { path: fromText(token.slice(0, -1)), type: 'directory', size: 0, mtimeNs: 0n };
  if (token.endsWith('|')) return { path: fromText(token.slice(0, -1)), type: 'other', size: 0, mtimeNs: 0n };
  const [, path = '', size, time] = /^(.+?)(?:=(\d+))?(?:@(-?[\d.]+))?$/s.exec(token) ?? [];
  return { path: fromText(path), type: 'file', size: Number(size ?? 1), mtimeNs: nanoseconds(time ?? '1') };
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

function locationOf(place: Place): Location {
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

function endpointName(place: Place): string {
  return place.name.split('/')[0] ?? '';
}

/** The name of a place, as in the notation. */
export function placeName({ endpoint, path }: Location): string {
  return path === ROOT ? endpoint.name : `${endpoint.name}/${showLocation({ endpoint, path }).slice(endpoint.name.length + 1)}`;
}

function placeAt(places: readonly Place[], location: Location): Place | undefined {
  return places.find((place) => place.name === placeName(location));
}

function filterOf({ filter }: MirrorOptions): Filter {
  return { exclude: filter?.exclude ?? [], include: filter?.include ?? [] };
}

function treeSeen(place: Place | undefined, filter: Filter): Seen<Inventory> {
  if (place === undefined || place.state === 'absent') return { state: 'absent', at: 0 };
  if (place.state === 'unknown') return { state: 'unknown', because: failure('endpoint.unreachable'), at: 0 };
  const compiled = compileFilter(filter);
  const builder = newInventoryBuilder(place.granularity);
  for (const entry of place.entries) if (compiled.admitsWithParents(entry.path, entry.type)) builder.add(entry);
  const gaps = place.gaps.map((path) => ({ path, because: failure('source.gaps') }));
  return { state: 'present', value: admittedOnly(builder.finish(gaps), compiled), at: 0 };
}

function modulesSeen({ modules }: MirrorOptions): Seen<ProbeSpecs['modules']['answer']> {
  if (modules === undefined) return { state: 'absent', at: 0 };
  if (modules.offered === '?') return { state: 'unknown', because: failure('endpoint.unreachable'), at: 0 };
  return { state: 'present', value: modules.offered.map((name) => ({ name, comment: '' })), at: 0 };
}

function identitySeen(place: Place | undefined): Seen<ProbeSpecs['identity']['answer']> {
  switch (place?.identity) {
    case 'own':
      return { state: 'present', value: { name: endpointName(place), id: '1' }, at: 0 };
    case 'swapped':
      return { state: 'present', value: { name: 'another', id: '2' }, at: 0 };
    case 'unknown':
      return { state: 'unknown', because: failure('endpoint.access'), at: 0 };
    case 'absent':
    case undefined:
      return { state: 'absent', at: 0 };
  }
}

function failure(code: Code): Failure {
  return { code, message: 'it did not answer', hint: '', retry: 'later', blame: 'from' };
}

function actionLine(action: Action): string {
  const entries = sortedEntries(action.entries).map(entryToken);
  const what =
    action.type === 'transfer' ? `${placeName(action.from)} > ${placeName(action.to)}` : `${action.how} ${placeName(action.to)}`;
  const hold = action.hold === undefined ? '' : ` [held ${action.hold.code}]`;
  return `${action.type} ${what}: ${entries.join(' ')}${hold}`;
}

function entryToken({ path, type }: FileEntry): string {
  switch (type) {
    case 'file':
      return path;
    case 'directory':
      return `${path}/`;
    case 'link':
      return `${path}->`;
    case 'other':
      return `${path}|`;
  }
}

/** The entries of an action. */
export function entriesIn(action: Action): readonly FileEntry[] {
  return [...entriesOf(action.entries)];
}

/** Many files in the notation: `many(3, 'a')` is `a1 a2 a3`. */
export function many(count: number, prefix: string): string {
  return Array.from({ length: count }, (_, at) => `${prefix}${at + 1}`).join(' ');
}

/** A file whose name, in bytes, the notation cannot write: put in with `changed`. */
export function fileAt(path: string, size: number): FileEntry {
  return { path: fromLatin1(path), type: 'file', size, mtimeNs: 1_000_000_000n };
}
