import { heldTo } from '../inventory/held-to.ts';
import { EMPTY_LEDGER } from '../inventory/ledger.ts';
import { newInventoryBuilder } from '../inventory/records.ts';
import { type Standing, standingOf } from '../inventory/standing.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Proofs } from '../model/ledger.ts';
import { showLocation } from '../model/names.ts';
import { proofsProbe, treeProbe } from '../model/probe.ts';
import type { MirrorCase } from './mirror-case.ts';
import type { Changes } from './mirror-changes.ts';

/** What was seen and is known of both ends of one replica. */
export interface Looks {
  readonly want: Inventory;
  readonly have: Inventory;
  readonly changes: Changes;
  /** What is known of each record of have. */
  readonly standing: Standing;
}

const EMPTY: Inventory = newInventoryBuilder('ns').finish([]);

type Tree =
  | { readonly status: 'present' | 'absent'; readonly value: Inventory }
  | { readonly status: 'unknown'; readonly because: Failure };

/** The tree at a location as it was seen; an empty one where it is absent. */
export function treeAt(mirror: Pick<MirrorCase, 'see' | 'resource'>, location: Location): Tree {
  const seen = mirror.see(treeProbe(location, mirror.resource.spec.filter));
  if (seen === undefined) throw new Error(`no answer for ${showLocation(location)}`);
  if (seen.state === 'unknown') return { status: 'unknown', because: seen.because };
  return seen.state === 'absent' ? { status: 'absent', value: EMPTY } : { status: 'present', value: seen.value };
}

const NOTHING_KNOWN: Proofs = { ledger: EMPTY_LEDGER, version: '', recheck: { since: 0, bytes: 0 }, published: '' };

/** What was proven at a location; nothing where memory does not answer. */
export function proofsAt(mirror: Pick<MirrorCase, 'see'>, location: Location): Proofs {
  const seen = mirror.see(proofsProbe(location));
  return seen?.state === 'present' ? seen.value : NOTHING_KNOWN;
}

/** What is known of each record that was listed at a location. */
export function standingAt(mirror: Pick<MirrorCase, 'see' | 'resource'>, location: Location, tree: Inventory): Standing {
  return standingOf(tree, proofsAt(mirror, location).ledger, mirror.resource.spec.digest);
}

/** The same of a replica: what was proven of it counts where it is what the source was read to hold. */
export function replicaStandingAt(
  mirror: MirrorCase,
  location: Location,
  { want, have, changes }: Pick<Looks, 'want' | 'have' | 'changes'>,
): Standing {
  const standing = standingAt(mirror, location, have);
  const [replica, source] = [proofsAt(mirror, location), proofsAt(mirror, mirror.dataset.source)];
  return heldTo(standing, { tree: have, ledger: replica.ledger }, { tree: want, ledger: source.ledger }, changes.equal);
}
