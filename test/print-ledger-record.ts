import { printLedgerRecords } from '../src/inventory/ledger.ts';
import type { Proof } from '../src/model/ledger.ts';

/** One record of a ledger, as it is appended. */
export function printLedgerRecord(proof: Proof, record: string): Uint8Array {
  return Buffer.concat(printLedgerRecords([[proof, record]]));
}
