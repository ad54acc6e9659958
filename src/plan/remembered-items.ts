import type { StatusItem } from '../model/status.ts';

/** What is promised of proofs. `now`: milliseconds since 1970. `verifyEveryMs`: how often they are made anew. */
export interface Promised {
  readonly now: number;
  readonly verifyEveryMs: number;
}

/** Without what is said of the dataset as a whole. */
export function replicasIn(items: readonly StatusItem[]): readonly StatusItem[] {
  return items.filter((item) => item.endpoint !== '');
}

/** `archive:pools/pv`. */
export function placeText({ endpoint, path }: StatusItem): string {
  return `${endpoint}:${path}`;
}

/** Whether anything of it was read back and is not what it should be. */
export function isCorrupt({ state, corruptFiles }: StatusItem): boolean {
  return state === 'corrupt' || corruptFiles > 0;
}

/** A proof is due anew after `verifyEveryMs`; so long again without one is too long, whatever kept it. */
export function isOverdue({ verifiedAt }: StatusItem, { now, verifyEveryMs }: Promised): boolean {
  return now - Date.parse(verifiedAt) > 2 * verifyEveryMs;
}

/** Since when a proof is overdue, as a sentence. */
export function overdueText(item: StatusItem): string {
  return `${placeText(item)} was last read back ${item.verifiedAt}, more than twice \`verify.every\` ago`;
}
