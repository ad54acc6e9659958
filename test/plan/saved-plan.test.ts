import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entriesOf } from '../../src/inventory/records.ts';
import type { Action } from '../../src/model/action.ts';
import type { FileEntry } from '../../src/model/inventory.ts';
import { showLocation } from '../../src/model/names.ts';
import { actionsOf, type Plan } from '../../src/model/plan.ts';
import { parseSavedPlan } from '../../src/plan/saved-plan.ts';
import { howOf, standingInPlace } from '../../src/plan/stale.ts';
import { planDocument } from '../../src/render/plan-document.ts';
import { HOSTILE_NAMES } from '../components/hostile-names.ts';
import { worlds } from '../random-worlds.ts';
import { changed, entriesIn, fileAt, planOf, type World, world } from '../worlds.ts';

const MANIFESTS = { digest: 'sha256:m', commit: '', dirty: false };

function saved(of: World): string {
  return JSON.stringify(planDocument(planOf(of), { manifests: MANIFESTS, entries: 'listed' }));
}

/** The document of a plan that copies one file, with one entry of its changed. */
function withEntry(change: object): string {
  const document = JSON.parse(saved(world('source: a | archive: -')));
  Object.assign(document.resources[0].actions[0].entries[0], change);
  return JSON.stringify(document);
}

test('law: what is saved is read back, whatever the names, sizes and times', () => {
  fc.assert(
    fc.property(worlds('Faulty'), (it) => {
      const plan = planOf(it);
      const parsed = parseSavedPlan(saved(it));
      if (!parsed.ok) throw new Error(parsed.error);
      const actions = plan.entries.flatMap(({ item: { decision } }) =>
        decision.status === 'todo' || decision.status === 'held' ? decision.actions : [],
      );
      const read = parsed.value.entries.flatMap((entry) => entry.actions);
      const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : 1);
      expect(
        read.map(({ id, type, how, from, to, held, requires, entries, replaced }) => [
          [id, type, how, from, to, held, requires],
          [...entriesOf(entries)].sort(byPath),
          [...entriesOf(replaced)].sort(byPath),
        ]),
      ).toEqual(
        actions.map((action) => [
          [
            action.id,
            action.type,
            howOf(action),
            'from' in action ? showLocation(action.from) : '',
            showLocation(action.to),
            action.hold === undefined ? 'free' : 'held',
            action.requires,
          ],
          [...entriesIn(action)].sort(byPath),
          [...replacedBy(plan, action)].sort(byPath),
        ]),
      );
    }),
  );
});

/** What stands at the replica under the names of what is transferred, otherwise than that. */
function replacedBy(plan: Plan, action: Action): readonly FileEntry[] {
  const facts = plan.entries.map(({ item }) => item).find(({ decision }) => actionsOf(decision).includes(action))?.facts;
  if (action.type !== 'transfer' || facts?.basis === undefined) return [];
  if (action.way.type !== 'Add') return entriesIn({ entries: action.way.replaced });
  return entriesIn({ entries: standingInPlace(action.entries, facts.basis.to) });
}

test('hostile names', () => {
  const files = HOSTILE_NAMES.map((name, at) => ({ ...fileAt('', at), path: name }));
  const parsed = parseSavedPlan(saved(changed(world('source: | archive: -'), 'source', { entries: files })));
  expect(
    parsed.ok &&
      new Set(
        parsed.value.entries[0]?.actions[0] &&
          [...entriesOf(parsed.value.entries[0].actions[0].entries)].map((entry) => entry.path),
      ),
  ).toEqual(new Set(HOSTILE_NAMES));
});

test.each([
  ['', 'it is not JSON, or cut short'],
  ['{"format":"replicas/plan/v1"', 'it is not JSON, or cut short'],
  ['null', 'it does not say "format": "replicas/plan/v1"'],
  ['[]', 'it does not say "format": "replicas/plan/v1"'],
  ['{"format":"replicas/plan/v2","id":"x","resources":[]}', 'it does not say "format": "replicas/plan/v1"'],
  ['{"format":"replicas/plan/v1","resources":[]}', 'its id or its list of resources is missing'],
  ['{"format":"replicas/plan/v1","id":"x","resources":{}}', 'its id or its list of resources is missing'],
  ['{"format":"replicas/plan/v1","id":"x","resources":[null]}', 'its resource 1 is incomplete; was it saved with --out?'],
  [
    '{"format":"replicas/plan/v1","id":"x","resources":[{"actions":[],"fingerprints":{}}]}',
    'its resource 1 is incomplete; was it saved with --out?',
  ],
])('no plan: %s', (text, why) => {
  expect(parseSavedPlan(text)).toEqual({ ok: false, error: why });
});

test('a plan that was made as if it were another time cannot be applied', () => {
  const later = planDocument(planOf(world('source: a | archive: -')), { manifests: MANIFESTS, entries: 'listed', at: 1e12 });
  expect(parseSavedPlan(JSON.stringify(later))).toEqual({ ok: false, error: 'it was made with --at and cannot be applied' });
});

test('a plan whose entries were only counted is no plan to apply', () => {
  const counted = planDocument(planOf(world('source: a | archive: -')), { manifests: MANIFESTS, entries: 'counted' });
  expect(parseSavedPlan(JSON.stringify(counted))).toMatchObject({ ok: false });
});

describe('an entry that was edited', () => {
  test('as it is', () => {
    expect(parseSavedPlan(withEntry({}))).toMatchObject({ ok: true });
  });

  test.each([
    ['no path', { path: '' }],
    ['a path with a NUL', { path: 'a\u0000b' }],
    ['a path with an escaped NUL', { path: 'a\\#000b' }],
    ['a path that is none', { path: 5 }],
    ['a type that is none', { type: 'socket' }],
    ['a type that every object has', { type: 'constructor' }],
    ['a type of another kind', { type: ['file'] }],
    ['a negative size', { size: -1 }],
    ['half a byte', { size: 0.5 }],
    ['a size beyond what counts exactly', { size: 1e300 }],
    ['a size as text', { size: '1' }],
    ['a time as a number', { mtime: 1 }],
    ['a link without a target', { type: 'link' }],
    ['a link whose target holds a NUL', { type: 'link', target: 'x\\#000y' }],
  ])('%s: the plan is refused, nothing is thrown', (_, change) => {
    expect(parseSavedPlan(withEntry(change))).toEqual({
      ok: false,
      error: 'its resource 1 is incomplete; was it saved with --out?',
    });
  });
});

describe('an action that was edited', () => {
  test.each([
    ['no place', { to: undefined }],
    ['a place that is none', { to: 5 }],
    ['no other place', { from: null }],
    ['no way', { how: undefined }],
    ['no type', { type: 7 }],
    ['no list of entries', { entries: {} }],
    ['what is replaced is no entry', { replaced: ['a'] }],
    ['no list of what it requires', { requires: 'x' }],
  ])('%s: the plan is refused, nothing is thrown', (_, change) => {
    const document = JSON.parse(saved(world('source: a | archive: -')));
    Object.assign(document.resources[0].actions[0], change);
    expect(parseSavedPlan(JSON.stringify(document))).toMatchObject({ ok: false });
  });
});

test('law: a document cut or changed anywhere is never a crash', () => {
  const text = saved(world('source: a l->x d/ | archive: x', { extraneous: 'Trash' }));
  const edit = fc.tuple(fc.nat(text.length - 1), fc.constantFrom('"', '{', ']', '0', '-', 'null', '\\#000', '', ','));
  fc.assert(
    fc.property(edit, ([at, by]) => {
      expect(typeof parseSavedPlan(text.slice(0, at) + by + text.slice(at + 1)).ok).toBe('boolean');
      expect(parseSavedPlan(text.slice(0, at)).ok).toBe(false);
    }),
    { numRuns: 500 },
  );
});
