import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { DigestAlgorithm, Proof } from '../model/inventory.ts';

/**
 * One line of a ledger: that the file of an inventory record was proven. As bytes: `check provenAt algorithm:digest record`
 * and a NUL, where `record` is the inventory record with inode and ctime, without its NUL, and `check` are the first eight
 * hexadecimal digits of the md5 of all that follows it. Append-only; the last record of a path wins.
 */
export interface LedgerRecord {
  readonly proof: Proof;
  readonly record: Uint8Array;
}

const ALGORITHMS: Readonly<Record<string, DigestAlgorithm>> = { md5: 'md5', sha256: 'sha256', xxh128: 'xxh128' };
const HEAD = /^([0-9a-f]{8}) (\d{1,16}) (md5|sha256|xxh128):([0-9a-f]{32,64}) $/;
const LONGEST_HEAD = 8 + 1 + 16 + 1 + 7 + 64 + 1;

/** The bytes to append for a record. */
export function printLedgerRecord({ proof, record }: LedgerRecord): Uint8Array {
  const said = Buffer.concat([Buffer.from(`${proof.provenAt} ${proof.algorithm}:${proof.digest} `, 'latin1'), record]);
  return Buffer.concat([Buffer.from(`${checkOf(said)} `, 'latin1'), said, Buffer.of(0)]);
}

/** The records of a ledger in the order written. Torn, edited or foreign ones are left out and counted. */
export function parseLedger(bytes: Uint8Array): { readonly records: readonly LedgerRecord[]; readonly unreadable: number } {
  const records: LedgerRecord[] = [];
  let unreadable = 0;
  for (let begin = 0; begin < bytes.length; ) {
    const nul = bytes.indexOf(0, begin);
    const end = nul < 0 ? bytes.length : nul;
    const record = nul < 0 ? undefined : parseRecord(bytes.subarray(begin, end));
    if (record === undefined) unreadable++;
    else records.push(record);
    begin = end + 1;
  }
  return { records, unreadable };
}

function parseRecord(line: Uint8Array): LedgerRecord | undefined {
  const start = afterThirdSpace(line);
  const head = HEAD.exec(Buffer.from(line.subarray(0, start)).toString('latin1'));
  if (head === null) return undefined;
  const [, check, provenAt, name = '', digest = ''] = head;
  const algorithm = ALGORITHMS[name];
  if (algorithm === undefined || checkOf(line.subarray(9)) !== check) return undefined;
  return { proof: { algorithm, digest, provenAt: Number(provenAt) }, record: line.subarray(start) };
}

function afterThirdSpace(line: Uint8Array): number {
  let at = 0;
  for (let spaces = 0; spaces < 3 && at < Math.min(line.length, LONGEST_HEAD); at++) if (line[at] === 0x20) spaces++;
  return at;
}

function checkOf(said: Uint8Array): string {
  return createHash('md5').update(said).digest('hex').slice(0, 8);
}
