import type { Tools } from '../../lib/tools.ts';
import type { Location } from '../../model/endpoint.ts';
import { showLocation } from '../../model/names.ts';

/** One change of the world, for the journal. */
export interface ToldStep {
  readonly what: 'write' | 'remove' | 'rename' | 'link';
  readonly at: Location;
}

/** Takes a step, and tells the journal immediately before it and after it, however it ends. */
export async function told<T>({ step }: Pick<Tools, 'step'>, { what, at }: ToldStep, take: () => T | Promise<T>): Promise<T> {
  const place = showLocation(at);
  step('before', what, place);
  try {
    return await take();
  } finally {
    step('after', what, place);
  }
}
