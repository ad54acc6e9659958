import type { Code } from './codes.ts';
import type { Inventory } from './inventory.ts';

/** What a person released: of one replica, one code, and the list that was shown. A shorter list is covered, a longer one is not. */
export interface Approval {
  /** KIND/NAME. */
  readonly resource: string;
  /** `endpoint:path`. */
  readonly replica: string;
  readonly code: Code;
  readonly list: Inventory;
  /** `sha256:...` of the list. */
  readonly digest: string;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string;
}
