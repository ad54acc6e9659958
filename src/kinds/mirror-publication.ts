import { newInventoryBuilder } from '../inventory/records.ts';
import type { Action } from '../model/action.ts';
import { actionId } from '../model/action-id.ts';
import type { Amount } from '../model/amount.ts';
import type { Location } from '../model/endpoint.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation } from '../model/names.ts';
import { resourceName } from '../model/resource.ts';
import { type MirrorCase, replicaOf } from './mirror-case.ts';
import { proofsAt } from './mirror-looks.ts';

const NO_ENTRIES: Inventory = newInventoryBuilder('ns').finish([]);

/** Says at a replica that all of it was read back, when that was not said of this content yet. `content`: see `contentOf`. */
export function publishActions(mirror: MirrorCase, content: string, holds: Amount): readonly Action[] {
  const to = replicaOf(mirror).location;
  if (!canPublish(to) || proofsAt(mirror, to).published === content) return [];
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

/** A short text that is the same for the same files, sizes, times and digest, in whatever order they were listed. */
export function contentOf({ records, index }: Inventory, holds: Amount, digest: string): string {
  let sum = 0;
  for (let position = 0; position < index.count; position++) {
    let hash = 0x811c9dc5;
    for (let at = index.starts[position] ?? 0; records[at] !== 0; at++) hash = Math.imul(hash ^ (records[at] ?? 0), 0x01000193);
    sum = (sum + (hash >>> 0)) % Number.MAX_SAFE_INTEGER;
  }
  return `${digest} ${holds.files} files ${holds.bytes} bytes ${sum.toString(16)}`;
}

/** Whether anything is published at a place: not where only rsync can write. */
export function canPublish({ endpoint }: Location): boolean {
  return endpoint.type === 'Local' || (endpoint.type === 'Ssh' && endpoint.shell === 'Full');
}
