import { select } from '../inventory/records.ts';
import { positionsOf, STANDING } from '../inventory/standing.ts';
import { formatFiles } from '../lib/units.ts';
import type { Item } from '../model/plan.ts';
import { notOurs } from './identified.ts';
import type { MirrorCase } from './mirror-case.ts';
import { proofsAt, standingAt, treeAt } from './mirror-looks.ts';
import { sourceSoundUntil } from './mirror-memory.ts';
import { nothingDueBefore, readingsOf, verifyAction } from './mirror-readings.ts';
import { sourceSuspect } from './mirror-troubles.ts';

/** What the source of a dataset is decided from. */
export type SourceCase = Omit<MirrorCase, 'position' | 'suspects' | 'soundUntil'>;

/** What there is to say of the source itself, and the positions of its files that are under suspicion. */
export interface SourceItems {
  readonly items: readonly Item[];
  readonly suspects: ReadonlySet<number>;
  /** See `MirrorCase`. */
  readonly soundUntil: number;
}

const NOTHING: SourceItems = { items: [], suspects: new Set(), soundUntil: 0 };

/** Reads again what is under suspicion, each time, and where the manifest says so what is due. Nothing else is said of a source. */
export function mirrorSource(about: SourceCase): SourceItems {
  const { dataset, resource, now } = about;
  const { source } = dataset;
  if (notOurs(about.see, source.endpoint) !== undefined) return NOTHING;
  const tree = treeAt(about, source);
  if (tree.status !== 'present') return NOTHING;
  const known = sourceSoundUntil(about);
  if (known !== undefined) return { ...NOTHING, soundUntil: known };
  const standing = standingAt(about, source, tree.value);
  const suspects = [...positionsOf(standing, STANDING.bad), ...positionsOf(standing, STANDING.doubtful)];
  const place = { spec: resource.spec, from: source, to: source, recheck: proofsAt(about, source).recheck, now };
  const others = new Uint8Array(tree.value.index.count).fill(1);
  for (const position of suspects) others[position] = 0;
  const { verify } = resource.spec;
  const isRead = verify.source === 'Read';
  const due = isRead ? readingsOf(place, { have: tree.value, standing }, others).actions : [];
  const item = { dataset: dataset.name, then: [] };
  if (suspects.length === 0) {
    const soundUntil = isRead ? nothingDueBefore({ verify, now }, standing, others) : Number.POSITIVE_INFINITY;
    const items: readonly Item[] = due.length === 0 ? [] : [{ ...item, decision: { status: 'todo', actions: due } }];
    return { ...NOTHING, items, soundUntil };
  }
  const entries = select(tree.value, suspects);
  const because = `${formatFiles(suspects.length)} under suspicion`;
  const again = verifyAction(place, entries, { why: 'Due', because });
  return {
    items: [
      {
        ...item,
        decision: { status: 'held', hold: sourceSuspect(source, entries), actions: [...again, ...due] },
      },
    ],
    suspects: new Set(suspects),
    soundUntil: 0,
  };
}
