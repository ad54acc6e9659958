import { inventoryOf } from '../../inventory/records.ts';
import type { PathBytes } from '../../lib/path-bytes.ts';
import type { Inventory } from '../../model/inventory.ts';

/** The digests of files that are not there. */
export const NO_DIGESTS: ReadonlyMap<PathBytes, string> = new Map();

/** The entries that are found where nothing is. */
export const NO_ENTRIES: Inventory = inventoryOf(new Uint8Array(), 'ns', []);
