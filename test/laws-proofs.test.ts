import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { select } from '../src/inventory/records.ts';
import type { FileEntry } from '../src/model/inventory.ts';
import { actionsOf, type Plan } from '../src/model/plan.ts';
import { approvalOf } from '../src/plan/approved.ts';
import { heldLists } from '../src/plan/held-lists.ts';
import { planId } from '../src/plan/plan.ts';
import { applied } from './applied.ts';
import { type Action, actionsOfPlan } from './plan-actions.ts';
import { worlds } from './random-worlds.ts';
import { DAY_MS, digestOf, type FileState, NOW, rightContent } from './world-files.ts';
import { entriesIn, type Place, placeName, planLines, planOf, stateAt, type World } from './worlds.ts';

const RUNS = { numRuns: 300, interruptAfterTimeLimit: 20_000 };
/** See laws.test.ts. */
const ROUNDS = 12;

describe('nothing good is lost', () => {
  test('a good copy is never replaced by another content of the same size and time', () => {
    fc.assert(
      fc.property(worlds('Sound'), (world) => {
        for (const [before, after] of steps(world)) {
          for (const place of before.places) {
            for (const entry of filesOf(place)) {
              const now = filesOf(placeOf(after, place.name)).find((it) => it.path === entry.path);
              if (now?.size !== entry.size || now.mtimeNs !== entry.mtimeNs) continue;
              if (contentOf(before, place, entry) !== rightContent(entry)) continue;
              expect(contentOf(after, placeOf(after, place.name), now)).toBe(rightContent(entry));
            }
          }
        }
      }),
      RUNS,
    );
  });

  test('what is not known to be wrong stays, or lies in the trash, unless the manifest says Delete', () => {
    fc.assert(
      fc.property(worlds('Sound'), (world) => {
        // What the filter hides is not seen: rsync makes a directory in the place of a hidden file.
        fc.pre(world.options.extraneous !== 'Delete' && Object.keys(world.options.filter ?? {}).length === 0);
        const end = last(world);
        for (const place of world.places.slice(1)) {
          const after = placeOf(end, place.name);
          for (const entry of filesOf(place)) {
            // What was found wrong goes to quarantine.
            if (!['proven', undefined].includes(stateAt(world, place, entry).proof?.verdict)) continue;
            const isThere = filesOf(after).some((it) => isSame(it, entry));
            const isKept = after.trash.entries.some((it) => it.path.endsWith(`/p/${entry.path}`) && it.size === entry.size);
            expect([entry.path, isThere || isKept]).toEqual([entry.path, true]);
          }
        }
      }),
      RUNS,
    );
  });

  test('what a good copy is known of is repaired', () => {
    fc.assert(
      fc.property(worlds('Sound'), (world) => {
        const end = last(world);
        const [source] = end.places;
        for (const { item } of planOf(end).entries) {
          if (item.facts === undefined || item.facts.corrupt.files === 0) continue;
          const place = placeOf(end, item.replica === undefined ? '' : placeName(item.replica));
          const others = end.places.filter((it) => it !== place && it !== source);
          for (const entry of filesOf(place)) {
            const { proof, inode } = stateAt(end, place, entry);
            // One that has moved since is read first.
            if (proof?.verdict !== 'bad' || inode === 'another' || !filesOf(source).some((it) => isSame(it, entry))) continue;
            const isGood = (other: Place): boolean => {
              const there = filesOf(other).find((it) => isSame(it, entry));
              if (there === undefined) return false;
              const state = stateAt(end, other, there);
              return isProven(state) && digestOf(state.content) === proof.digest;
            };
            expect(others.filter(isGood).map((it) => it.name)).toEqual([]);
          }
        }
      }),
      RUNS,
    );
  });
});

describe('what is said rests on what was read', () => {
  test('settled, verified and published are only replicas whose every file was read back', () => {
    fc.assert(
      fc.property(worlds('Faulty'), fc.nat(3), (world, rounds) => {
        const now = after(world, rounds);
        const [source] = now.places;
        for (const { item } of planOf(now).entries) {
          if (item.replica === undefined || item.facts === undefined) continue;
          const isPublishing = actionsOf(item.decision).some((action) => action.type === 'publish');
          if (item.decision.status !== 'settled' && item.facts.state !== 'verified' && !isPublishing) continue;
          const place = placeOf(now, placeName(item.replica));
          const wanted = new Set(filesOf(source).map((entry) => entry.path));
          const unread = item.facts.basis?.to === undefined ? [] : entriesIn({ entries: item.facts.basis.to });
          for (const entry of unread.filter((it) => it.type === 'file' && wanted.has(it.path)))
            expect([entry.path, provenDigest(now, place, entry)]).toEqual([entry.path, heldDigest(now, source, entry.path)]);
        }
      }),
      RUNS,
    );
  });

  test('what is under suspicion at the source is not taken from there, and meanwhile nothing is overwritten or removed', () => {
    fc.assert(
      fc.property(worlds('Faulty'), (world) => {
        const plan = planOf(world);
        const [source] = world.places;
        if (source === undefined) return;
        const isSuspect = (entry: FileEntry): boolean =>
          ['bad', 'differs'].includes(stateAt(world, source, entry).proof?.verdict ?? '');
        const suspects = new Set(
          filesOf(source)
            .filter(isSuspect)
            .map((entry) => entry.path),
        );
        const isSeen = plan.entries.some(({ item }) => item.replica === undefined && item.decision.status === 'held');
        for (const action of actionsOfPlan(plan)) {
          if (action.hold !== undefined || action.type === 'verify') continue;
          if (action.type === 'transfer' && placeName(action.from) === 'source')
            expect(entriesIn(action).filter((entry) => entry.type === 'file' && suspects.has(entry.path))).toEqual([]);
          if (isSeen) expect(sortOf(action)).toMatch(/^(transfer Add|transfer Repair|publish)$/);
        }
      }),
      RUNS,
    );
  });

  test('no replica feeds another before all of it was read back', () => {
    fc.assert(
      fc.property(worlds('Faulty'), (world) => {
        for (const action of actionsOfPlan(planOf(world))) {
          if (action.type !== 'transfer' && action.type !== 'verify') continue;
          const from = placeOf(world, placeName(action.from));
          const isReading = action.type === 'verify' && action.reading.why === 'Unproven';
          const isCopy = action.type === 'transfer' && action.way.type !== 'Repair';
          if (from.feed === undefined && from.name === 'source') continue;
          if (!isReading && !isCopy) continue;
          for (const entry of entriesIn(action)) {
            const there = filesOf(from).find((it) => it.path === entry.path);
            if (there !== undefined) expect(isProven(stateAt(world, from, there))).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });
});

test('with a budget everything is read in the end, and no more than it says in a day', () => {
  fc.assert(
    fc.property(worlds('Sound'), fc.constantFrom(0, 2), (drawn, budgetBytes) => {
      let world: World = { ...drawn, options: { ...drawn.options, verify: { budgetBytes } } };
      // One file a day at least, and no proof is old enough to be due again.
      for (let day = 0; day < 20; day++) {
        const now = NOW + day * DAY_MS;
        world = { ...world, options: { ...world.options, now } };
        for (const [, then] of steps(world, 4)) {
          // What is under suspicion at the source is read besides.
          for (const place of then.places.slice(1)) {
            if (place.recheck.since !== now || place.recheck.bytes <= budgetBytes) continue;
            // One file, however large.
            expect(filesOf(place).some((entry) => entry.size === place.recheck.bytes)).toBe(true);
          }
          world = then;
        }
      }
      expect(planLines(planOf(world)).filter((line) => line.includes('verify.later'))).toEqual([]);
    }),
    { numRuns: 100, interruptAfterTimeLimit: 20_000 },
  );
});

describe('a person who releases', () => {
  test('all that was shown, has it done; what nobody can release stays held', () => {
    fc.assert(
      fc.property(worlds('Faulty'), (world) => {
        const plan = planOf(world);
        const approvals = heldLists(plan).map((held) => approvalOf({ ...held, by: 'ada', at: '', reason: '' }));
        const released = planOf({ ...world, options: { ...world.options, approvals } });
        expect(heldLists(released)).toEqual([]);
        const isFixed = ({ hold }: Action): boolean => hold !== undefined && hold.list === undefined;
        expect(actionsOfPlan(released).filter(isFixed).map(sortOf)).toEqual(actionsOfPlan(plan).filter(isFixed).map(sortOf));
        // What was free before is free still, and is the same.
        const free = (of: Plan): ReadonlySet<string> =>
          new Set(actionsOfPlan(of).flatMap((it) => (it.hold === undefined ? [it.id] : [])));
        expect([...free(plan)].filter((id) => !free(released).has(id))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('all but one entry, has none of that list done', () => {
    fc.assert(
      fc.property(worlds('Faulty'), fc.nat(), (world, seed) => {
        const plan = planOf(world);
        const held = heldLists(plan);
        const approvals = held.map((it) => {
          const { count } = it.list.index;
          const kept = Array.from({ length: count }, (_, at) => at).filter((at) => at !== seed % count);
          return approvalOf({ ...it, list: select(it.list, kept), by: 'ada', at: '', reason: '' });
        });
        const after = heldLists(planOf({ ...world, options: { ...world.options, approvals } }));
        // A list of two actions is of both: the one that is whole in what was released is done.
        for (const { replica, code } of held)
          expect(after.map((it) => `${it.replica} ${it.code}`)).toContain(`${replica} ${code}`);
      }),
      RUNS,
    );
  });
});

/** The worlds of a pass, each with the one after it. */
function* steps(world: World, rounds: number = ROUNDS): Generator<readonly [World, World]> {
  let before = world;
  for (let round = 0; round < rounds; round++) {
    const plan = planOf(before);
    const then = applied(before, plan);
    yield [before, then];
    if (planId(planOf(then)) === planId(plan)) return;
    before = then;
  }
}

function after(world: World, rounds: number): World {
  return [...steps(world, rounds)].at(-1)?.[1] ?? world;
}

function last(world: World): World {
  return after(world, ROUNDS);
}

function placeOf(world: World, name: string): Place {
  const found = world.places.find((place) => place.name === name);
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}

function filesOf(place: Place | undefined): readonly FileEntry[] {
  return (place?.entries ?? []).filter((entry) => entry.type === 'file');
}

function isSame(one: FileEntry, other: FileEntry): boolean {
  return one.path === other.path && one.size === other.size && one.mtimeNs === other.mtimeNs;
}

function contentOf(world: World, place: Place, entry: FileEntry): string {
  return stateAt(world, place, entry).content;
}

/** What a file was proven to hold; nothing for one that was not. */
function provenDigest(world: World, place: Place, entry: FileEntry): string {
  const { proof } = stateAt(world, place, entry);
  return proof?.verdict === 'proven' ? proof.digest : '';
}

/** What a file of that name at the source is held to. */
function heldDigest(world: World, source: Place | undefined, path: string): string | undefined {
  const entry = filesOf(source).find((it) => it.path === path);
  const proof = source === undefined || entry === undefined ? undefined : stateAt(world, source, entry).proof;
  return proof?.verdict === 'differs' ? proof.found : proof?.digest;
}

function isProven({ proof }: FileState): boolean {
  return proof?.verdict === 'proven';
}

function sortOf(action: Action): string {
  if (action.type === 'transfer') return `transfer ${action.way.type}`;
  return action.type;
}
