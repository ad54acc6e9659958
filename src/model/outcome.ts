import type { Failure } from './failure.ts';

/** How an action went. `asWrong`: how many of the files that were read are as wrong as they were known to be. */
export type Outcome =
  | {
      readonly status: 'done';
      readonly ms: number;
      readonly files: number;
      readonly bytes: number;
      readonly asWrong?: number;
    }
  | { readonly status: 'already' }
  | { readonly status: 'skipped'; readonly because: Failure }
  | { readonly status: 'failed'; readonly failure: Failure };
