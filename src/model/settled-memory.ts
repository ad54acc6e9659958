import type { ReplicaFacts } from './plan.ts';

/** What is remembered of a settled replica whose files are all proven. While all of it still holds, it is settled, and nothing need be compared. */
export interface SettledMemory {
  /** Digest of the resource that was decided upon. */
  readonly spec: string;
  /** Digests of the listings of source and replica (see `Inventory`). */
  readonly from: string;
  readonly to: string;
  /** Versions of the ledgers of source and replica (see `Proofs`). */
  readonly fromLedger: string;
  readonly toLedger: string;
  /** When that was decided, and before when nothing is due to be read again at either end; milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
  readonly facts: SettledFacts;
}

/** What there is to say of such a replica; the rest of its facts follows, or is looked at each time. */
export type SettledFacts = Pick<ReplicaFacts, 'wanted' | 'holds' | 'extraneous' | 'lost' | 'proven' | 'verifiedAt' | 'content'>;
