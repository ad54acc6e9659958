import { showLocation } from './model/names.ts';
import type { Resource } from './model/resource.ts';
import { resourceName } from './model/resource.ts';
import type { SettledMemory } from './model/settled-memory.ts';
import { openPlaces, type ProblemChange, problemChange, problemsOf } from './plan/problems.ts';
import type { ItemResult } from './plan/results.ts';
import { statusItems } from './plan/status-items.ts';
import type { StatusRecord } from './state/status-record.ts';
import type { Store } from './state/store.ts';

/** A pass that has ended. Times: milliseconds since 1970. */
export interface EndedPass {
  readonly results: readonly ItemResult[];
  readonly resources: readonly Resource[];
  readonly exit: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Remembers what a pass saw and did, for status and for the next pass; tells how the set of problems changed. What cannot
 * be remembered is told again by the next pass: the state is a cache.
 */
export function recordPass(store: Store, pass: EndedPass): ProblemChange {
  const judged = {
    problems: problemsOf(pass.results),
    looked: new Set(pass.resources.map(resourceName)),
    open: openPlaces(pass.results),
  };
  const change = problemChange(judged, store.problems());
  recordLook(store, { results: pass.results, resources: pass.resources, lookedAt: pass.startedAt });
  if (change.status === 'changed') store.saveProblems(change.remember);
  recordStop(store, pass);
  return change;
}

/** Remembers only that a pass ended, and how. */
export function recordStop(store: Store, { startedAt, endedAt, exit }: Omit<EndedPass, 'results' | 'resources'>): void {
  store.saveLastPass({ startedAt: iso(startedAt), endedAt: iso(endedAt), exit });
}

/** A look whose results are to be remembered. `lookedAt`: milliseconds since 1970. */
export interface EndedLook {
  readonly results: readonly ItemResult[];
  readonly resources: readonly Resource[];
  readonly lookedAt: number;
}

/** Remembers what a look saw, without a pass, and gives it. */
export function recordLook(store: Store, { results, resources, lookedAt }: EndedLook): readonly StatusRecord[] {
  const at = iso(lookedAt);
  return resources.map(({ kind, name }) => {
    const own = results.filter(({ entry }) => entry.resource.kind === kind && entry.resource.name === name);
    const items = statusItems(own, store.status(kind, name)?.items ?? [], at);
    const record: StatusRecord = { format: 'replicas/status-record/v1', kind, name, at, items };
    store.saveStatus(record);
    store.saveSettled(`${kind}/${name}`, settledIn(own));
    return record;
  });
}

/** What is worth remembering of what is settled, by replica. */
function settledIn(results: readonly ItemResult[]): ReadonlyMap<string, SettledMemory> {
  return new Map(
    results.flatMap(({ entry: { item } }) => {
      const { replica, remember, decision } = item;
      const isSettled = decision.status === 'settled' && replica !== undefined && remember !== undefined;
      return isSettled ? [[showLocation(replica), remember] as const] : [];
    }),
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
