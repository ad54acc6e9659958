import { findPrune } from '../../inventory/filter.ts';
import { FIND_RECORDS } from '../../inventory/from-find.ts';
import type { Filter } from '../../model/inventory.ts';

/**
 * What find is given to list the tree of its working directory: pruned as the filter says, a name that vanishes meanwhile
 * being no trouble (the order matters to find: global options first).
 */
export function findArguments(filter: Filter): readonly string[] {
  return ['.', '-ignore_readdir_race', '-mindepth', '1', ...findPrune(filter), ...FIND_RECORDS];
}
