import { amountOf, select } from '../inventory/records.ts';
import { STANDING } from '../inventory/standing.ts';
import { formatCount } from '../lib/units.ts';
import type { Item } from '../model/plan.ts';
import type { MirrorCase } from './mirror-case.ts';
import { positionsOf, proofsAt, standingAt, treeAt } from './mirror-looks.ts';
import { readingsOf, verifyAction } from './mirror-readings.ts';
import { sourceSuspect } from './mirror-troubles.ts';

/** What the source of a dataset is decided from. */
export type SourceCase = Omit<MirrorCase, 'position' | 'suspects'>;

/** What there is to say of the source itself, and the positions of its files that are under suspicion. */
export interface SourceItems {
  readonly items: readonly Item[];
  readonly suspects: ReadonlySet<number>;
}

/** Reads again what is under suspicion, each time, and where the manifest says so what is due. Nothing else is said of a source. */
export function mirrorSource(about: SourceCase): SourceItems {
  const { dataset, resource, now } = about;
  const { source } = dataset;
  const tree = treeAt(about, source);
  if (tree.status !== 'present') return { items: [], suspects: new Set() };
  const standing = standingAt(about, source, tree.value);
  const suspects = [...positionsOf(standing, STANDING.bad), ...positionsOf(standing, STANDING.doubtful)];
  const place = { spec: resource.spec, from: source, to: source, recheck: proofsAt(about, source).recheck, now };
  const all = new Uint8Array(tree.value.index.count).fill(1);
  const due = resource.spec.verify.source === 'Read' ? readingsOf(place, { have: tree.value, standing }, all).actions : [];
  const item = { dataset: dataset.name, then: [] };
  if (suspects.length === 0) {
    return { items: due.length === 0 ? [] : [{ ...item, decision: { status: 'todo', actions: due } }], suspects: new Set() };
  }
  const entries = select(tree.value, suspects);
  const because = `${formatCount(suspects.length)} under suspicion: read again`;
  const again = verifyAction(place, entries, { why: 'Due', because });
  return {
    items: [{ ...item, decision: { status: 'held', hold: sourceSuspect(source, amountOf(entries).files), actions: [...again, ...due] } }],
    suspects: new Set(suspects),
  };
}
