import type { Limits, Spawn } from './command.ts';

/** The effects that acting code is given: so that a test can give others. */
export interface Tools {
  readonly spawn: Spawn;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Aborted when the program is to stop. */
  readonly signal: AbortSignal;
  /** A directory of this run alone, removed at its end; for listings and empty directories. Absolute. */
  readonly scratch: string;
  /** Limits of a process that moves no data by count: looks, small remote commands. Transfers make their own. */
  readonly limits: Limits;
  /** Told before and after each step that changes something outside a process of ours: for the journal. */
  readonly step: (edge: 'before' | 'after', what: string, place: string) => void;
}
