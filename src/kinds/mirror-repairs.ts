import { Lookup } from '../inventory/compare.ts';
import { select } from '../inventory/records.ts';
import { isProven, positionsOf, proofFinder, STANDING } from '../inventory/standing.ts';
import { formatCount } from '../lib/units.ts';
import type { Action, ActionOf } from '../model/action.ts';
import type { Location } from '../model/endpoint.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Proof } from '../model/ledger.ts';
import { resourceName } from '../model/resource.ts';
import { notOurs } from './identified.ts';
import { type MirrorCase, replicaOf } from './mirror-case.ts';
import { movedAndRead, transferAction } from './mirror-copies.ts';
import { type Looks, proofsAt, standingAt, treeAt } from './mirror-looks.ts';
import { contentDiffers } from './mirror-troubles.ts';

/** What is done about files that were read back and are not what they should be. */
export interface Repairs {
  readonly actions: readonly Action[];
  /** Positions in have of files that are replaced unasked: they are read back as such. */
  readonly repaired: readonly number[];
  /** Positions in have of corrupt files that nothing good is known for. */
  readonly beyond: readonly number[];
  /** Positions in have of files that differ, where nothing tells which is right. */
  readonly undecided: readonly number[];
}

/**
 * Replaces corrupt files by good copies: the source's, or another replica's that was proven. A file that differs from what it was compared
 * with is corrupt where another replica was proven to hold what is there; otherwise a person must decide whether it is taken from `other`.
 */
export function repairsOf(mirror: MirrorCase, looks: Looks, other: Location): Repairs {
  const bad = positionsOf(looks.standing, STANDING.bad);
  const differing = positionsOf(looks.standing, STANDING.differs);
  if (bad.length + differing.length === 0) return { actions: [], repaired: [], beyond: [], undecided: [] };
  const wanted = new Lookup(looks.have, looks.want);
  const sources = goodSources(mirror, looks);
  const said = proofFinder(looks.have, proofsAt(mirror, replicaOf(mirror).location).ledger);
  const chosen = new Map<GoodSource, Pair[]>();
  const beyond: number[] = [];
  const undecided: number[] = [];
  for (const position of [...bad, ...differing]) {
    if (looks.changes.equal[position] === 0) continue;
    const differs = looks.standing.words[position] === STANDING.differs;
    if (differs && !sources.some((it) => it.agrees(position, said(position)))) {
      undecided.push(position);
      continue;
    }
    const want = wanted.find(position).position;
    const good = sources.map((it) => ({ it, there: it.copyOf(position, want) })).find(({ there }) => there >= 0);
    if (good === undefined) beyond.push(position);
    else {
      const pairs = chosen.get(good.it) ?? [];
      pairs.push({ there: good.there, here: position });
      chosen.set(good.it, pairs);
    }
  }
  return {
    actions: [
      ...sources.flatMap((good) => movedAndRead(mirror, repairTransfer(mirror, looks, { good, pairs: chosen.get(good) ?? [] }))),
      ...heldRepair(mirror, looks, { other, undecided }),
    ],
    repaired: [...chosen.values()].flatMap((pairs) => pairs.map((pair) => pair.here)),
    beyond,
    undecided,
  };
}

/** Where a file stands in a good place, and where in have. */
interface Pair {
  readonly there: number;
  readonly here: number;
}

/** What a person must release. Nothing where rsync cannot take it from there. */
function heldRepair(
  mirror: MirrorCase,
  looks: Looks,
  { other, undecided }: { readonly other: Location; readonly undecided: readonly number[] },
): readonly Action[] {
  const tree = treeAt(mirror, other);
  if (undecided.length === 0 || tree.status !== 'present' || !isRoute(other, replicaOf(mirror).location)) return [];
  const lookup = new Lookup(looks.have, tree.value);
  const pairs = undecided.flatMap((here): readonly Pair[] => {
    const there = lookup.find(here).position;
    return there < 0 ? [] : [{ there, here }];
  });
  const list = select(
    looks.have,
    pairs.map((pair) => pair.here),
  );
  const hold = contentDiffers(resourceName(mirror.resource), replicaOf(mirror).location, list);
  const good = { location: other, tree: tree.value };
  return movedAndRead(mirror, repairTransfer(mirror, looks, { good, pairs })).map((action) => ({ ...action, hold }));
}

/** A place that may hold good copies. `position` is that of the corrupt file in have. */
interface GoodSource {
  readonly location: Location;
  readonly tree: Inventory;
  /** The position in its tree of a good copy; -1 where it has none. `want`: the file's position at the source. */
  copyOf(position: number, want: number): number;
  /** Whether it was proven to hold what the file was compared with. */
  agrees(position: number, proof: Proof | undefined): boolean;
}

/** The source first, then the other replicas, as far as rsync can take from them. */
function goodSources(mirror: MirrorCase, { want, have }: Looks): readonly GoodSource[] {
  const { dataset } = mirror;
  const replica = replicaOf(mirror);
  const source: GoodSource = {
    location: dataset.source,
    tree: want,
    copyOf: (_, position) => (mirror.suspects.has(position) ? -1 : position),
    agrees: () => false,
  };
  const others = dataset.replicas.filter((it) => it !== replica).flatMap((it) => goodReplica(mirror, it.location, have));
  return [source, ...others].filter((it) => isRoute(it.location, replica.location));
}

/** rsync cannot copy between two remote places. */
function isRoute(from: Location, to: Location): boolean {
  return from.endpoint.type === 'Local' || to.endpoint.type === 'Local';
}

function goodReplica(mirror: MirrorCase, location: Location, have: Inventory): readonly GoodSource[] {
  const tree = treeAt(mirror, location);
  if (tree.status !== 'present' || notOurs(mirror.see, location.endpoint) !== undefined) return [];
  const standing = standingAt(mirror, location, tree.value);
  const there = new Lookup(have, tree.value);
  const proven = proofFinder(have, proofsAt(mirror, location).ledger);
  return [
    {
      location,
      tree: tree.value,
      copyOf(position) {
        const found = there.find(position);
        return found.identical && isProven(standing, found.position) ? found.position : -1;
      },
      agrees(position, proof) {
        const other = proven(position);
        return (
          proof !== undefined &&
          other?.verdict === 'proven' &&
          other.algorithm === proof.algorithm &&
          other.digest === proof.digest
        );
      },
    },
  ];
}

/** `good.tree`: where the entries are listed as they come from there. */
function repairTransfer(
  mirror: MirrorCase,
  { have }: Looks,
  { good, pairs }: { readonly good: Pick<GoodSource, 'location' | 'tree'>; readonly pairs: readonly Pair[] },
): readonly ActionOf<'transfer'>[] {
  const because = `${pairs.length === 1 ? 'a file is' : `${formatCount(pairs.length)} files are`} corrupt there`;
  const [theirs, ours] = [pairs.map((pair) => pair.there), pairs.map((pair) => pair.here)];
  return transferAction({ from: good.location, to: replicaOf(mirror).location }, select(good.tree, theirs), {
    way: { type: 'Repair', replaced: select(have, ours) },
    because,
    digest: mirror.resource.spec.digest,
  });
}
