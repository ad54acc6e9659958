import type { Inventory } from '../model/inventory.ts';
import type { Ledger } from '../model/ledger.ts';
import { Lookup } from './compare.ts';
import { isHeldToSame } from './ledger.ts';
import { isProven, STANDING, type Standing } from './standing.ts';

/** A tree and what was proven of it. */
export interface Held {
  readonly tree: Inventory;
  readonly ledger: Ledger;
}

/**
 * The standing of a replica, held to its source: a proof counts where the source was read to hold the same. A place may have been proven
 * by itself, as the source of others: that says nothing of where its own data came from. `equal`: 1 for each record that is as at the source.
 */
export function heldTo(standing: Standing, replica: Held, source: Held, equal: Uint8Array): Standing {
  const words = standing.words.slice();
  const provenAt = standing.provenAt.slice();
  const wanted = new Lookup(replica.tree, source.tree);
  const here = new Lookup(replica.tree, replica.ledger);
  const there = new Lookup(source.tree, source.ledger);
  for (let position = 0; position < words.length; position++) {
    if (equal[position] !== 1 || !isProven(standing, position)) continue;
    const want = wanted.find(position).position;
    const said = want < 0 || source.ledger.index.count === 0 ? undefined : there.find(want);
    const own = here.find(position).position;
    const isHeld =
      said?.identical === true &&
      isHeldToSame({ ledger: replica.ledger, position: own }, { ledger: source.ledger, position: said.position });
    if (isHeld) continue;
    words[position] = STANDING.unread;
    provenAt[position] = 0;
  }
  return { words, provenAt };
}
