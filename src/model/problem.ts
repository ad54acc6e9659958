import type { Code } from './codes.ts';

/** Something about one replica that needs attention, at the end of a pass. */
export interface Problem {
  /** KIND/NAME. */
  readonly resource: string;
  /** `endpoint:path`; '' when it concerns the dataset as a whole. */
  readonly replica: string;
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}
