import { fromLatin1, joinPath, type PathBytes } from '../../lib/path-bytes.ts';
import type { Location } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { FileEntry } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';

/** Why an entry was not retired: it is not what was planned. */
export function changedEntry(place: Location, entry: FileEntry): Failure {
  return {
    code: 'remove.changed',
    message: `${showLocation({ endpoint: place.endpoint, path: joinPath(place.path, entry.path) })} is not what was planned to be removed; it stays`,
    hint: 'Look again with: reconcile --plan',
    retry: 'later',
    blame: 'to',
  };
}

/** `inner` as seen from `outer`; undefined when it is not below it. */
export function relativeBelow(outer: PathBytes, inner: PathBytes): PathBytes | undefined {
  if (outer === '') return inner === '' ? undefined : inner;
  return inner.startsWith(`${outer}/`) && inner.length > outer.length + 1 ? fromLatin1(inner.slice(outer.length + 1)) : undefined;
}
