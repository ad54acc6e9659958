import type { CheckStep } from '../endpoint.ts';

/** The steps up to the first that failed, that one included. */
export function stepsUntilFailed(steps: readonly CheckStep[]): readonly CheckStep[] {
  const failed = steps.findIndex(({ result }) => result.status === 'failed');
  return failed < 0 ? steps : steps.slice(0, failed + 1);
}
