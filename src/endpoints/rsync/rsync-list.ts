import { rm } from 'node:fs/promises';
import { compileFilter, rsyncFilterArguments } from '../../inventory/filter.ts';
import { inventoryFromRsync, RSYNC_LISTING_FORMAT } from '../../inventory/from-rsync.ts';
import { wholeListing } from '../../inventory/whole-listing.ts';
import type { Ending } from '../../lib/command.ts';
import type { Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Location } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { Filter, Inventory } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import type { RsyncAddress, TreeAsk } from '../endpoint.ts';
import { readFailureOf } from '../shared/file-failure.ts';
import { takeListing } from '../shared/listing-file.ts';
import { noDirectory } from '../shared/no-directory.ts';
import { emptyDirectory } from '../shared/scratch.ts';
import { gapsOf, rsyncComplaints } from './rsync-complaints.ts';
import { rsyncFailure } from './rsync-failure.ts';

/** A place that rsync can name. `cwd`: the directory that the address is counted from, where it is none of its own. */
export type RsyncPlace = Location & { readonly address: RsyncAddress; readonly cwd?: string };

/**
 * What rsync is given to list a tree: a dry run (-n) into an empty directory, so that everything is reported as new;
 * recursive, with links (-l) and specials (-D) reported instead of skipped.
 */
export function listingArguments(address: RsyncAddress, filter: Filter, empty: string): readonly string[] {
  return [
    '-n',
    '-r',
    '-l',
    '-D',
    `--out-format=${RSYNC_LISTING_FORMAT}`,
    ...rsyncFilterArguments(filter),
    ...address.options,
    address.argument,
    empty,
  ];
}

/** Lists a tree with rsync alone. Absent is said only where the system at the far side said so. */
export async function listByRsync(
  place: RsyncPlace,
  { filter, known }: Pick<TreeAsk, 'filter' | 'known'>,
  tools: Tools,
): Promise<Seen<Inventory>> {
  const empty = await emptyDirectory(tools);
  const printed = await takeListing(
    {
      program: 'rsync',
      args: listingArguments(place.address, filter, empty),
      env: place.address.env,
      limits: tools.limits,
    },
    `rsync listing ${showLocation(place)}`,
    tools,
  );
  await rm(empty, { recursive: true, force: true });
  const at = tools.now();
  if (!printed.ok) return { state: 'unknown', because: printed.error, at };
  const { raw, ending } = printed.value;
  const trouble = enteringTrouble(ending, place);
  if (trouble === 'absent') return { state: 'absent', at };
  if (trouble !== undefined) return { state: 'unknown', because: trouble, at };
  const complaints = ending.code === 23 ? rsyncComplaints(ending.stderr, place) : [];
  const whole =
    complaints.length > 0 || ending.code !== 23
      ? complaints
      : [{ path: undefined, entering: false, reason: 'rsync ended with 23' }];
  const parse = (): Result<Inventory, Failure> => inventoryFromRsync(raw, compileFilter(filter), gapsOf(whole, place));
  const isQuiet = ending.code === 0 && ending.stderr === '';
  const inventory = isQuiet ? wholeListing({ raw, filter, granularity: 's', parse }, known) : parse();
  return inventory.ok ? { state: 'present', value: inventory.value, at } : { state: 'unknown', because: inventory.error, at };
}

/** Why the directory asked for could not be looked at as a whole; undefined when it could. */
export function enteringTrouble(
  ending: Extract<Ending, { readonly status: 'exited' }>,
  place: Location,
): Failure | 'absent' | undefined {
  // 24: some vanished while they were listed; they are as good as never there.
  if (ending.code === 0 || ending.code === 24) return undefined;
  const complaints = rsyncComplaints(ending.stderr, place);
  const top = complaints.find(({ path, entering }) => entering || path === '');
  if (top?.reason === 'No such file or directory') return 'absent';
  if (top?.reason === 'Not a directory') return noDirectory(showLocation(place));
  if (top !== undefined) return readFailureOf(top.reason, showLocation(place));
  return ending.code === 23 ? undefined : rsyncFailure(ending, { from: place });
}
