import { Lookup } from '../inventory/compare.ts';
import { select } from '../inventory/records.ts';
import { positionsOf, STANDING } from '../inventory/standing.ts';
import { formatCount } from '../lib/units.ts';
import type { Action, ActionOf } from '../model/action.ts';
import type { Location } from '../model/endpoint.ts';
import { resourceName } from '../model/resource.ts';
import { type MirrorCase, replicaOf } from './mirror-case.ts';
import { movedAndRead, transferAction } from './mirror-copies.ts';
import { type GoodSource, goodSources, isRoute } from './mirror-good-copies.ts';
import { type Looks, treeAt } from './mirror-looks.ts';
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
 * Replaces corrupt files by good copies: the source's, or another replica's that was proven. Of a file that was never proven and differs from
 * the source a person must decide whether it is taken from `other`: what agrees with the source may well have come from it.
 */
export function repairsOf(mirror: MirrorCase, looks: Looks, other: Location): Repairs {
  const bad = positionsOf(looks.standing, STANDING.bad);
  const differing = positionsOf(looks.standing, STANDING.differs);
  if (bad.length + differing.length === 0) return { actions: [], repaired: [], beyond: [], undecided: [] };
  const wanted = new Lookup(looks.have, looks.want);
  const sources = goodSources(mirror, looks);
  const chosen = new Map<GoodSource, Pair[]>();
  const beyond: number[] = [];
  const undecided: number[] = [];
  for (const position of [...bad, ...differing]) {
    if (looks.changes.equal[position] === 0) continue;
    if (looks.standing.words[position] === STANDING.differs) {
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
      ...sources.flatMap((good) => {
        const pairs = chosen.get(good) ?? [];
        return movedAndRead(mirror, repairTransfer(mirror, looks, { good, pairs, because: `${filesText(pairs)} corrupt there` }));
      }),
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
  const because = `${filesText(pairs)} not what the source has`;
  return movedAndRead(mirror, repairTransfer(mirror, looks, { good, pairs, because })).map((action) => ({ ...action, hold }));
}

function filesText(pairs: readonly Pair[]): string {
  return pairs.length === 1 ? 'a file is' : `${formatCount(pairs.length)} files are`;
}

/** `good.tree`: where the entries are listed as they come from there. */
interface Repair {
  readonly good: Pick<GoodSource, 'location' | 'tree'>;
  readonly pairs: readonly Pair[];
  readonly because: string;
}

function repairTransfer(mirror: MirrorCase, { have }: Looks, { good, pairs, because }: Repair): readonly ActionOf<'transfer'>[] {
  const [theirs, ours] = [pairs.map((pair) => pair.there), pairs.map((pair) => pair.here)];
  return transferAction({ from: good.location, to: replicaOf(mirror).location }, select(good.tree, theirs), {
    way: { type: 'Repair', replaced: select(have, ours) },
    because,
    digest: mirror.resource.spec.digest,
  });
}
