import type { Action } from './action.ts';
import { showLocation } from './names.ts';
import type { Outcome } from './outcome.ts';
import type { Seen } from './probe.ts';

/**
 * What happens in a pass, told once. Screen, `--json` and journal are views of it. Times are added by the emitter.
 * `resource`: KIND/NAME; places are texts `endpoint:path`.
 */
export type Event =
  | { readonly type: 'pass-started'; readonly resources: readonly string[] }
  | {
      readonly type: 'looked';
      readonly place: string;
      readonly state: Seen<unknown>['state'];
      readonly files: number;
      readonly gaps: number;
      readonly ms: number;
    }
  | {
      readonly type: 'decided';
      readonly resource: string;
      readonly dataset: string;
      readonly replica: string;
      readonly decision: string;
      readonly code: string;
      readonly message: string;
      readonly hint: string;
    }
  | { readonly type: 'action-started'; readonly resource: string; readonly action: ActionSummary }
  | {
      readonly type: 'transfer-progress';
      readonly resource: string;
      readonly id: string;
      readonly to: string;
      readonly files: number;
      readonly bytes: number;
      readonly totalBytes: number;
      readonly ms: number;
    }
  | { readonly type: 'action-ended'; readonly resource: string; readonly action: ActionSummary; readonly outcome: Outcome }
  | {
      /** A lease of somebody who is gone was succeeded. */
      readonly type: 'lease-taken-over';
      readonly place: string;
      readonly from: string;
      readonly fence: number;
    }
  | {
      /** A person has released what was held. */
      readonly type: 'approved';
      readonly resource: string;
      readonly replica: string;
      readonly code: string;
      readonly digest: string;
      readonly by: string;
      readonly at: string;
      readonly reason: string;
    }
  | ({ readonly type: 'step' } & Step)
  | { readonly type: 'pass-ended'; readonly ms: number }
  | { readonly type: 'exit'; readonly code: number };

/**
 * One step of ours that changes something, told before and after: for the journal alone. `what`: rename, write, remove, ledger, lease, mark.
 * `place`: endpoint:path, or a file of the state.
 */
export interface Step {
  readonly edge: 'before' | 'after';
  readonly what: string;
  readonly place: string;
}

/** An action without its entries. */
export interface ActionSummary {
  readonly id: string;
  readonly type: Action['type'];
  readonly from: string;
  readonly to: string;
  readonly files: number;
  readonly bytes: number;
}

/** What is told of an action. */
export function summarize(action: Action): ActionSummary {
  const from = action.type === 'transfer' || action.type === 'verify' ? showLocation(action.from) : '';
  return {
    id: action.id,
    type: action.type,
    from,
    to: showLocation(action.to),
    files: action.amount.files,
    bytes: action.amount.bytes,
  };
}

export type Emit = (event: Event) => void;
