import { compare } from '../inventory/compare.ts';
import type { ActionOf } from '../model/action.ts';

/** Whether a copy lists anything that the one before did not, or not like this. */
export function hasNews(action: ActionOf<'transfer'>, before: ActionOf<'transfer'>): boolean {
  const { missing, changed } = compare(action.entries, before.entries, 0n);
  return missing.length + changed.length > 0;
}
