import { admittedOnly } from '../src/inventory/admitted-only.ts';
import { compileFilter } from '../src/inventory/filter.ts';
import { EMPTY_LEDGER } from '../src/inventory/ledger.ts';
import { entriesOf, newInventoryBuilder, sortedEntries } from '../src/inventory/records.ts';
import { decide } from '../src/kinds/index.ts';
import { fromLatin1, fromText, nameOf, type PathBytes, parentOf, ROOT } from '../src/lib/path-bytes.ts';
import type { Action, ActionOf } from '../src/model/action.ts';
import type { Approval } from '../src/model/approval.ts';
import { type Code, isCode } from '../src/model/codes.ts';
import type { Endpoint, Location, RsyncDaemonEndpoint } from '../src/model/endpoint.ts';
import type { Failure } from '../src/model/failure.ts';
import type { DigestAlgorithm, FileEntry, Filter, Inventory } from '../src/model/inventory.ts';
import type { Recheck } from '../src/model/ledger.ts';
import { showLocation } from '../src/model/names.ts';
import { actionsOf, type Plan, troubleOf } from '../src/model/plan.ts';
import type { ProbeOf, ProbeSpecs, ProbeType, See, Seen } from '../src/model/probe.ts';
import type { PoolMirrorSpec, ResourceOf } from '../src/model/resource.ts';
import { approvalOf } from '../src/plan/approved.ts';
import { makePlan } from '../src/plan/plan.ts';
import { nanoseconds } from './world.ts';
import { DAY_MS, type FileState, isMark, ledgerOf, type Mark, markedState, NOW, usualState } from './world-files.ts';

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

/**
 * A world in a line: places are parted by ` | `, each is `name: entries`. Entries are `dir/`, `file`, `file=size`,
 * `file@seconds`, `link->target`, `pipe|`, and `!path` where it could not be read (`!` alone: nobody knows where). Instead of entries
 * `-` stands for a place that is absent, `?` for one that is unknown. `name<feed` is fed by another place. Words in brackets after the
 * name: `s` (whole seconds), `noted`, `own`, `swapped`, `unidentified`, `identity?`, `tolerance=seconds`; `spent=bytes` (read by re-checks
 * today; `spent=bytes@hours` ago), `unpublished`, `trash?` (could not be listed).
 *
 * A file counts as proven just now, and a replica as published, unless marked: a mark stands behind a file after `~` (see `Mark`).
 * `~/path` lies in the place's trash.
 */
export function world(line: string, options: MirrorOptions = {}): World {
  return { places: line.split(' | ').map((text) => parsePlace(text, algorithmOf(options))), options };
}

/** The plan that is made in a world. */
export function planOf(of: World): Plan {
  const resource = resourceOf(of);
  const now = of.options.now ?? NOW;
  return makePlan([{ resource, items: decide(resource, seeOf(of), now), approvals: approvalsOf(of) }], now);
}

/**
 * A plan as lines: each decision with its code, below it what is done, held and expected. Entries are sorted. What goes without saying is
 * left out: that files which are moved are read back, and that a replica is published in the end.
 */
export function planLines(plan: Plan): readonly string[] {
  return plan.entries.flatMap(({ item }) => {
    const { decision, replica } = item;
    const what = replica === undefined ? `dataset ${item.dataset}` : placeName(replica);
    const code = troubleOf(decision)?.code;
    const actions = actionsOf(decision);
    return [
      `${what} ${decision.status}${code === undefined ? '' : ` ${code}`}`,
      ...actionLines(actions).map((line) => `  ${line}`),
      ...item.then.flatMap(({ type, to }) => (type === 'publish' ? [] : [`  then ${type} > ${placeName(to)}`])),
    ];
  });
}

/** Actions as the lines of a plan. */
export function actionLines(actions: readonly Action[]): readonly string[] {
  return actions.filter((action) => !isReadBackOf(action, actions)).map((action) => actionLine(action, actions));
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

/** What can be seen of a world. */
export function seeOf(of: World): See {
  let contents: ReadonlyMap<string, string> | undefined;
  return seenWith(of, (place) => {
    contents ??= contentsOf(of);
    return contents.get(place.name) ?? '';
  });
}

/** What each replica would be published for. */
function contentsOf(of: World): ReadonlyMap<string, string> {
  const items = decide(
    resourceOf(of),
    seenWith(of, () => ''),
    of.options.now ?? NOW,
  );
  return new Map(
    items.flatMap(({ replica, facts }) => (replica === undefined ? [] : [[placeName(replica), facts?.content ?? '']])),
  );
}

function seenWith(of: World, published: (place: Place) => string): See {
  const { places, options } = of;
  const tree = once(
    ({ location, filter }: ProbeOf<'tree'>) => trashSeen(places, location) ?? treeSeen(placeAt(places, location), filter),
  );
  const proofs = once(({ location }: ProbeOf<'proofs'>) => proofsSeen(of, placeAt(places, location), published));
  const answers: { readonly [K in ProbeType]: (probe: ProbeOf<K>) => Seen<ProbeSpecs[K]['answer']> } = {
    tree,
    modules: () => modulesSeen(options),
    identity: ({ endpoint }) => identitySeen(places.find((place) => endpointName(place) === endpoint.name)),
    place: () => ({ state: 'absent', at: 0 }),
    note: ({ location }) =>
      placeAt(places, location)?.noted === 'noted' ? { state: 'present', value: NOTE, at: 0 } : { state: 'absent', at: 0 },
    settled: () => ({ state: 'absent', at: 0 }),
    proofs,
    approvals: () => ({ state: 'present', value: approvalsOf(of), at: 0 }),
  };
  return (probe) => {
    const answer: (typeof answers)[typeof probe.type] = answers[probe.type];
    return answer(probe);
  };
}

/** Answers the same question once. */
function once<P extends { readonly key: string }, A>(answer: (probe: P) => A): (probe: P) => A {
  const known = new Map<string, A>();
  return (probe) => {
    const found = known.get(probe.key) ?? answer(probe);
    known.set(probe.key, found);
    return found;
  };
}

const TRASH = fromText('.replicas-trash');

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

function parsePlace(text: string, algorithm: DigestAlgorithm): Place {
  const [, head = '', body = ''] = /^(.+?):\s?(.*)$/s.exec(text) ?? [];
  const [named = '', ...words] = head.split(/[ [\]]+/).filter((word) => word !== '');
  const [name = '', feed] = named.split('<');
  const tokens = body.split(' ').filter((token) => token !== '');
  const state = body === '-' ? 'absent' : body === '?' ? 'unknown' : 'present';
  const listed = state === 'present' ? tokens : [];
  const tolerance = words.find((word) => word.startsWith('tolerance='))?.slice('tolerance='.length) ?? '0';
  const identity = identityWord(words);
  const trash = listed.filter((token) => token.startsWith('~/'));
  const own = listed.filter((token) => !token.startsWith('~/') && !token.startsWith('!'));
  return {
    name,
    state,
    entries: own.map(parseEntry),
    gaps: listed.filter((token) => token.startsWith('!')).map((token) => fromText(token.slice(1))),
    granularity: words.includes('s') ? 's' : 'ns',
    noted: words.includes('noted') ? 'noted' : 'new',
    tolerance: nanoseconds(tolerance),
    states: new Map(own.flatMap((token) => parseState(token, algorithm))),
    trash: {
      state: words.includes('trash?') ? 'unknown' : 'seen',
      entries: withParents(trash.map((token) => parseEntry(token.slice(2)))),
    },
    recheck: parseRecheck(words.find((word) => word.startsWith('spent='))),
    ...(words.includes('unpublished') ? { published: '' } : {}),
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

function parseRecheck(word: string | undefined): Recheck {
  const [, bytes = '0', hours = '1'] = /^spent=(\d+)(?:@(-?\d+))?$/.exec(word ?? '') ?? [];
  return { since: NOW - Number(hours) * 3_600_000, bytes: Number(bytes) };
}

function parseState(token: string, algorithm: DigestAlgorithm): readonly (readonly [PathBytes, FileState])[] {
  const [, mark] = splitMark(token);
  const entry = parseEntry(token);
  return mark === undefined ? [] : [[entry.path, markedState(entry, mark, algorithm)]];
}

function splitMark(token: string): readonly [string, Mark | undefined] {
  const at = token.lastIndexOf('~');
  const mark = token.slice(at + 1);
  return at > 0 && isMark(mark) ? [token.slice(0, at), mark] : [token, undefined];
}

/** Directories come by themselves. */
function withParents(entries: readonly FileEntry[]): readonly FileEntry[] {
  const all = new Map(entries.map((entry) => [entry.path, entry]));
  for (const entry of entries) {
    for (let path = parentOf(entry.path); path !== ROOT; path = parentOf(path))
      if (!all.has(path)) all.set(path, { path, type: 'directory', size: 0, mtimeNs: 0n });
  }
  return [...all.values()];
}

function parseEntry(marked: string): FileEntry {
  const [token] = splitMark(marked);
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

/** Undefined where a location is no trash of a place. */
function trashSeen(places: readonly Place[], location: Location): Seen<Inventory> | undefined {
  if (nameOf(location.path) !== TRASH) return undefined;
  const trash = placeAt(places, { ...location, path: parentOf(location.path) })?.trash;
  if (trash?.state === 'unknown') return { state: 'unknown', because: failure('endpoint.unreachable'), at: 0 };
  if (trash === undefined || trash.entries.length === 0) return { state: 'absent', at: 0 };
  return { state: 'present', value: inventoryFrom(trash.entries), at: 0 };
}

function inventoryFrom(entries: readonly FileEntry[]): Inventory {
  const builder = newInventoryBuilder('ns');
  for (const entry of entries) builder.add(entry);
  return builder.finish([]);
}

function proofsSeen(
  of: World,
  place: Place | undefined,
  published: (place: Place) => string,
): Seen<ProbeSpecs['proofs']['answer']> {
  const recheck = place?.recheck ?? { since: 0, bytes: 0 };
  if (place === undefined)
    return { state: 'present', value: { ledger: EMPTY_LEDGER, version: '', recheck, published: '' }, at: 0 };
  const files = place.entries.filter((entry) => entry.type === 'file');
  const ledger = ledgerOf(files.map((entry) => [entry, stateAt(of, place, entry)] as const));
  return { state: 'present', value: { ledger, version: '', recheck, published: place.published ?? published(place) }, at: 0 };
}

/** What a file of a place holds, and what is known of it. */
export function stateAt({ options }: World, place: Place, entry: FileEntry): FileState {
  return place.states.get(entry.path) ?? usualState(entry, algorithmOf(options));
}

function algorithmOf({ digest, provenBy }: MirrorOptions): DigestAlgorithm {
  return provenBy ?? digest ?? 'md5';
}

/** What persons have released. */
export function approvalsOf({ places, options }: World): readonly Approval[] {
  const written = (options.approve ?? []).map((line) => {
    const [, name = '', code = '', listed = ''] = /^(\S+) (\S+): ?(.*)$/s.exec(line) ?? [];
    const place = places.find((it) => it.name === name);
    if (place === undefined || !isCode(code)) throw new Error(`not in the notation: ${line}`);
    const list = inventoryFrom(
      listed
        .split(' ')
        .filter((token) => token !== '')
        .map(parseEntry),
    );
    const said = { resource: 'PoolMirror/pv', by: 'ada', at: '2026-11-19T00:00:00.000Z', reason: 'meant' };
    return approvalOf({ ...said, replica: showLocation(locationOf(place)), code, list });
  });
  return [...written, ...(options.approvals ?? [])];
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

function actionLine(action: Action, all: readonly Action[]): string {
  const entries = sortedEntries(action.entries).map(entryToken);
  const hold = action.hold === undefined ? '' : ` [held ${action.hold.code}]`;
  const listed = entries.length === 0 ? '' : `: ${entries.join(' ')}`;
  return `${whatText(action)}${listed}${hold}${isReadBack(action, all) ? '' : ' [not read back]'}`;
}

function whatText(action: Action): string {
  const to = placeName(action.to);
  switch (action.type) {
    case 'transfer': {
      const verb = { Add: 'transfer', Replace: 'replace', Repair: 'repair' }[action.way.type];
      return `${verb} ${placeName(action.from)} > ${to}`;
    }
    case 'verify': {
      const verb = { Moved: 'read back', Unproven: 'read', Due: 'recheck', Asked: 'read as asked' }[action.reading.why];
      return placeName(action.from) === to ? `${verb} ${to}` : `${verb} ${to} by ${placeName(action.from)}`;
    }
    case 'remove':
      return `remove ${action.how} ${to}`;
    case 'publish':
      return `publish ${to}`;
  }
}

/** Whether an action reads back all the files of a transfer of the plan, from the same place, and is held when that is. */
function isReadBackOf(action: Action, all: readonly Action[]): boolean {
  return all.some((it) => it.type === 'transfer' && readsBack(action, it));
}

function isReadBack(action: Action, all: readonly Action[]): boolean {
  if (action.type !== 'transfer' || action.hold?.code === 'source.suspect') return true;
  return filesIn(action).length === 0 || all.some((it) => readsBack(it, action));
}

function readsBack(action: Action, transfer: ActionOf<'transfer'>): boolean {
  if (action.type !== 'verify' || action.reading.why !== 'Moved') return false;
  const isFor = action.requires.length === 1 && action.requires[0] === transfer.id && action.hold?.code === transfer.hold?.code;
  const [here, there] = [action, transfer].map(({ from, to }) => `${showLocation(from)} ${showLocation(to)}`);
  return isFor && here === there && filesIn(action).join('\0') === filesIn(transfer).join('\0');
}

function filesIn(action: Action): readonly PathBytes[] {
  return sortedEntries(action.entries).flatMap((entry) => (entry.type === 'file' ? [entry.path] : []));
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
export function entriesIn(action: Pick<Action, 'entries'>): readonly FileEntry[] {
  return [...entriesOf(action.entries)];
}

/** Many files in the notation: `many(3, 'a', '=2')` is `a1=2 a2=2 a3=2`. */
export function many(count: number, prefix: string, suffix = ''): string {
  return Array.from({ length: count }, (_, at) => `${prefix}${at + 1}${suffix}`).join(' ');
}

/** A file whose name, in bytes, the notation cannot write: put in with `changed`. */
export function fileAt(path: string, size: number): FileEntry {
  return { path: fromLatin1(path), type: 'file', size, mtimeNs: 1_000_000_000n };
}
