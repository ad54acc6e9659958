import { newInventoryBuilder } from '../inventory/records.ts';
import type { Action } from '../model/action.ts';
import { actionId } from '../model/action-id.ts';
import type { Amount } from '../model/amount.ts';
import type { Location } from '../model/endpoint.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation } from '../model/names.ts';
import { resourceName } from '../model/resource.ts';
import { type MirrorCase, replicaOf } from './mirror-case.ts';
import type { Changes } from './mirror-changes.ts';
import { proofsAt } from './mirror-looks.ts';

const LETTER_L = 0x6c;
const NO_ENTRIES: Inventory = newInventoryBuilder('ns').finish([]);

/** Says at a replica that all of it was read back, when that was not said of this content yet. `content`: see `contentOf`. */
export function publishActions(mirror: MirrorCase, content: string, holds: Amount): readonly Action[] {
  const to = replicaOf(mirror).location;
  if (isPublished(mirror, content)) return [];
  const { resource, dataset, now } = mirror;
  return [
    {
      type: 'publish',
      to,
      entries: NO_ENTRIES,
      state: {
        resource: resourceName(resource),
        dataset: dataset.name,
        digest: resource.spec.digest,
        ...holds,
        content,
        consistentAsOf: new Date(now).toISOString(),
      },
      id: actionId({ type: 'publish', from: '', to: showLocation(to), entries: content }),
      because: 'all of it was read back',
      requires: [],
      engine: 'Local',
      amount: { files: 0, bytes: 0 },
    },
  ];
}

/**
 * A short text that is the same for the same names, sizes, times, targets and digest, in whatever order they were listed. What the source
 * does not have does not enter.
 */
export function contentOf(
  { records, index }: Inventory,
  { equal, same }: Pick<Changes, 'equal' | 'same'>,
  digest: string,
): string {
  let sum = 0;
  for (let position = 0; position < index.count; position++) {
    if (equal[position] === 0) continue;
    const start = index.starts[position] ?? 0;
    let hash = 0x811c9dc5;
    for (let left = records[start] === LETTER_L ? 2 : 1, at = start; left > 0; at++) {
      hash = Math.imul(hash ^ (records[at] ?? 0), 0x01000193);
      if (records[at] === 0) left--;
    }
    sum = (sum + (hash >>> 0)) % Number.MAX_SAFE_INTEGER;
  }
  return `${digest} ${same.files} files ${same.bytes} bytes ${sum.toString(16)}`;
}

/** Whether it was said already, or nothing is ever said there. */
export function isPublished(mirror: MirrorCase, content: string): boolean {
  const to = replicaOf(mirror).location;
  return !canPublish(to) || proofsAt(mirror, to).published === content;
}

/** Whether anything is published at a place: not where only rsync can write. */
export function canPublish({ endpoint }: Location): boolean {
  return endpoint.type === 'Local' || (endpoint.type === 'Ssh' && endpoint.shell === 'Full');
}
