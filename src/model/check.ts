import type { Failure } from './failure.ts';

/** One thing that `test` tried at an endpoint. */
export interface CheckStep {
  readonly name: string;
  readonly result: { readonly status: 'ok'; readonly detail: string } | { readonly status: 'failed'; readonly failure: Failure };
}
