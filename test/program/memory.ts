import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inodeStart, parseLedger, proofAt } from '../../src/inventory/ledger.ts';
import { pathAt } from '../../src/inventory/record.ts';
import type { PathBytes } from '../../src/lib/path-bytes.ts';
import type { Ledger, Proof } from '../../src/model/ledger.ts';
import type { DatasetStatus, StatusDocument } from '../../src/model/status.ts';
import { run } from '../components/run.ts';
import { printLedgerRecord } from '../print-ledger-record.ts';
import { events } from './run.ts';
import type { Workspace } from './workspace.ts';

type Told = Readonly<Record<string, unknown>>;

/** The status document, as the last pass left it. */
export async function statusOf(workspace: Workspace): Promise<StatusDocument> {
  return JSON.parse((await workspace.run('status', '-o', 'json')).stdout);
}

/** What the status says of a resource's only dataset. */
export async function datasetOf(workspace: Workspace, resource = 'm'): Promise<DatasetStatus> {
  const [found] = (await statusOf(workspace)).datasets.filter((dataset) => dataset.resource === resource);
  if (found === undefined) throw new Error(`no status of ${resource}`);
  return found;
}

/** The file of the state that holds what was proven of a place, `endpoint:path`; `suffix`: of another one that is kept beside it. */
export function ledgerFile(workspace: Workspace, place: string, suffix = 'ledger'): string {
  const start = place.replace(/[^A-Za-z0-9.-]+/g, '-');
  const names = readdirSync(workspace.at('state/ledger'));
  const own = names.find(
    (name) =>
      name.startsWith(`${start}-`) && /^[0-9a-f]{16}\.[a-z.]+$/.test(name.slice(start.length + 1)) && name.endsWith(`.${suffix}`),
  );
  if (own === undefined) throw new Error(`no ${suffix} of ${place} among ${names.join(' ')}`);
  return join(workspace.at('state/ledger'), own);
}

/** How many records were written to a ledger in all, superseded ones included. */
export function recordsIn(workspace: Workspace, place: string): number {
  return readFileSync(ledgerFile(workspace, place)).filter((byte) => byte === 0).length;
}

/** What was proven of a place, by path. */
export function proofsOf(workspace: Workspace, place: string): ReadonlyMap<PathBytes, Proof> {
  const ledger = parseLedger(readFileSync(ledgerFile(workspace, place)));
  return new Map(Array.from({ length: ledger.index.count }, (_, at) => [entryOf(ledger, at), proofAt(ledger, at)]));
}

/** Writes the proofs of a place anew, each as `change` gives it. */
export function rewriteProofs(workspace: Workspace, place: string, change: (proof: Proof, path: PathBytes) => Proof): void {
  rewrite(workspace, place, (ledger, at) =>
    printLedgerRecord(change(proofAt(ledger, at), entryOf(ledger, at)), recordOf(ledger, at)),
  );
}

/** The same for the records that the proofs speak of: `inode ctime f size mtime path`. */
export function rewriteRecords(workspace: Workspace, place: string, change: (record: string) => string): void {
  rewrite(workspace, place, (ledger, at) => {
    return printLedgerRecord(proofAt(ledger, at), change(recordOf(ledger, at)));
  });
}

function rewrite(workspace: Workspace, place: string, print: (ledger: Ledger, at: number) => Uint8Array): void {
  const path = ledgerFile(workspace, place);
  const ledger = parseLedger(readFileSync(path));
  writeFileSync(path, Buffer.concat(Array.from({ length: ledger.index.count }, (_, at) => print(ledger, at))));
}

function recordOf(ledger: Ledger, at: number): string {
  const start = inodeStart(ledger, at);
  return Buffer.from(ledger.records.subarray(start, ledger.records.indexOf(0, start))).toString('latin1');
}

function entryOf(ledger: Ledger, at: number): PathBytes {
  return pathAt({ records: ledger.records, index: ledger.index, granularity: 'ns', gaps: [] }, at);
}

/** As if all of a place had been proven so much earlier. */
export function ageProofs(workspace: Workspace, place: string, ms: number): void {
  rewriteProofs(workspace, place, (proof) => ({ ...proof, at: proof.at - ms }));
}

/** As if what re-checks read of a place had been read so much earlier. */
export function ageReading(workspace: Workspace, place: string, ms: number): void {
  const path = ledgerFile(workspace, place, 'recheck.json');
  const { since, bytes } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ since: since - ms, bytes }));
}

/** Every event of every pass so far. */
export function journalOf(workspace: Workspace): readonly Told[] {
  const directory = workspace.at('state/journal');
  return readdirSync(directory)
    .sort()
    .flatMap((name) => events(readFileSync(join(directory, name), 'utf8')));
}

/** What was done, in order: `verify disk:replica 3`, with the number of files. */
export function deedsIn(told: readonly Told[]): readonly string[] {
  return told
    .filter(({ type }) => type === 'action-ended')
    .map(({ action, outcome }) => {
      const { type, to } = Object(action);
      const { status, files } = Object(outcome);
      return status === 'done' ? `${type} ${to} ${files}` : `${type} ${to} ${status}`;
    });
}

/** Changes one byte of a file in the middle, and leaves its size and its time as they are. */
export async function damage(path: string): Promise<void> {
  const script =
    'touch -r "$0" "$0.time"; printf "\\377" | dd of="$0" bs=1 seek="$(($(stat -c %s "$0") / 2))" conv=notrunc status=none; touch -r "$0.time" "$0"; rm "$0.time"';
  const ran = await run('sh', ['-c', script, path]);
  if (ran.code !== 0) throw new Error(ran.stderr);
}
