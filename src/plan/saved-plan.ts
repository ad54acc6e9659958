import { listFromJson } from '../inventory/entry-json.ts';
import { asRecord } from '../lib/as-record.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Inventory } from '../model/inventory.ts';

/** What is used of a saved plan; the rest of the document is for people. */
export interface SavedPlan {
  readonly id: string;
  readonly entries: readonly SavedEntry[];
}

/** One decision of the saved plan that has something to do. */
export interface SavedEntry {
  /** KIND/NAME. */
  readonly resource: string;
  readonly dataset: string;
  readonly replica: string;
  readonly fingerprints: { readonly spec: string; readonly from: string; readonly to: string };
  readonly actions: readonly SavedAction[];
}

export interface SavedAction {
  readonly id: string;
  readonly type: string;
  readonly held: 'held' | 'free';
  /** Ids of actions that must be done before. */
  readonly requires: readonly string[];
  /** Of which way, for which reason (see `howOf`). */
  readonly how: string;
  /** `endpoint:path`; `from` is '' where there is none. */
  readonly from: string;
  readonly to: string;
  readonly entries: Inventory;
  /** What stood at the replica under the names of a transfer's entries. */
  readonly replaced: Inventory;
}

/** Reads a saved plan. The error says what is wrong with the document. */
export function parseSavedPlan(text: string): Result<SavedPlan, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('it is not JSON, or cut short');
  }
  const plan = asRecord(value);
  if (plan?.format !== 'replicas/plan/v1') return err('it does not say "format": "replicas/plan/v1"');
  if (plan.at !== undefined) return err('it was made with --at and cannot be applied');
  if (typeof plan.id !== 'string' || !Array.isArray(plan.resources)) return err('its id or its list of resources is missing');
  const entries: SavedEntry[] = [];
  for (const [position, resource] of plan.resources.entries()) {
    const entry = savedEntry(resource);
    if (entry === undefined) return err(`its resource ${position + 1} is incomplete; was it saved with --out?`);
    entries.push(entry);
  }
  return ok({ id: plan.id, entries });
}

function savedEntry(value: unknown): SavedEntry | undefined {
  const entry = asRecord(value);
  const prints = asRecord(entry?.fingerprints);
  if (entry === undefined || prints === undefined || !Array.isArray(entry.actions)) return undefined;
  const { kind, name, dataset, replica } = entry;
  const { spec, from, to } = prints;
  if (typeof kind !== 'string' || typeof name !== 'string' || typeof dataset !== 'string' || typeof replica !== 'string')
    return undefined;
  if (typeof spec !== 'string' || typeof from !== 'string' || typeof to !== 'string') return undefined;
  const actions = entry.actions.map(savedAction);
  const whole = actions.filter((action) => action !== undefined);
  if (whole.length < actions.length || !whole.every((action) => isAt(replica, action.to))) return undefined;
  return { resource: `${kind}/${name}`, dataset, replica, fingerprints: { spec, from, to }, actions: whole };
}

/** Whether an action is one of the replica: at it, or at its trash. Of a dataset itself there is none; that may be anywhere. */
function isAt(replica: string, to: string): boolean {
  return (
    replica === '' || to === replica || to === `${replica.endsWith(':.') ? replica.slice(0, -1) : `${replica}/`}.replicas-trash`
  );
}

function savedAction(value: unknown): SavedAction | undefined {
  const action = asRecord(value);
  if (action === undefined || !Array.isArray(action.entries)) return undefined;
  const { id, type, how, from, to } = action;
  if (typeof id !== 'string' || typeof type !== 'string' || typeof how !== 'string') return undefined;
  if (typeof from !== 'string' || typeof to !== 'string') return undefined;
  const requires = Array.isArray(action.requires) ? action.requires.filter((id) => typeof id === 'string') : undefined;
  if (requires === undefined) return undefined;
  const entries = listFromJson(action.entries, 'ns');
  const replaced = listFromJson(Array.isArray(action.replaced) ? action.replaced : [], 'ns');
  if (entries === undefined || replaced === undefined) return undefined;
  const held = action.hold === undefined ? 'free' : 'held';
  return { id, type, how, from, to, held, requires, entries, replaced };
}
