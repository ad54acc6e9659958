import { decide } from '../src/kinds/index.ts';
import type { Plan } from '../src/model/plan.ts';
import { makePlan } from '../src/plan/plan.ts';
import { NOW } from './world-files.ts';
import { algorithmOf, type MirrorOptions, type Place, resourceOf, type World } from './world-model.ts';
import { parsePlace } from './world-notation.ts';
import { approvalsOf, seeOf } from './world-seen.ts';

export { actionLines, entriesIn, planLines } from './plan-lines.ts';
export { type MirrorOptions, type Place, placeName, resourceOf, stateAt, type World } from './world-model.ts';
export { fileAt, many } from './world-notation.ts';
export { approvalsOf, seeOf } from './world-seen.ts';

/**
 * A world in a line: places are parted by ` | `, each is `name: entries`. Entries are `dir/`, `file`, `file=size`,
 * `file@seconds`, `link->target`, `pipe|`, and `!path` where it could not be read (`!` alone: nobody knows where). Instead of entries
 * `-` stands for a place that is absent, `?` for one that is unknown. `name<feed` is fed by another place. Words in brackets after the
 * name: `s` (whole seconds), `noted`, `own`, `swapped`, `unidentified`, `identity?`, `tolerance=seconds`; `spent=bytes` (read by re-checks
 * today; `spent=bytes@hours` ago), `unpublished`, `trash?` (could not be listed).
 *
 * A file counts as proven just now, and a replica as published, unless marked: a mark stands behind a file after `~` (see `Mark`).
 * `~/path` lies in the place's trash.
 */
export function world(line: string, options: MirrorOptions = {}): World {
  return { places: line.split(' | ').map((text) => parsePlace(text, algorithmOf(options))), options };
}

/** The plan that is made in a world. */
export function planOf(of: World): Plan {
  const resource = resourceOf(of);
  const now = of.options.now ?? NOW;
  return makePlan([{ resource, items: decide(resource, seeOf(of), now), approvals: approvalsOf(of) }], now);
}

/** A place with other content. */
export function changed(of: World, name: string, change: Partial<Place>): World {
  return { ...of, places: of.places.map((place) => (place.name === name ? { ...place, ...change } : place)) };
}
