import { createHash } from 'node:crypto';
import type { Result } from '../lib/result.ts';
import { ok } from '../lib/result.ts';
import type { Failure } from '../model/failure.ts';
import type { Filter, Inventory, KnownListing } from '../model/inventory.ts';

/** A listing that was printed without a word of trouble. `parse`: makes its inventory, which is the same each time. */
export interface WholeListing {
  readonly raw: Uint8Array;
  readonly filter: Filter;
  readonly granularity: Inventory['granularity'];
  readonly parse: () => Result<Inventory, Failure>;
}

/**
 * The inventory of a listing, with its digest. One that is `known` was parsed and found good before, so it is parsed again only when
 * somebody looks into it.
 */
export function wholeListing(listing: WholeListing, known: KnownListing | undefined): Result<Inventory, Failure> {
  const digest = listingDigest(listing);
  if (known?.digest === digest) return ok(parsedLater(listing, digest));
  const parsed = listing.parse();
  return parsed.ok && parsed.value.gaps.length === 0 ? ok({ ...parsed.value, digest }) : parsed;
}

/** Keeps what it parsed: it is looked into a million times. */
function parsedLater({ granularity, parse }: WholeListing, digest: string): Inventory {
  let parsed: Inventory | undefined;
  const inventory = (): Inventory => {
    parsed ??= foundGood(parse());
    return parsed;
  };
  return {
    granularity,
    gaps: [],
    digest,
    get records() {
      return inventory().records;
    },
    get index() {
      return inventory().index;
    },
  };
}

function foundGood(parsed: Result<Inventory, Failure>): Inventory {
  if (!parsed.ok) throw new Error(`a listing that was found good is not: ${parsed.error.message}`);
  return parsed.value;
}

/** sha256: nobody makes a second listing with the digest of a first, by accident or on purpose. */
function listingDigest({ raw, filter: { exclude, include } }: WholeListing): string {
  const hash = createHash('sha256')
    .update(`${JSON.stringify([exclude, include])}\0`)
    .update(raw);
  return `sha256:${hash.digest('hex')}`;
}
