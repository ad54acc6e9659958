import type { DigestAlgorithm, InventoryIndex } from './inventory.ts';

/**
 * What reading a file told. `proven`: its bytes were read and had the digest that they should have. `bad`: they were read twice and
 * had another one, so it is corrupt (a replica) or suspect (a source). `differs`: source and replica are equal in size and time and differ
 * in content, and nothing tells which is right.
 */
export type Verdict = 'proven' | 'bad' | 'differs';

/** One line of a ledger, without the inventory record that it speaks of. */
export interface Proof {
  readonly verdict: Verdict;
  readonly algorithm: DigestAlgorithm;
  /** What the bytes should have; lower-case hexadecimal. */
  readonly digest: string;
  /** What they had; '' when that is the same. */
  readonly found: string;
  /** Milliseconds since 1970, on our own clock. */
  readonly at: number;
}

/**
 * All that was proven of one location, in the form of a listing: each record is an inventory record of a file with a head before it (see
 * inventory/ledger.ts). Superseded records are not in the index.
 */
export interface Ledger {
  readonly records: Uint8Array;
  readonly index: InventoryIndex;
  /** Records that were torn, edited or foreign, and are not believed. */
  readonly unreadable: number;
  /** Bytes of the records in the index. */
  readonly aliveBytes: number;
}

/** What is remembered of the reading at one location. */
export interface Proofs {
  /** Read when it is first asked for. */
  readonly ledger: Ledger;
  /** The same while the ledger is: told without reading it. '' where there is none. */
  readonly version: string;
  /** Bytes that re-checks have read since `since` (milliseconds, our clock); a budget counts over 24 hours. */
  readonly recheck: Recheck;
  /** What the last publication there was made for (see `ReplicaFacts.content`); '' when none is remembered. */
  readonly published: string;
}

export interface Recheck {
  readonly since: number;
  readonly bytes: number;
}
