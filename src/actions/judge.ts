import type { DigestAlgorithm } from '../model/inventory.ts';
import type { Proof, Verdict } from '../model/ledger.ts';

/** All digests of one file that were had; undefined where there is none. */
export interface Evidence {
  /** What it should have: it was proven to hold what its source held, in this size and time. */
  readonly proven: string | undefined;
  /** What its source was proven to hold; not read now. */
  readonly held: string | undefined;
  /** What came in flight, when its source is as it was before. */
  readonly inFlight: string | undefined;
  /** What the source was read to have, by itself. */
  readonly source: string | undefined;
  /** What the file was read to have; after a mismatch the second time. */
  readonly found: string | undefined;
}

/** What is to be written down of a file at its own place and at the source's. */
export interface Judgement {
  readonly to?: { readonly verdict: Verdict; readonly digest: string; readonly found: string };
  readonly from?: { readonly verdict: Verdict; readonly digest: string; readonly found: string };
}

/**
 * Who is right. What was proven of the copy once decides. Without that, what the source was read to hold, now or once, must be there; where that
 * is something else, the copy is blamed only when the same came in flight: one that was never proven may be the right one. Without either,
 * what came in flight must have arrived. The source is blamed only for what it was read to hold itself, never for a fault of the destination or
 * of the way.
 */
export function judge({ proven, held: once, inFlight, source, found }: Evidence): Judgement {
  if (found === undefined) return {};
  if (proven !== undefined) {
    const to = verdict(proven, found);
    if (source !== undefined) return { to, from: verdict(proven, source) };
    return inFlight === proven ? { to, from: verdict(proven, inFlight) } : { to };
  }
  if (once !== undefined) {
    const to = found === once ? verdict(once, found) : differing(once, found);
    return source === undefined ? { to } : { to, from: verdict(once, source) };
  }
  const held = source ?? inFlight;
  if (held === undefined) return {};
  if (held === found || inFlight === held) return { to: verdict(held, found), from: verdict(held, held) };
  return { to: differing(held, found) };
}

function differing(digest: string, found: string): NonNullable<Judgement['to']> {
  return { verdict: 'differs', digest, found };
}

function verdict(should: string, found: string): { readonly verdict: Verdict; readonly digest: string; readonly found: string } {
  return should === found ? { verdict: 'proven', digest: should, found: '' } : { verdict: 'bad', digest: should, found };
}

/** A judgement as it stands in a ledger. */
export function proofOf(said: NonNullable<Judgement['to']>, algorithm: DigestAlgorithm, at: number): Proof {
  const { verdict, digest, found } = said;
  return { verdict, algorithm, digest, found, at };
}
