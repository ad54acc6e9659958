import { asRecord } from '../lib/as-record.ts';
import type { ReplicaState } from '../model/plan.ts';
import type { StatusItem } from '../model/status.ts';

/** What state/status/KIND/NAME.json holds. */
export interface StatusRecord {
  readonly format: 'replicas/status-record/v1';
  readonly kind: string;
  readonly name: string;
  /** When the pass that wrote this looked. */
  readonly at: string;
  readonly items: readonly StatusItem[];
}

const STATES: ReadonlySet<string> = new Set<ReplicaState>([
  'missing',
  'behind',
  'copying',
  'copied',
  'verified',
  'corrupt',
  'unknown',
]);
const DECISIONS: ReadonlySet<string> = new Set<StatusItem['decision']>([
  'settled',
  'todo',
  'held',
  'waiting',
  'unknown',
  'failed',
]);

/** The record in a parsed file; undefined when it is none, or of a form that this version does not know. */
export function parseStatusRecord(value: unknown): StatusRecord | undefined {
  const record = asRecord(value);
  if (record?.format !== 'replicas/status-record/v1' || !Array.isArray(record.items)) return undefined;
  const { kind, name, at } = record;
  if (typeof kind !== 'string' || typeof name !== 'string' || typeof at !== 'string') return undefined;
  const items = record.items.map(parseItem);
  const whole = items.filter((item) => item !== undefined);
  return whole.length === items.length ? { format: 'replicas/status-record/v1', kind, name, at, items: whole } : undefined;
}

function parseItem(value: unknown): StatusItem | undefined {
  const item = asRecord(value);
  if (item === undefined) return undefined;
  const { state, decision } = item;
  if (!isState(state) || !isDecision(decision)) return undefined;
  const text = (key: string): string => (typeof item[key] === 'string' ? String(item[key]) : '');
  const number = (key: string): number => (typeof item[key] === 'number' ? Number(item[key]) : 0);
  return {
    dataset: text('dataset'),
    endpoint: text('endpoint'),
    path: text('path'),
    state,
    decision,
    code: text('code'),
    message: text('message'),
    hint: text('hint'),
    since: text('since'),
    files: number('files'),
    bytes: number('bytes'),
    behindFiles: number('behindFiles'),
    behindBytes: number('behindBytes'),
    extraneousFiles: number('extraneousFiles'),
    lastSuccessAt: text('lastSuccessAt'),
    verifiedAt: text('verifiedAt'),
    corruptFiles: number('corruptFiles'),
    disk: text('disk'),
    source: text('source'),
    sourceDisk: text('sourceDisk'),
  };
}

function isState(value: unknown): value is ReplicaState {
  return typeof value === 'string' && STATES.has(value);
}

function isDecision(value: unknown): value is StatusItem['decision'] {
  return typeof value === 'string' && DECISIONS.has(value);
}
