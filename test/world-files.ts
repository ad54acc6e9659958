import { Buffer } from 'node:buffer';
import { parseLedger } from '../src/inventory/ledger.ts';
import { headAt } from '../src/inventory/record.ts';
import { newInventoryBuilder } from '../src/inventory/records.ts';
import type { DigestAlgorithm, FileEntry } from '../src/model/inventory.ts';
import type { Ledger, Proof } from '../src/model/ledger.ts';
import { printLedgerRecord } from './print-ledger-record.ts';
import { md5Of } from './world.ts';

/** The time at which worlds are looked at: milliseconds since 1970. */
export const NOW: number = Date.UTC(2026, 10, 20);
export const DAY_MS = 86_400_000;

/** What a file really holds, and what the ledger of its place says of it. `inode`: whether that is the one it was read under. */
export interface FileState {
  readonly content: string;
  readonly proof: Proof | undefined;
  readonly inode: 'same' | 'another';
}

/**
 * What a mark behind `~` says of a file. unread: never read. 40d: proven so long ago. moved: proven under another inode. rot: holds
 * something else than what was proven, and nobody knows. bad: was found so. doubtful: was found so, and has another inode now. differs:
 * was found to differ from its source. other: was proven to hold something else than it does elsewhere.
 */
export type Mark = 'unread' | `${number}d` | 'moved' | 'rot' | 'bad' | 'doubtful' | 'differs' | 'other';

/** Whether a text is a mark. */
export function isMark(text: string): text is Mark {
  return /^(unread|\d+d|moved|rot|bad|doubtful|differs|other)$/.test(text);
}

/** What a file of that name and size holds where all is well, at every place. */
export function rightContent({ path, size }: FileEntry): string {
  return `${path} ${size}`;
}

/** A file that was proven to hold what it should, just now. */
export function usualState(entry: FileEntry, algorithm: DigestAlgorithm): FileState {
  return { content: rightContent(entry), proof: provenAt(rightContent(entry), NOW, algorithm), inode: 'same' };
}

/** The state that a mark stands for. */
export function markedState(entry: FileEntry, mark: Mark, algorithm: DigestAlgorithm): FileState {
  const usual = usualState(entry, algorithm);
  const rotten = `rotten ${usual.content}`;
  const found = digestOf(rotten);
  const wrong = { verdict: 'bad', algorithm, digest: digestOf(usual.content), found, at: NOW } as const;
  switch (mark) {
    case 'unread':
      return { ...usual, proof: undefined };
    case 'moved':
      return { ...usual, inode: 'another' };
    case 'rot':
      return { ...usual, content: rotten };
    case 'bad':
      return { content: rotten, proof: wrong, inode: 'same' };
    case 'doubtful':
      return { ...usual, proof: wrong, inode: 'another' };
    case 'differs':
      return { content: rotten, proof: { ...wrong, verdict: 'differs' }, inode: 'same' };
    case 'other':
      return { content: rotten, proof: provenAt(rotten, NOW, algorithm), inode: 'same' };
    default:
      return { ...usual, proof: provenAt(usual.content, NOW - Number(mark.slice(0, -1)) * DAY_MS, algorithm) };
  }
}

/** A proof that a content was read. */
function provenAt(content: string, at: number, algorithm: DigestAlgorithm): Proof {
  return { verdict: 'proven', algorithm, digest: digestOf(content), found: '', at };
}

const DIGESTS = new Map<string, string>();

/** Stands for any digest: only whether two are equal matters. */
export function digestOf(content: string): string {
  const digest = DIGESTS.get(content) ?? md5Of(content);
  DIGESTS.set(content, digest);
  return digest;
}

/** The ledger that says this of files. */
export function ledgerOf(files: readonly (readonly [FileEntry, FileState])[]): Ledger {
  const builder = newInventoryBuilder('ns');
  for (const [entry] of files) builder.add(entry);
  const listed = builder.finish([]);
  const records = files.flatMap(([entry, { proof, inode }], position): readonly Uint8Array[] => {
    if (proof === undefined) return [];
    // As a listing has it: inode and time of change are unknown.
    const record = `${headAt(listed, position)} ${entry.path}`;
    return [printLedgerRecord(proof, inode === 'same' ? record : `${ANOTHER}${record.slice(ANOTHER.length)}`)];
  });
  return parseLedger(Buffer.concat(records));
}

const ANOTHER = '9 9';
