import { digestWithout } from '../inventory/digest.ts';
import { secondsText, sortedEntries } from '../inventory/records.ts';
import type { Action, ActionType } from '../model/action.ts';
import type { Amount } from '../model/amount.ts';
import type { EntryType, FileEntry, Inventory } from '../model/inventory.ts';
import { jsonPath, showLocation } from '../model/names.ts';
import { actionsOf, type Decision, type Plan, type PlanEntry, troubleOf } from '../model/plan.ts';
import { planId } from '../plan/plan.ts';
import { type PlanSummary, summaryOf } from './plan-summary.ts';

/** A plan as JSON: what `--plan --json` prints and `--out` saves. Every key is always present unless marked; no value is null. */
export interface PlanDocument {
  readonly format: 'replicas/plan/v1';
  /** Digest of what is decided: equal worlds and manifests have equal ids, whenever the plan is made. */
  readonly id: string;
  readonly createdAt: string;
  readonly manifests: ManifestsFingerprint;
  readonly resources: readonly PlanDocumentEntry[];
  readonly summary: PlanSummary;
}

/** Which manifests the plan was made from. */
export interface ManifestsFingerprint {
  readonly digest: string;
  readonly commit: string;
  readonly dirty: boolean;
}

/** One decision: about a dataset (`replica` is '') or one replica of it. */
export interface PlanDocumentEntry {
  readonly kind: string;
  readonly name: string;
  readonly dataset: string;
  readonly replica: string;
  readonly decision: Decision['status'];
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly actions: readonly PlanDocumentAction[];
  readonly then: readonly { readonly type: ActionType; readonly to: string; readonly because: string }[];
  readonly extraneous: Amount;
  readonly adopts: { readonly files: number };
  readonly fingerprints: { readonly spec: string; readonly from: string; readonly to: string };
  /** Only with decision `unknown`. */
  readonly failure?: DocumentFailure;
}

/** A failure, in the order in which its keys are printed. */
export interface DocumentFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly retry: string;
  readonly blame: string;
}

export interface PlanDocumentAction {
  readonly id: string;
  readonly type: ActionType;
  readonly from: string;
  readonly to: string;
  readonly files: number;
  readonly bytes: number;
  readonly removes: number;
  readonly removeBytes: number;
  readonly because: string;
  readonly engine: string;
  readonly requires: readonly string[];
  /** Only when a person must release it. */
  readonly hold?: DocumentHold;
  /** Only when they are listed. Sorted by path bytes. */
  readonly entries?: readonly PlanDocumentPath[];
}

export interface DocumentHold {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** `mtime`: decimal seconds since 1970 with up to nine digits of fraction; '0' and size 0 for anything but a file. */
export interface PlanDocumentPath {
  readonly path: string;
  readonly type: EntryType;
  readonly size: number;
  readonly mtime: string;
  /** Of a link only. */
  readonly target?: string;
}

/** `listed`: each action names its entries, as a saved plan must. */
export interface PlanDocumentContext {
  readonly manifests: ManifestsFingerprint;
  readonly entries: 'listed' | 'counted';
}

/** The document of a plan; keys in the order of the contract. */
export function planDocument(plan: Plan, context: PlanDocumentContext): PlanDocument {
  const { digest, commit, dirty } = context.manifests;
  return {
    format: 'replicas/plan/v1',
    id: planId(plan),
    createdAt: `${new Date(plan.createdAt).toISOString().slice(0, -'.000Z'.length)}Z`,
    manifests: { digest, commit, dirty },
    resources: plan.entries.map((entry) => documentEntry(entry, context.entries)),
    summary: summaryOf(plan),
  };
}

function documentEntry({ resource, item }: PlanEntry, entries: PlanDocumentContext['entries']): PlanDocumentEntry {
  const { decision, facts } = item;
  const actions = actionsOf(decision);
  return {
    kind: resource.kind,
    name: resource.name,
    dataset: item.dataset,
    replica: item.replica === undefined ? '' : showLocation(item.replica),
    decision: decision.status,
    ...holdOf(troubleOf(decision) ?? { code: '', message: '', hint: '' }),
    actions: actions.map((action) => documentAction(action, entries)),
    then: item.then.map(({ type, to, because }) => ({ type, to: showLocation(to), because })),
    extraneous: { files: facts?.extraneous.files ?? 0, bytes: facts?.extraneous.bytes ?? 0 },
    adopts: { files: facts?.adopts.files ?? 0 },
    fingerprints: fingerprintsOf(resource.digest, { basis: facts?.basis, actions }),
    ...(decision.status === 'unknown' ? { failure: documentFailure(decision) } : {}),
  };
}

function holdOf({ code, message, hint }: DocumentHold): DocumentHold {
  return { code, message, hint };
}

function documentFailure({ because }: Extract<Decision, { status: 'unknown' }>): DocumentFailure {
  const { code, message, hint, retry, blame } = because;
  return { code, message, hint, retry, blame };
}

/** What the looks said but for the entries of the actions, which are checked one by one. '' where there was no look. */
function fingerprintsOf(
  spec: string,
  about: {
    readonly basis: { readonly from: Inventory; readonly to: Inventory } | undefined;
    readonly actions: readonly Action[];
  },
): PlanDocumentEntry['fingerprints'] {
  if (about.basis === undefined) return { spec, from: '', to: '' };
  const listed = about.actions.map((action) => action.entries);
  return { spec, from: digestWithout(about.basis.from, listed), to: digestWithout(about.basis.to, listed) };
}

function documentAction(action: Action, entries: PlanDocumentContext['entries']): PlanDocumentAction {
  const { id, type, because, engine, requires, amount, hold } = action;
  const { files, bytes } = amount;
  const moved =
    type === 'remove' ? { files: 0, bytes: 0, removes: files, removeBytes: bytes } : { files, bytes, removes: 0, removeBytes: 0 };
  return {
    id,
    type,
    from: action.type === 'transfer' ? showLocation(action.from) : '',
    to: showLocation(action.to),
    ...moved,
    because,
    engine,
    requires: [...requires],
    ...(hold === undefined ? {} : { hold: holdOf(hold) }),
    ...(entries === 'listed' ? { entries: documentPaths(action.entries) } : {}),
  };
}

function documentPaths(entries: Inventory): readonly PlanDocumentPath[] {
  return sortedEntries(entries).map(entryJson);
}

/** One entry of a listing, as JSON documents show it. */
export function entryJson({ path, type, size, mtimeNs, target }: FileEntry): PlanDocumentPath {
  const shown = { path: jsonPath(path), type, size, mtime: secondsText(mtimeNs) };
  return target === undefined ? shown : { ...shown, target: jsonPath(target) };
}
