import { printLedgerRecords } from '../inventory/ledger.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import type { Proof } from '../model/ledger.ts';

/** What reading told of a file, and the head of its record, as it was seen after the reading. */
export interface Said {
  readonly path: PathBytes;
  readonly proof: Proof;
  readonly head: string;
}

/** What reading told of files, as it is added to the ledger of their place. */
export function printVerdicts(verdicts: readonly Said[]): readonly Uint8Array[] {
  return verdicts.length === 0 ? [] : printLedgerRecords(recordsOf(verdicts));
}

function* recordsOf(verdicts: readonly Said[]): Generator<readonly [Proof, string]> {
  for (const { path, proof, head } of verdicts) yield [proof, `${head} ${path}`];
}
