import { availableParallelism } from 'node:os';
import { mapBounded } from '../../lib/map-bounded.ts';
import type { FileToRead } from '../endpoint.ts';
import { readingCost, shareOut } from '../shared/share-out.ts';

/** Processes that work at once, at most. */
const MOST_LANES = 4;
/** What one does while another starts: less is not worth a process, or one more. In bytes. */
export const WORTH_A_PROCESS: number = 16 * 1024 * 1024;

/** Shares files out over as many processes as there are cores, and work for them; what each answered. */
export function inLanes<F extends FileToRead, T>(
  files: readonly F[],
  work: (share: readonly F[]) => Promise<T>,
): Promise<readonly T[]> {
  const worth = Math.ceil(readingCost(files) / WORTH_A_PROCESS);
  const shares = shareOut(files, Math.min(MOST_LANES, availableParallelism(), worth));
  return mapBounded(shares, shares.length, work);
}
