import { DELETED } from '../endpoints/shared/deleted.ts';
import { PARTIAL } from '../endpoints/shared/partial.ts';
import { fromText, joinPath, type PathBytes } from '../lib/path-bytes.ts';
import type { Location } from '../model/endpoint.ts';
import type { ExecuteContext } from './execute.ts';

const TRASH = fromText('.replicas-trash');

/**
 * Removes what a run that died left at a replica besides data: its lease, half-written files, what it was removing for good, and with no
 * copies `open` what it received in part. Done under a lease of our own; whoever works there now clears away himself.
 */
export async function clearAway(
  { at, copies }: { readonly at: Location; readonly copies: 'open' | 'none' },
  context: Pick<ExecuteContext, 'driver' | 'takeLease'> & { readonly clearedAway: (location: Location) => void },
): Promise<void> {
  const { files } = context.driver(at.endpoint);
  const lease = await context.takeLease(at);
  if (!lease.ok) return;
  const { fence, release } = lease.value;
  try {
    if (files !== undefined && fence !== undefined) {
      const left: readonly PathBytes[] = [DELETED, joinPath(TRASH, DELETED), ...(copies === 'none' ? [PARTIAL] : [])];
      const done = [await files.sweep(at.path)];
      for (const path of left) done.push(await files.erase(joinPath(at.path, path), fence));
      if (done.some((result) => !result.ok)) return;
    }
    if (copies === 'none') context.clearedAway(at);
  } finally {
    await release();
  }
}
