import type { Code } from './codes.ts';

/** Something that can happen and did. Made where it is understood; never thrown. */
export interface Failure {
  readonly code: Code;
  /** What, where. One sentence, no secrets. */
  readonly message: string;
  /** What now; ends with a command where there is one. */
  readonly hint: string;
  readonly retry: 'now' | 'later' | 'person' | 'never';
  /** Which side is to blame. */
  readonly blame: 'from' | 'to' | 'link' | 'us';
}
