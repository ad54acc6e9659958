import { Lookup } from '../inventory/compare.ts';
import { select } from '../inventory/records.ts';
import { proofFinder, STANDING } from '../inventory/standing.ts';
import { formatCount } from '../lib/units.ts';
import type { Action, ActionOf } from '../model/action.ts';
import type { Location } from '../model/endpoint.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Proof } from '../model/ledger.ts';
import { resourceName } from '../model/resource.ts';
import { type MirrorCase, replicaOf } from './mirror-case.ts';
import { movedAndRead, transferAction } from './mirror-copies.ts';
import { isProven, type Looks, positionsOf, proofsAt, standingAt, treeAt } from './mirror-looks.ts';
import { contentDiffers } from './mirror-troubles.ts';

/** What is done about files that were read back and are not what they should be. */
export interface Repairs {
  readonly actions: readonly Action[];
  /** Positions in have of corrupt files that nothing good is known for. */
  readonly beyond: readonly number[];
}

/**
 * Replaces corrupt files by good copies: the source's, or another replica's that was proven. A file that differs from its source is
 * corrupt where another replica was proven to hold what the source holds.
 */
export function repairsOf(mirror: MirrorCase, looks: Looks): Repairs {
  const bad = positionsOf(looks.standing, STANDING.bad);
  const differing = positionsOf(looks.standing, STANDING.differs);
  if (bad.length + differing.length === 0) return { actions: [], beyond: [] };
  const wanted = new Lookup(looks.have, looks.want);
  const sources = goodSources(mirror, looks.have);
  const said = proofFinder(looks.have, proofsAt(mirror, replicaOf(mirror).location).ledger);
  const chosen = new Map<GoodSource, number[]>();
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
    const good = sources.find((it) => it.has(position, want));
    if (good === undefined) beyond.push(position);
    else chosen.set(good, [...(chosen.get(good) ?? []), position]);
  }
  return {
    actions: [
      ...[...chosen].flatMap(([good, positions]) => movedAndRead(mirror, repairTransfer(mirror, looks, { from: good.location, positions }))),
      ...heldRepair(mirror, looks, undecided),
    ],
    beyond,
  };
}

/** What a person must release: files that differ would be taken from the source. */
function heldRepair(mirror: MirrorCase, looks: Looks, positions: readonly number[]): readonly Action[] {
  const transfers = repairTransfer(mirror, looks, { from: mirror.dataset.source, positions });
  const { location } = replicaOf(mirror);
  const actions = movedAndRead(mirror, transfers);
  return actions.map((action) => ({
    ...action,
    hold: contentDiffers(resourceName(mirror.resource), location, action.entries),
  }));
}

/** A place that may hold good copies. Positions are those of the corrupt files in have. */
interface GoodSource {
  readonly location: Location;
  /** Whether it holds a good copy. `want`: the file's position at the source. */
  has(position: number, want: number): boolean;
  /** Whether it was proven to hold what the source was read to hold. */
  agrees(position: number, proof: Proof | undefined): boolean;
}

/** The source first, then the other replicas, as far as rsync can take from them. */
function goodSources(mirror: MirrorCase, have: Inventory): readonly GoodSource[] {
  const { dataset } = mirror;
  const to = replicaOf(mirror).location;
  const isRoute = (from: Location): boolean => from.endpoint.type === 'Local' || to.endpoint.type === 'Local';
  const source: GoodSource = {
    location: dataset.source,
    has: (_, want) => want >= 0 && !mirror.suspects.has(want),
    agrees: () => false,
  };
  const others = dataset.replicas.filter((replica) => replica.location !== to);
  return [source, ...others.map((replica) => goodReplica(mirror, replica.location, have))].filter((it) => isRoute(it.location));
}

function goodReplica(mirror: MirrorCase, location: Location, have: Inventory): GoodSource {
  const tree = treeAt(mirror, location);
  if (tree.status !== 'present') return { location, has: () => false, agrees: () => false };
  const standing = standingAt(mirror, location, tree.value);
  const there = new Lookup(have, tree.value);
  const proven = proofFinder(have, proofsAt(mirror, location).ledger);
  return {
    location,
    has(position) {
      const found = there.find(position);
      return found.identical && isProven(standing, found.position);
    },
    agrees(position, proof) {
      const other = proven(position);
      return proof !== undefined && other?.verdict === 'proven' && other.algorithm === proof.algorithm && other.digest === proof.digest;
    },
  };
}

function repairTransfer(
  mirror: MirrorCase,
  { have }: Looks,
  { from, positions }: { readonly from: Location; readonly positions: readonly number[] },
): readonly ActionOf<'transfer'>[] {
  const replaced = select(have, positions);
  const because = `${positions.length === 1 ? 'a file is' : `${formatCount(positions.length)} files are`} corrupt there`;
  return transferAction({ from, to: replicaOf(mirror).location }, replaced, {
    way: { type: 'Repair', replaced },
    because,
    digest: mirror.resource.spec.digest,
  });
}
