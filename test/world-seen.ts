import { admittedOnly } from '../src/inventory/admitted-only.ts';
import { compileFilter } from '../src/inventory/filter.ts';
import { EMPTY_LEDGER } from '../src/inventory/ledger.ts';
import { newInventoryBuilder } from '../src/inventory/records.ts';
import { decide } from '../src/kinds/index.ts';
import { fromText, nameOf, parentOf } from '../src/lib/path-bytes.ts';
import type { Approval } from '../src/model/approval.ts';
import { type Code, isCode } from '../src/model/codes.ts';
import type { Location } from '../src/model/endpoint.ts';
import type { Failure } from '../src/model/failure.ts';
import type { FileEntry, Filter, Inventory } from '../src/model/inventory.ts';
import { showLocation } from '../src/model/names.ts';
import type { ProbeOf, ProbeSpecs, ProbeType, See, Seen } from '../src/model/probe.ts';
import { approvalOf } from '../src/plan/approved.ts';
import { ledgerOf, NOW } from './world-files.ts';
import {
  endpointName,
  locationOf,
  type MirrorOptions,
  type Place,
  placeAt,
  placeName,
  resourceOf,
  stateAt,
  type World,
} from './world-model.ts';
import { parseEntry } from './world-notation.ts';

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
