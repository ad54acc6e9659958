import { compare } from '../inventory/compare.ts';
import { pathAt, typeAt } from '../inventory/record.ts';
import { amountOf, entriesOf, select } from '../inventory/records.ts';
import { type PathBytes, ROOT } from '../lib/path-bytes.ts';
import type { Action } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation, showPath } from '../model/names.ts';
import type { Basis, Plan, PlanEntry } from '../model/plan.ts';
import { actionsOf } from '../model/plan.ts';
import { resourceName } from '../model/resource.ts';
import { fingerprintsOf } from './fingerprints.ts';
import type { SavedAction, SavedEntry, SavedPlan } from './saved-plan.ts';

/** What is to be done for one decision of a saved plan, now that the world was looked at again. */
export type Checked =
  | { readonly status: 'fits'; readonly entry: PlanEntry; readonly actions: readonly Action[]; readonly held: number }
  | { readonly status: 'refused'; readonly saved: SavedEntry; readonly because: Failure };

/**
 * Holds a saved plan against a new look. Per replica it is refused when the manifest, or anything at the source or the
 * replica besides the entries of the plan, has moved; those are checked one by one: as planned, already done, or refused.
 */
export function checkSaved(saved: SavedPlan, now: Plan): readonly Checked[] {
  return saved.entries
    .filter((entry) => entry.actions.length > 0)
    .flatMap((entry) => {
      const found = now.entries.find((it) => sameItem(it, entry));
      if (found !== undefined) return [checkEntry(entry, found)];
      // Of a source something is said only while something is to be read there.
      const isDone = entry.replica === '' && now.entries.some(({ resource }) => resourceName(resource) === entry.resource);
      return isDone ? [] : [refused(entry, 'the manifest no longer declares it')];
    });
}

function checkEntry(saved: SavedEntry, now: PlanEntry): Checked {
  const basis = now.item.facts?.basis;
  const { decision } = now.item;
  if (now.resource.digest !== saved.fingerprints.spec) return refused(saved, 'the manifest has changed since');
  if (decision.status === 'unknown') return { status: 'refused', saved, because: decision.because };
  if (basis === undefined && saved.fingerprints.to !== '') return refused(saved, 'it can no longer be decided');
  const { from, to } = fingerprintsOf(basis, saved.actions);
  if (from !== saved.fingerprints.from) return refused(saved, 'the source has changed since');
  if (to !== saved.fingerprints.to) return refused(saved, 'the replica has changed since');
  const actions: Action[] = [];
  for (const action of saved.actions.filter((it) => it.held === 'free')) {
    const planned = plannedNow(actionsOf(decision), action);
    const left = whatIsLeft(action, { planned, basis, before: actions, replica: saved.replica });
    if (left.moved.length > 0) return refused(saved, movedText(left.moved));
    if (left.entries.index.count === 0 && !(action.type === 'publish' && planned?.id === action.id)) continue;
    if (planned === undefined) return refused(saved, `a ${action.type} is no longer decided`);
    if (planned.hold !== undefined) return refused(saved, `a ${action.type} is held now (${planned.hold.code})`);
    // What was required and is done already is no longer waited for.
    const requires = action.requires.filter((id) => actions.some((it) => it.id === id));
    // As they were looked at now, with all that the document leaves out.
    const entries = common(planned.entries, left.entries);
    if (entries.index.count !== left.entries.index.count)
      return refused(saved, `a ${action.type} of these entries is no longer decided`);
    actions.push({ ...withEntries(planned, entries), id: action.id, requires });
  }
  // What reads back is held with what it reads, and is no hold of its own.
  const held = saved.actions.filter((it) => it.held === 'held' && it.how !== 'Moved').length;
  return { status: 'fits', entry: now, actions, held };
}

/** In which way, for which reason: what tells actions of one type at one place from another. */
export function howOf(action: Action): string {
  switch (action.type) {
    case 'transfer':
      return action.way.type;
    case 'verify':
      return action.reading.why;
    case 'remove':
      return action.how;
    case 'publish':
      return '';
  }
}

/** What stands at a replica under the names of these entries, otherwise than they are. */
export function standingInPlace(entries: Inventory, to: Inventory): Inventory {
  const { changed, inTheWay } = compare(entries, to, 0n);
  return select(
    to,
    [...changed, ...inTheWay].map((pair) => pair.have),
  );
}

/** The action that is decided now for what was saved: the very same, or one of its sort. Held ones come last. */
function plannedNow(actions: readonly Action[], saved: SavedAction): Action | undefined {
  const alike = actions.filter((it) => isAlike(it, saved));
  return alike.find((it) => it.id === saved.id) ?? alike.find((it) => it.hold === undefined) ?? alike[0];
}

function isAlike(action: Action, saved: SavedAction): boolean {
  if (action.type !== saved.type || howOf(action) !== saved.how || showLocation(action.to) !== saved.to) return false;
  return !('from' in action) || showLocation(action.from) === saved.from;
}

/** The same action with fewer entries. */
function withEntries(action: Action, entries: Inventory): Action {
  const amount = amountOf(entries);
  if (action.type !== 'transfer' || action.way.type === 'Add') return { ...action, entries, amount };
  const { replaced } = action.way;
  const still = compare(entries, replaced, 0n);
  const gone = new Set(still.extraneous);
  return { ...action, entries, amount, way: { ...action.way, replaced: without(replaced, gone) } };
}

interface Now {
  readonly planned: Action | undefined;
  readonly basis: Basis | undefined;
  /** What is left of the actions before it. */
  readonly before: readonly Action[];
  /** `endpoint:path`. */
  readonly replica: string;
}

interface Left {
  readonly entries: Inventory;
  /** Entries that can be neither done nor called done, and on which side they are not as they were. */
  readonly moved: readonly Moved[];
}

interface Moved {
  readonly side: 'source' | 'replica';
  readonly path: PathBytes;
}

/** The listed entries that are still to be done. Reading, repairs and the emptying of the trash are done as far as they are still decided. */
function whatIsLeft(action: SavedAction, { planned, basis, before, replica }: Now): Left {
  if (basis !== undefined && action.type === 'transfer' && action.how !== 'Repair') return leftToCopy(action, basis);
  if (basis !== undefined && action.type === 'remove' && action.to === replica) return leftToRemove(action, basis);
  const own = before.find((it) => action.requires.includes(it.id));
  const due = action.requires.length > 0 ? own?.entries : planned?.entries;
  return { entries: due === undefined ? without(action.entries, ALL) : common(action.entries, due), moved: [] };
}

/** What moved, on which side: the first of it by name. */
function movedText(moved: readonly Moved[]): string {
  const [first] = moved;
  const where = `at the ${first?.side}: "${showPath(first?.path ?? ROOT)}"`;
  return moved.length === 1
    ? `a listed entry has changed since ${where}`
    : `${moved.length} of the listed entries have changed since, the first ${where}`;
}

function leftToRemove(action: SavedAction, { from, to, toleranceNs }: Basis): Left {
  // The document writes times in full; they are as fine as the look that they were taken from.
  const listed: Inventory = { ...action.entries, granularity: to.granularity };
  const gone = compare(listed, to, toleranceNs);
  const changed = [...gone.changed, ...gone.inTheWay];
  // Asked from the other side, which speaks of sockets and pipes too.
  const missing = compare(to, listed, toleranceNs).extraneous;
  const still = without(listed, new Set([...missing, ...changed.map((pair) => pair.want)]));
  // What the source does not have, or has as a directory where this is none, or as a link where this is a file.
  const wanted = compare(from, still, toleranceNs);
  const links = wanted.changed.filter(({ want, have }) => typeAt(from, want) === 'link' && typeAt(still, have) === 'file');
  const unwanted = new Set([...wanted.extraneous, ...[...wanted.inTheWay, ...links].map((pair) => pair.have)]);
  const there = changed.map((pair): Moved => ({ side: 'replica', path: pathAt(listed, pair.want) }));
  const back = [...entriesOf(without(still, unwanted))].map(({ path }): Moved => ({ side: 'source', path }));
  return { entries: still, moved: [...there, ...back] };
}

function leftToCopy(action: SavedAction, { from, to, toleranceNs }: Basis): Left {
  const listed: Inventory = { ...action.entries, granularity: from.granularity };
  const done = compare(listed, to, toleranceNs);
  const undone = select(listed, [...done.missing, ...[...done.changed, ...done.inTheWay].map((pair) => pair.want)]);
  const atSource = compare(undone, from, toleranceNs);
  const gone = [...atSource.missing, ...[...atSource.changed, ...atSource.inTheWay].map((pair) => pair.want)];
  // What is to be replaced must be what stood there when the plan was made.
  const standing = standingInPlace(undone, to);
  const other = compare(standing, { ...action.replaced, granularity: to.granularity }, 0n);
  const others = [...other.missing, ...[...other.changed, ...other.inTheWay].map((pair) => pair.want)];
  return {
    entries: undone,
    moved: [
      ...gone.map((position): Moved => ({ side: 'source', path: pathAt(undone, position) })),
      ...others.map((position): Moved => ({ side: 'replica', path: pathAt(standing, position) })),
    ],
  };
}

/** The entries of one list that another has too, as they are. */
function common(list: Inventory, other: Inventory): Inventory {
  const { missing, changed, inTheWay } = compare({ ...list, granularity: other.granularity }, other, 0n);
  return without(list, new Set([...missing, ...[...changed, ...inTheWay].map((pair) => pair.want)]));
}

const ALL: Pick<ReadonlySet<number>, 'has'> = { has: () => true };

function without(inventory: Inventory, positions: Pick<ReadonlySet<number>, 'has'>): Inventory {
  const kept: number[] = [];
  for (let position = 0; position < inventory.index.count; position++) if (!positions.has(position)) kept.push(position);
  return select(inventory, kept);
}

function sameItem({ resource, item }: PlanEntry, saved: SavedEntry): boolean {
  const replica = item.replica === undefined ? '' : showLocation(item.replica);
  return resourceName(resource) === saved.resource && item.dataset === saved.dataset && replica === saved.replica;
}

function refused(saved: SavedEntry, why: string): Checked {
  return {
    status: 'refused',
    saved,
    because: {
      code: 'plan.stale',
      message: `${saved.resource} ${saved.replica}: ${why}; nothing was done there`,
      hint: 'Make the plan anew: reconcile --plan --out PLAN.json',
      retry: 'person',
      blame: 'us',
    },
  };
}
