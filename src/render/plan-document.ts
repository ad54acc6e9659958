import { type EntryJson, listJson } from '../inventory/entry-json.ts';
import type { Action, ActionType } from '../model/action.ts';
import type { Amount } from '../model/amount.ts';
import { showLocation } from '../model/names.ts';
import { actionsOf, type Basis, type Decision, gapOf, type Plan, type PlanEntry, troubleOf } from '../model/plan.ts';
import { fingerprintsOf } from '../plan/fingerprints.ts';
import { planId } from '../plan/plan.ts';
import { howOf, standingInPlace } from '../plan/stale.ts';
import { type PlanSummary, summaryOf } from './plan-summary.ts';

/** A plan as JSON: what `--plan --json` prints and `--out` saves. Every key is always present unless marked; no value is null. */
export interface PlanDocument {
  readonly format: 'replicas/plan/v1';
  /** Digest of what is decided: equal worlds and manifests have equal ids, whenever the plan is made. */
  readonly id: string;
  readonly createdAt: string;
  /** Only of a plan that was made as if it were this time: such a plan cannot be applied. */
  readonly at?: string;
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
  /** The way of a transfer, why something is read, how something is removed; '' otherwise. */
  readonly how: string;
  readonly because: string;
  readonly engine: string;
  readonly requires: readonly string[];
  /** Only when a person must release it. */
  readonly hold?: DocumentHold;
  /** Only when they are listed. Sorted by path bytes. */
  readonly entries?: readonly EntryJson[];
  /** Of a transfer that is listed: what stands at the replica under the names of its entries, otherwise than they are. */
  readonly replaced?: readonly EntryJson[];
}

export interface DocumentHold {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** `listed`: each action names its entries, as a saved plan must. */
export interface PlanDocumentContext {
  readonly manifests: ManifestsFingerprint;
  readonly entries: 'listed' | 'counted';
  /** Milliseconds since 1970: as if that were now. */
  readonly at?: number | undefined;
}

/** The document of a plan; keys in the order of the contract. */
export function planDocument(plan: Plan, context: PlanDocumentContext): PlanDocument {
  const { digest, commit, dirty } = context.manifests;
  return {
    format: 'replicas/plan/v1',
    id: planId(plan),
    createdAt: timeText(plan.createdAt),
    ...(context.at === undefined ? {} : { at: timeText(context.at) }),
    manifests: { digest, commit, dirty },
    resources: plan.entries.map((entry) => documentEntry(entry, context.entries)),
    summary: summaryOf(plan),
  };
}

/** Whole seconds, UTC. */
function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -'.000Z'.length)}Z`;
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
    ...holdOf(troubleOf(decision) ?? gapOf(item) ?? { code: '', message: '', hint: '' }),
    actions: actions.map((action) => documentAction(action, { entries, basis: facts?.basis })),
    then: item.then.map(({ type, to, because }) => ({ type, to: showLocation(to), because })),
    extraneous: { files: facts?.extraneous.files ?? 0, bytes: facts?.extraneous.bytes ?? 0 },
    adopts: { files: facts?.adopts.files ?? 0 },
    fingerprints: { spec: resource.digest, ...fingerprintsOf(facts?.basis, actions) },
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

function documentAction(
  action: Action,
  { entries, basis }: { readonly entries: PlanDocumentContext['entries']; readonly basis: Basis | undefined },
): PlanDocumentAction {
  const { id, type, because, engine, requires, amount, hold } = action;
  const { files, bytes } = amount;
  const moved =
    type === 'remove' ? { files: 0, bytes: 0, removes: files, removeBytes: bytes } : { files, bytes, removes: 0, removeBytes: 0 };
  return {
    id,
    type,
    from: action.type === 'transfer' || action.type === 'verify' ? showLocation(action.from) : '',
    to: showLocation(action.to),
    ...moved,
    how: howOf(action),
    because,
    engine,
    requires: [...requires],
    ...(hold === undefined ? {} : { hold: holdOf(hold) }),
    ...(entries === 'listed' ? { entries: listJson(action.entries), ...replacedIn(action, basis) } : {}),
  };
}

/** What a transfer will take the place of. */
function replacedIn(action: Action, basis: Basis | undefined): { readonly replaced?: readonly EntryJson[] } {
  if (action.type !== 'transfer' || basis === undefined) return {};
  if (action.way.type !== 'Add') return { replaced: listJson(action.way.replaced) };
  return { replaced: listJson(standingInPlace(action.entries, basis.to)) };
}
