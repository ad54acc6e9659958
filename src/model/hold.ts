import type { Code } from './codes.ts';

/** Why something is not done unasked, and what a person can do. */
export interface Hold {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}
