import type { DigestAlgorithm, Inventory } from '../model/inventory.ts';
import type { Ledger, Proof } from '../model/ledger.ts';
import { Lookup } from './compare.ts';
import { inodeStart, proofAt, verdictAt } from './ledger.ts';

/**
 * What is known of a file that was listed. Unread: never, or not since its size or time changed. Proven: as it stands. Moved: proven, but
 * its inode or change time is another now, so a re-check is due. Bad, Differs: as it stands. Doubtful: it was one of these, and its inode
 * or change time is another now: somebody may have mended it. NotNeeded: no file.
 */
export const STANDING = { unread: 0, proven: 1, moved: 2, bad: 3, differs: 4, notNeeded: 5, doubtful: 6 } as const;

/** For each record of an inventory: its word of STANDING, and when it was proven, or found otherwise, last (milliseconds since 1970; 0: never). */
export interface Standing {
  readonly words: Uint8Array;
  readonly provenAt: Float64Array;
}

const LETTER_F = 0x66;
const SPACE = 0x20;
const WORDS: Readonly<Record<number, number>> = { 112: STANDING.proven, 98: STANDING.bad, 100: STANDING.differs };

/** Joins an inventory with the ledger of its location. What was proven by another algorithm counts as unread. */
export function standingOf(inventory: Inventory, ledger: Ledger, algorithm: DigestAlgorithm): Standing {
  const { records, index } = inventory;
  const words = new Uint8Array(index.count);
  const provenAt = new Float64Array(index.count);
  const lookup = new Lookup(inventory, ledger);
  for (let position = 0; position < index.count; position++) {
    const start = index.starts[position] ?? 0;
    if (records[start] !== LETTER_F) {
      words[position] = STANDING.notNeeded;
      continue;
    }
    if (ledger.index.count === 0) continue;
    const found = lookup.find(position);
    if (!found.identical || !isOf(ledger, found.position, algorithm)) continue;
    const { at, letter } = verdictAt(ledger, found.position);
    const word = WORDS[letter] ?? STANDING.unread;
    const same = sameInode(inventory, start, { ledger, position: found.position });
    if (word === STANDING.proven) words[position] = same ? STANDING.proven : STANDING.moved;
    else words[position] = same ? word : STANDING.doubtful;
    provenAt[position] = at;
  }
  return { words, provenAt };
}

/** Whether a file was proven as it stands, whatever its inode. */
export function isProven({ words }: Standing, position: number): boolean {
  return words[position] === STANDING.proven || words[position] === STANDING.moved;
}

/** Positions of the records whose standing is the word. */
export function positionsOf({ words }: Standing, word: number): readonly number[] {
  const found: number[] = [];
  for (let position = 0; position < words.length; position++) if (words[position] === word) found.push(position);
  return found;
}

/** Whether a file was never read back as it stands, or must be read anew. `equal`: 1 for each record that counts. */
export function hasUnread(equal: Uint8Array, { words }: Standing): boolean {
  return words.some((word, position) => equal[position] === 1 && (word === STANDING.unread || word === STANDING.doubtful));
}

/** Whether every file was read back as it stands, if perhaps with another inode. `equal`: 1 for each record that counts. */
export function allProven(equal: Uint8Array, standing: Standing): boolean {
  for (let position = 0; position < equal.length; position++) {
    if (equal[position] === 0 || standing.words[position] === STANDING.notNeeded) continue;
    if (!isProven(standing, position)) return false;
  }
  return true;
}

/** Finds what was proven of files of one inventory, by path, size and time, whatever their inodes. */
export function proofFinder(inventory: Inventory, ledger: Ledger): (position: number) => Proof | undefined {
  const lookup = new Lookup(inventory, ledger);
  return (position) => {
    const found = ledger.index.count === 0 ? undefined : lookup.find(position);
    return found?.identical === true ? proofAt(ledger, found.position) : undefined;
  };
}

/** Whether the digest in the head of a record is of that algorithm: its first letter tells. */
function isOf(ledger: Ledger, position: number, algorithm: DigestAlgorithm): boolean {
  const { records, index } = ledger;
  let at = records.lastIndexOf(0, index.starts[position] ?? 0) + 1;
  for (let spaces = 0; spaces < 3; at++) if (records[at] === SPACE) spaces++;
  return records[at] === algorithm.charCodeAt(0);
}

/** Whether inode and change time are the same bytes. */
function sameInode(
  { records }: Inventory,
  start: number,
  other: { readonly ledger: Ledger; readonly position: number },
): boolean {
  let right = (other.ledger.index.starts[other.position] ?? 0) - 1;
  const first = inodeStart(other.ledger, other.position);
  let left = start - 1;
  for (; right >= first; left--, right--) if (records[left] !== other.ledger.records[right]) return false;
  return left < 0 || records[left] === 0;
}
