import type { Pair } from '../inventory/compare.ts';
import { digestWithout } from '../inventory/digest.ts';
import { pathAt, typeAt } from '../inventory/record.ts';
import { amountOf, select } from '../inventory/records.ts';
import { type PathBytes, parentOf, ROOT } from '../lib/path-bytes.ts';
import type { Action, ActionOf, TransferWay, VerifyReading } from '../model/action.ts';
import { actionId } from '../model/action-id.ts';
import type { Location } from '../model/endpoint.ts';
import type { DigestAlgorithm, Inventory } from '../model/inventory.ts';
import { showLocation } from '../model/names.ts';
import { type MirrorCase, replicaOf } from './mirror-case.ts';
import { toCopy } from './mirror-changes.ts';
import type { Looks } from './mirror-looks.ts';
import { verifyAction } from './mirror-readings.ts';
import { copyReason } from './mirror-reasons.ts';
import { heldWhileSuspect, sourceSuspect } from './mirror-troubles.ts';

/**
 * Brings from `feed` what a replica lacks, each with its reading back. What overwrites files goes by itself, and waits while
 * anything at the source is under suspicion; what is under suspicion is not taken from there.
 */
export function copyActions(mirror: MirrorCase, looks: Looks, feed: Location): readonly Action[] {
  const { want, have, changes } = looks;
  const isSource = showLocation(feed) === showLocation(mirror.dataset.source);
  const isSound = (position: number): boolean => !isSource || !mirror.suspects.has(position);
  const isFile = (pair: Pair): boolean => typeAt(want, pair.want) === 'file' && typeAt(have, pair.have) === 'file';
  // Whether it was proven does not count: who lost his memory may not overwrite what he could not before.
  const replaced = changes.changed.filter(isFile);
  const replaces = new Set(replaced.map((pair) => pair.want));
  const sure = replaced.filter((pair) => isSound(pair.want));
  const [news, olds] = [sure.map((pair) => pair.want), sure.map((pair) => pair.have)];
  const missing = new Set(changes.missing);
  const suspect = toCopy(changes).filter((position) => !isSound(position));
  const sound = toCopy(changes).filter((position) => !replaces.has(position) && isSound(position));
  const added = suspect.length === 0 ? sound : withoutEmptied(mirror, want, sound);
  return [
    ...heldWhileSuspect(
      mirror,
      chain(mirror, feed, {
        entries: select(want, news),
        missing: 0,
        way: { type: 'Replace', replaced: select(have, olds) },
      }),
    ),
    ...chain(mirror, feed, {
      entries: select(want, added),
      missing: added.filter((position) => missing.has(position)).length,
      way: { type: 'Add' },
    }),
    ...heldCopy(mirror, feed, {
      entries: select(want, suspect),
      missing: suspect.filter((position) => missing.has(position)).length,
    }),
  ];
}

/** With includes a directory that leads to nothing does not count: one whose files are all held would be made again each time. */
function withoutEmptied(mirror: MirrorCase, want: Inventory, positions: readonly number[]): readonly number[] {
  if (mirror.resource.spec.filter.include.length === 0) return positions;
  const isDirectory = (position: number): boolean => typeAt(want, position) === 'directory';
  const parents = new Set<PathBytes>();
  for (const position of positions) {
    if (isDirectory(position)) continue;
    for (let path = parentOf(pathAt(want, position)); path !== ROOT && !parents.has(path); path = parentOf(path))
      parents.add(path);
  }
  return positions.filter((position) => !isDirectory(position) || parents.has(pathAt(want, position)));
}

/** What is moved, in what way, and how many of it are missing: those come first. */
interface Load {
  readonly entries: Inventory;
  readonly missing: number;
  readonly way: TransferWay;
}

function chain(mirror: MirrorCase, feed: Location, load: Load): readonly Action[] {
  const to = replicaOf(mirror).location;
  const { digest } = mirror.resource.spec;
  const because = copyReason(load.entries, load.missing);
  return movedAndRead(mirror, transferAction({ from: feed, to }, load.entries, { way: load.way, because, digest }));
}

/** A transfer and the reading back of its files. */
export function movedAndRead(mirror: MirrorCase, transfers: readonly ActionOf<'transfer'>[]): readonly Action[] {
  const { spec } = mirror.resource;
  return transfers.flatMap((transfer) => {
    const files = filesOf(transfer.entries);
    const [reading] = verifyAction({ spec, from: transfer.from, to: transfer.to }, files, {
      why: 'Moved',
      because: 'read back what was moved',
      requires: [transfer.id],
    });
    if (reading === undefined) return [transfer];
    return [transfer, { ...reading, because: `${reading.because}${sourceText(reading.reading)}` }];
  });
}

/** How the digest of the source is had, where rsync cannot compute it as it moves the bytes. */
function sourceText({ source, algorithm }: VerifyReading): string {
  if (source === 'Separately') return `; the source is read once more for its ${algorithm}`;
  return algorithm === 'sha256' ? '; proven by md5 in flight, its sha256 is taken at the replica' : '';
}

/** The transfer of these entries; none for none. */
export function transferAction(
  ends: { readonly from: Location; readonly to: Location },
  entries: Inventory,
  { way, because, digest }: { readonly way: TransferWay; readonly because: string; readonly digest: DigestAlgorithm },
): readonly ActionOf<'transfer'>[] {
  if (entries.index.count === 0) return [];
  const places = { from: showLocation(ends.from), to: showLocation(ends.to) };
  const type = way.type === 'Add' ? 'transfer' : `transfer ${way.type}`;
  return [
    {
      type: 'transfer',
      ...ends,
      entries,
      way,
      digest,
      id: actionId({ type, ...places, entries: digestWithout(entries, []) }),
      because,
      requires: [],
      engine: 'Local',
      amount: amountOf(entries),
    },
  ];
}

/** What only a suspect source has: shown, and not copied. */
function heldCopy(mirror: MirrorCase, feed: Location, { entries, missing }: Omit<Load, 'way'>): readonly Action[] {
  const held = transferAction({ from: feed, to: replicaOf(mirror).location }, entries, {
    way: { type: 'Add' },
    because: copyReason(entries, missing),
    digest: mirror.resource.spec.digest,
  });
  return held.map((action) => ({ ...action, hold: sourceSuspect(mirror.dataset.source, action.entries) }));
}

/** The records of files alone. */
function filesOf(entries: Inventory): Inventory {
  const files: number[] = [];
  for (let position = 0; position < entries.index.count; position++)
    if (typeAt(entries, position) === 'file') files.push(position);
  return files.length === entries.index.count ? entries : select(entries, files);
}
