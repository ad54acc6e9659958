import { digestWithout } from '../inventory/digest.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Basis } from '../model/plan.ts';

/** What both looks said but for the entries that are to be changed: those are checked one by one when the plan is applied. '' without looks. */
export function fingerprintsOf(
  basis: Pick<Basis, 'from' | 'to'> | undefined,
  listed: readonly { readonly type: string; readonly entries: Inventory }[],
): { readonly from: string; readonly to: string } {
  if (basis === undefined) return { from: '', to: '' };
  const changed = listed
    .filter((action) => action.type === 'transfer' || action.type === 'remove')
    .map((action) => action.entries);
  return { from: digestWithout(basis.from, changed), to: digestWithout(basis.to, changed) };
}
