import type { Failure } from './failure.ts';

/** How an action went. */
export type Outcome =
  | { readonly status: 'done'; readonly ms: number; readonly files: number; readonly bytes: number }
  | { readonly status: 'already' }
  | { readonly status: 'skipped'; readonly because: Failure }
  | { readonly status: 'failed'; readonly failure: Failure };
