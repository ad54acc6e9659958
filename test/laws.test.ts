import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entriesOf } from '../src/inventory/records.ts';
import { decide } from '../src/kinds/index.ts';
import type { PathBytes } from '../src/lib/path-bytes.ts';
import type { FileEntry } from '../src/model/inventory.ts';
import { showLocation } from '../src/model/names.ts';
import { actionsOf } from '../src/model/plan.ts';
import { treeProbe } from '../src/model/probe.ts';
import { makePlan, planId } from '../src/plan/plan.ts';
import { applied } from './applied.ts';
import { type Action, actionsOfPlan, heldOf } from './plan-actions.ts';
import { worlds } from './random-worlds.ts';
import { NOW } from './world-files.ts';
import { entriesIn, type Place, planLines, planOf, resourceOf, seeOf, type World } from './worlds.ts';

const RUNS = { numRuns: 400, interruptAfterTimeLimit: 20_000 };
const TRASH = '.replicas-trash';

/**
 * Copies of a chain follow one another, a directory in the way is emptied before the copy, a bad copy is found out before a good one is
 * looked for: so many rounds at most.
 */
const ROUNDS = 12;

test('a plan of an applied plan comes to an end, and then there is nothing to do', () => {
  fc.assert(
    fc.property(worlds('Sound'), (world) => {
      const end = applyAll(world);
      // A directory that is excluded, and full, is not seen: only rsync can say that it is in the way of a file.
      fc.pre(!hasHiddenDirectory(end));
      expect(freeActions(end)).toEqual([]);
      const again = planOf(end);
      expect(planLines(planOf(applied(end, again)))).toEqual(planLines(again));
    }),
    RUNS,
  );
});

test('one round is enough where nothing waits and nothing is in the way', () => {
  fc.assert(
    fc.property(worlds('Sound', 'Plain'), (world) => {
      const plan = planOf(world);
      const waits = plan.entries.some(({ item }) => item.decision.status === 'waiting' || item.decision.status === 'held');
      const blocked = planOf(applied(world, plan)).entries.some(({ item }) => item.facts?.state === 'behind');
      fc.pre(!waits && !blocked && !hasHiddenDirectory(world));
      expect(freeActions(applied(world, plan))).toEqual([]);
    }),
    RUNS,
  );
});

test('what is called settled has all that the source has, and with removals nothing else', () => {
  fc.assert(
    fc.property(worlds('Sound'), (world) => {
      fc.pre(Object.keys(world.options.filter ?? {}).length === 0);
      const end = applyAll(world);
      const [source] = end.places;
      const data = (source?.entries ?? []).filter((entry) => entry.type !== 'other');
      for (const { item } of planOf(end).entries) {
        if (item.decision.status !== 'settled') continue;
        const there = placeOf(end, item.replica === undefined ? '' : showLocation(item.replica));
        const have = new Map(there.entries.map((entry) => [entry.path, entry]));
        for (const entry of data) expect(have.get(entry.path)).toMatchObject(comparable(entry));
        if (end.options.extraneous === 'Keep') continue;
        const wanted = new Set((source?.entries ?? []).map((entry) => entry.path));
        expect(there.entries.filter((entry) => !wanted.has(entry.path))).toEqual([]);
      }
    }),
    RUNS,
  );
});

describe('with faults anywhere', () => {
  test('what was not seen is not touched, and nothing is copied from it', () => {
    fc.assert(
      fc.property(worlds('Faulty'), (world) => {
        const [source] = world.places;
        for (const action of actionsOfPlan(planOf(world))) {
          const to = placeOf(world, ownerOf(showLocation(action.to)));
          expect([to.state, source?.state, to.identity, source?.identity]).toEqual([
            expect.not.stringMatching('unknown'),
            'present',
            'own',
            'own',
          ]);
          if (action.type === 'remove' || action.type === 'publish') {
            expect([...to.gaps, ...(source?.gaps ?? [])]).toEqual([]);
            continue;
          }
          const from = placeOf(world, showLocation(action.from));
          expect([from.state, from.identity]).toEqual(['present', 'own']);
          if (action.type === 'verify') continue;
          // A replica that feeds another is seen whole; a good copy is one wherever it is.
          if (from !== source && action.way.type !== 'Repair') expect(from.gaps).toEqual([]);
          const known = new Set(to.entries.map((entry) => entry.path));
          // A file that was listed there may be replaced; what was not listed may be there all the same.
          for (const { path } of entriesIn(action))
            if (!known.has(path)) expect(to.gaps.filter((gap) => covers(gap, path))).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('where a part could not be read, or nothing, it is never called settled', () => {
    fc.assert(
      fc.property(worlds('Faulty'), (world) => {
        const [source] = world.places;
        for (const { item } of planOf(world).entries) {
          if (item.decision.status !== 'settled') continue;
          const there = placeOf(world, item.replica === undefined ? '' : showLocation(item.replica));
          expect(item.facts?.state).toMatch(/^(verified|copied)$/);
          expect([source?.state, source?.gaps.length, source?.identity]).toEqual(['present', 0, 'own']);
          expect(there.state).not.toBe('unknown');
          if (there.state === 'present') expect([there.gaps.length, there.identity]).toEqual([0, 'own']);
        }
      }),
      RUNS,
    );
  });

  test('removals are of what the replica has and the source has not, and come after the copies', () => {
    fc.assert(
      fc.property(worlds('Faulty'), (world) => {
        const wanted = new Map(sourceData(world).map((entry) => [entry.path, entry.type]));
        for (const { item } of planOf(world).entries) {
          const actions = item.decision.status === 'todo' || item.decision.status === 'held' ? item.decision.actions : [];
          const copies = actions.filter((it) => it.type === 'transfer' || (it.type === 'verify' && it.requires.length > 0));
          expect(actions.slice(0, copies.length)).toEqual(copies);
          for (const action of actions) {
            if (action.type !== 'remove' || isOfTrash(action)) continue;
            const have = new Set(placeOf(world, showLocation(action.to)).entries.map((entry) => entry.path));
            // What stands where the source has a directory, or a file where it has a link, is not what the source has.
            const isWanted = (entry: FileEntry): boolean => {
              const type = wanted.get(entry.path);
              if (type === undefined || (type === 'link' && entry.type === 'file')) return false;
              return (type === 'directory') === (entry.type === 'directory');
            };
            expect(entriesIn(action).filter((entry) => isWanted(entry) || !have.has(entry.path))).toEqual([]);
            const needed = copies.filter((it) => it.hold === undefined || action.hold?.code === 'source.emptied');
            if (action.hold === undefined) expect(action.requires).toEqual(needed.map((it) => it.id));
            expect(world.options.extraneous).toBe(action.how);
          }
        }
      }),
      RUNS,
    );
  });

  test('with an emptied source nothing is done unasked', () => {
    fc.assert(
      fc.property(worlds('Faulty'), (world) => {
        const [source, ...rest] = world.places;
        const entries = (source?.entries ?? []).filter((entry) => entry.type === 'directory');
        const emptied = { ...world, places: [{ ...(source ?? rest[0]), gaps: [], entries } as Place, ...rest] };
        for (const { item } of planOf(emptied).entries) {
          if (item.facts === undefined || item.facts.holds.files === 0) continue;
          expect(item.decision).toMatchObject({ status: 'held', hold: { code: 'source.emptied' } });
          for (const action of actionsOf(item.decision)) expect(action.hold?.code).toBe('source.emptied');
        }
      }),
      RUNS,
    );
  });

  test('what is held stays as it is', () => {
    fc.assert(
      fc.property(worlds('Faulty'), (world) => {
        const plan = planOf(world);
        const after = applied(world, plan);
        for (const action of heldOf(plan)) {
          if (action.type !== 'remove') continue;
          const owner = placeOf(after, ownerOf(showLocation(action.to)));
          const there = (isOfTrash(action) ? owner.trash : owner).entries.map((entry) => entry.path);
          const replaced = new Set(transferredTo(plan, showLocation(action.to)));
          const gone = entriesIn(action).filter(({ path }) => !there.includes(path) && !replaced.has(path));
          expect(gone).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('the order of listings, of replicas and of manifests makes no difference', () => {
    const both = worlds('Faulty').chain((world) =>
      fc.tuple(
        fc.constant(world),
        fc.tuple(...world.places.map((place) => fc.shuffledSubarray([...place.entries], { minLength: place.entries.length }))),
      ),
    );
    fc.assert(
      fc.property(both, ([world, orders]) => {
        // Whatever a budget is enough for is read in the order of the listing.
        const whole: World = { ...world, options: { ...world.options, verify: { budgetBytes: Infinity } } };
        const shuffled: World = { ...whole, places: whole.places.map((place, at) => ({ ...place, entries: orders[at] ?? [] })) };
        expect(planLines(planOf(shuffled))).toEqual(planLines(planOf(whole)));
        expect(planId(planOf(shuffled))).toBe(planId(planOf(whole)));
        const [source, ...replicas] = whole.places;
        const turned: World = { ...whole, places: source === undefined ? [] : [source, ...[...replicas].reverse()] };
        expect(blocksOf(turned)).toEqual(blocksOf(whole));
        const one = { resource: resourceOf(whole), items: decide(resourceOf(whole), seeOf(whole), NOW), approvals: [] };
        const two = { ...one, resource: { ...one.resource, name: 'a' } };
        expect(planId(makePlan([one, two], 0))).toBe(planId(makePlan([two, one], 99)));
      }),
      RUNS,
    );
  });

  test('equal worlds have equal ids, and every id stands for one action', () => {
    fc.assert(
      fc.property(worlds('Faulty'), (world) => {
        const plan = planOf(world);
        expect(planId(planOf(structuredClone(world)))).toBe(planId(plan));
        const ids = actionsOfPlan(plan).map((action) => action.id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      RUNS,
    );
  });
});

function applyAll(world: World): World {
  let now = world;
  for (let round = 0; round < ROUNDS; round++) {
    const plan = planOf(now);
    now = applied(now, plan);
    if (planId(planOf(now)) === planId(plan)) return now;
  }
  return now;
}

/** What is under suspicion at the source is read each time, and does not count. */
function freeActions(world: World): readonly string[] {
  return planOf(world)
    .entries.flatMap(({ item }) =>
      item.replica === undefined && item.decision.status === 'held' ? [] : actionsOf(item.decision),
    )
    .filter((action) => action.hold === undefined)
    .map((action) => `${action.type} ${showLocation(action.to)}`);
}

function isOfTrash(action: Action): boolean {
  return showLocation(action.to).endsWith(TRASH);
}

/** The place of a location, or of its trash. */
function ownerOf(shown: string): string {
  return shown.endsWith(TRASH) ? `${shown.slice(0, -TRASH.length)}.` : shown;
}

function placeOf(world: World, shown: string): Place {
  const found = world.places.find((place) => `${place.name}:.` === shown);
  if (found === undefined) throw new Error(`no place ${shown}`);
  return found;
}

/** Whether a file of the source has the name of a directory at a replica that the filter hides. */
function hasHiddenDirectory(world: World): boolean {
  const files = new Set(sourceData(world).flatMap((entry) => (entry.type === 'directory' ? [] : [entry.path])));
  return world.places.slice(1).some(({ entries }) => entries.some((it) => it.type === 'directory' && files.has(it.path)));
}

/** What of the source counts as data, or stands in the way of it. */
function sourceData(world: World): readonly FileEntry[] {
  const { spec } = resourceOf(world);
  if (spec.source.type !== 'Location') return [];
  const seen = seeOf(world)(treeProbe(spec.source.location, spec.filter));
  return seen?.state === 'present' ? [...entriesOf(seen.value)] : [];
}

function covers(gap: PathBytes, path: PathBytes): boolean {
  return gap === '' || gap === path || path.startsWith(`${gap}/`);
}

/** What must be equal at a settled replica; times may differ within what is allowed. */
function comparable({ path, type, size, target }: FileEntry): Partial<FileEntry> {
  return { path, type, size, ...(target === undefined ? {} : { target }) };
}

function transferredTo(plan: ReturnType<typeof planOf>, to: string): readonly PathBytes[] {
  return actionsOfPlan(plan)
    .filter((action) => action.type === 'transfer' && showLocation(action.to) === to)
    .flatMap((action) => entriesIn(action).map((entry) => entry.path));
}

/** The lines of each replica as one text, sorted, without what is expected to follow. */
function blocksOf(world: World): readonly string[] {
  const lines = planLines(planOf(world)).filter((line) => !line.startsWith('  then '));
  const text = lines.join('\n');
  return text.split(/\n(?! )/).sort();
}
