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
  | { readonly type: 'pass-ended'; readonly ms: number }
  | { readonly type: 'exit'; readonly code: number };

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
  const from = action.type === 'transfer' ? showLocation(action.from) : '';
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
