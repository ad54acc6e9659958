import type { Diagnostic } from '../model/diagnostic.ts';
import { errorAt } from './located.ts';
import { type Area, relate } from './overlaps.ts';

/** What one mirror reads and writes, as far as the text of the manifests tells where it is. */
export interface Flow {
  readonly owner: string;
  /** See `areaKey`. */
  readonly reads: string | undefined;
  readonly writes: readonly Area[];
}

/** Mirrors that copy in a circle: one would bring what another removes. Reported at each replica that leads back to its own source. */
export function cycleDiagnostics(flows: readonly Flow[]): readonly Diagnostic[] {
  return flows.flatMap((flow) =>
    flow.writes.flatMap((area): readonly Diagnostic[] => {
      const way = wayBack(flow, area, flows);
      if (way === undefined) return [];
      const message = `${area.place} leads back to the source of ${flow.owner}: ${[flow, ...way, flow].map((it) => it.owner).join(' -> ')}`;
      return [
        errorAt(area.span, {
          code: 'manifest.conflict',
          message,
          hint: 'Of two places one is the source: leave one of these mirrors out',
        }),
      ];
    }),
  );
}

/** The mirrors that lead from a replica of one back to its source; undefined where none do. */
function wayBack(from: Flow, area: Area, flows: readonly Flow[]): readonly Flow[] | undefined {
  const seen = new Set<Flow>([from]);
  const open: { readonly area: Area; readonly way: readonly Flow[] }[] = [{ area, way: [] }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { area: here, way } = next;
    if (way.length > 0 && isRead(here, from)) return way;
    for (const flow of flows) {
      if (seen.has(flow) || !isRead(here, flow)) continue;
      seen.add(flow);
      for (const further of flow.writes) open.push({ area: further, way: [...way, flow] });
    }
  }
  return undefined;
}

function isRead({ key }: Area, { reads }: Flow): boolean {
  return reads !== undefined && relate(key, reads) !== 'apart';
}
