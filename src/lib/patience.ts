/** What a process has to do, as far as it makes it silent for a while. */
export interface SilentWork {
  /** What may pass without progress while bytes move, in milliseconds. */
  readonly stalledAfterMs: number;
  /** Entries that are looked up before anything else. */
  readonly entries: number;
  /** Size of the largest file: it may be read from end to end, to find out what of it is there already. */
  readonly largestBytes: number;
}

/** Starting: nothing was heard yet. Between: a file has ended, the next has not begun to move. Moving: its bytes arrive. */
export type SilentPhase = 'starting' | 'between' | 'moving';

/** As slow as a working disk is: bytes per millisecond of reading, and milliseconds to look one name up. */
const READ_BYTES_PER_MS = 20_000;
const LOOKUP_MS = 10;

/** How long it may stand still in a phase, in milliseconds. */
export function patience(work: SilentWork, phase: SilentPhase): number {
  const { stalledAfterMs, entries, largestBytes } = work;
  const readingMs = largestBytes / READ_BYTES_PER_MS;
  switch (phase) {
    case 'starting':
      return stalledAfterMs + entries * LOOKUP_MS + readingMs;
    case 'between':
      return stalledAfterMs + readingMs;
    case 'moving':
      return stalledAfterMs;
  }
}
