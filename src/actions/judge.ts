import type { Proof, Verdict } from '../model/ledger.ts';
import type { DigestAlgorithm } from '../model/inventory.ts';

/** All digests of one file that were had; undefined where there is none. */
export interface Evidence {
  /** What it should have: proven at either end for this size and time. */
  readonly proven: string | undefined;
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
 * Who is right. What was proven once decides; without that, what was moved must be what arrived, and what was only found there must
 * be what the source holds. The source is blamed only for what it was read to hold itself, never for a fault of the destination.
 */
export function judge({ proven, inFlight, source, found }: Evidence): Judgement {
  if (found === undefined) return {};
  const sent = inFlight ?? source;
  if (proven !== undefined) {
    const to = verdict(proven, found);
    // A source that differs from what was proven must say so when it is read by itself.
    if (sent === undefined) return { to };
    if (sent === proven) return { to, from: verdict(proven, sent) };
    return source === undefined || source === proven ? { to } : { to, from: verdict(proven, source) };
  }
  if (inFlight !== undefined) return { to: verdict(inFlight, found), from: { verdict: 'proven', digest: inFlight, found: '' } };
  if (source === undefined) return {};
  if (source === found) return { to: verdict(source, found), from: verdict(source, source) };
  return { to: { verdict: 'differs', digest: source, found } };
}

function verdict(should: string, found: string): { readonly verdict: Verdict; readonly digest: string; readonly found: string } {
  return should === found ? { verdict: 'proven', digest: should, found: '' } : { verdict: 'bad', digest: should, found };
}

/** A judgement as it stands in a ledger. */
export function proofOf(said: NonNullable<Judgement['to']>, algorithm: DigestAlgorithm, at: number): Proof {
  return { ...said, algorithm, at };
}
