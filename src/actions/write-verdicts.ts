import { printLedgerRecord } from '../inventory/ledger.ts';
import { pathAt, recordAt } from '../inventory/records.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import type { Location } from '../model/endpoint.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Proof } from '../model/ledger.ts';
import type { RunContext } from './runner.ts';

/** Writes what reading told of files into the ledger of their place; `looked`: their records, as they were seen after the reading. */
export function writeVerdicts(
  location: Location,
  { looked, verdicts }: { readonly looked: Inventory; readonly verdicts: ReadonlyMap<PathBytes, Proof> },
  { ledgers }: Pick<RunContext, 'ledgers'>,
): void {
  const records: Uint8Array[] = [];
  for (let position = 0; position < looked.index.count; position++) {
    const proof = verdicts.get(pathAt(looked, position));
    if (proof !== undefined) records.push(printLedgerRecord(proof, recordAt(looked, position)));
  }
  ledgers.append(location, records);
}
