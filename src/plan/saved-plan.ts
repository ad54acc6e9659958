import { nanoseconds, newInventoryBuilder } from '../inventory/records.ts';
import { decodeRsyncName } from '../inventory/rsync-name.ts';
import { asRecord } from '../lib/as-record.ts';
import { fromText } from '../lib/path-bytes.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { EntryType, FileEntry, Inventory } from '../model/inventory.ts';

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
  readonly entries: Inventory;
}

const TYPES: Readonly<Record<string, EntryType>> = { file: 'file', directory: 'directory', link: 'link', other: 'other' };

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
  if (whole.length < actions.length) return undefined;
  return { resource: `${kind}/${name}`, dataset, replica, fingerprints: { spec, from, to }, actions: whole };
}

function savedAction(value: unknown): SavedAction | undefined {
  const action = asRecord(value);
  if (action === undefined || !Array.isArray(action.entries)) return undefined;
  if (typeof action.id !== 'string' || typeof action.type !== 'string') return undefined;
  const requires = Array.isArray(action.requires) ? action.requires.filter((id) => typeof id === 'string') : undefined;
  if (requires === undefined) return undefined;
  const builder = newInventoryBuilder('ns');
  for (const listed of action.entries) {
    const entry = savedFile(listed);
    if (entry === undefined) return undefined;
    builder.add(entry);
  }
  const held = action.hold === undefined ? 'free' : 'held';
  return { id: action.id, type: action.type, held, requires, entries: builder.finish([]) };
}

function savedFile(value: unknown): FileEntry | undefined {
  const file = asRecord(value);
  if (typeof file?.path !== 'string' || file.path === '' || typeof file.type !== 'string') return undefined;
  if (typeof file.size !== 'number' || typeof file.mtime !== 'string') return undefined;
  const type = Object.hasOwn(TYPES, file.type) ? TYPES[file.type] : undefined;
  const path = pathOf(file.path);
  if (type === undefined || path.includes('\0') || !Number.isSafeInteger(file.size) || file.size < 0) return undefined;
  const entry = { path, type, size: file.size, mtimeNs: nanoseconds(file.mtime) };
  if (type !== 'link') return entry;
  const target = typeof file.target === 'string' ? pathOf(file.target) : undefined;
  return target === undefined || target.includes('\0') ? undefined : { ...entry, target };
}

/** The bytes of a path as the document writes it: UTF-8 text with `\#ooo` for what is no text. */
function pathOf(text: string): FileEntry['path'] {
  return decodeRsyncName(fromText(text));
}
