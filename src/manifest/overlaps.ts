import { compareText } from '../lib/compare-text.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { errorAt, type Span, showPlace } from './located.ts';

/** A directory that a resource reads or writes, as far as the text of the manifests tells where it is. */
export interface Area {
  /** Machine and absolute path; ends in '/', so that what lies inside begins with it. */
  readonly key: string;
  /** `PoolMirror/pv`. */
  readonly owner: string;
  /** `archive:pools/pv`. */
  readonly place: string;
  readonly span: Span;
}

/** Two places are one directory, or one lies inside the other. */
export type Relation = 'same' | 'inside' | 'around' | 'apart';

/** Where a directory is: the same for two endpoints that name one account of one host; undefined at a daemon. */
export function areaKey(endpoint: Endpoint, path: string): string | undefined {
  if (endpoint.type === 'RsyncDaemon') return undefined;
  const machine =
    endpoint.type === 'Local' ? 'Local' : `Ssh ${endpoint.user ?? ''}@${endpoint.host.toLowerCase()}:${endpoint.port ?? 22}`;
  return `${machine}\0${`${endpoint.root}/${path}/`.replaceAll(/\/+/g, '/')}`;
}

/** How the first directory lies to the second. */
export function relate(left: string, right: string): Relation {
  if (left === right) return 'same';
  if (left.startsWith(right)) return 'inside';
  return right.startsWith(left) ? 'around' : 'apart';
}

/** Directories that two would write to, or that lie inside another: reported at the one that is declared later. */
export function overlapDiagnostics(areas: readonly Area[]): readonly Diagnostic[] {
  const sorted = areas
    .map((area, order) => ({ area, order }))
    .toSorted((left, right) => compareText(left.area.key, right.area.key) || left.order - right.order);
  const diagnostics: Diagnostic[] = [];
  // What lies inside a directory follows it at once in the order of keys: the last ones still open are those around.
  const open: (typeof sorted)[number][] = [];
  for (const entry of sorted) {
    while (open.length > 0 && !entry.area.key.startsWith(open.at(-1)?.area.key ?? '')) open.pop();
    const around = open.at(-1);
    if (around !== undefined) {
      const [first, second] = around.order < entry.order ? [around, entry] : [entry, around];
      diagnostics.push(overlap(first.area, second.area));
    }
    open.push(entry);
  }
  return diagnostics;
}

function overlap(first: Area, second: Area): Diagnostic {
  const relation = relate(second.key, first.key);
  const how = relation === 'same' ? 'is where' : `lies ${relation} ${first.place}, where`;
  const message = `${second.place} ${how} ${first.owner} writes already (${showPlace(first.span)})`;
  return errorAt(second.span, { code: 'manifest.conflict', message, hint: 'Give each its own directory, side by side' });
}
