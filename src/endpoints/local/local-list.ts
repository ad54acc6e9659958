import type { Tools } from '../../lib/tools.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Inventory } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import type { TreeAsk } from '../endpoint.ts';
import { findArguments } from '../shared/find-arguments.ts';
import { seenFromFind } from '../shared/find-listing.ts';
import { type Listing, takeListing } from '../shared/listing-file.ts';
import { inListed } from './listed-directory.ts';

/** Lists one tree of this host with find, run from inside it. */
export async function listLocally(endpoint: LocalEndpoint, ask: TreeAsk, tools: Tools): Promise<Seen<Inventory>> {
  const at = tools.now();
  const place = { endpoint, path: ask.path };
  const printed = await inListed<Listing | undefined>({ place, tools }, undefined, (directory) =>
    takeListing(
      { program: 'find', args: findArguments(ask.filter), cwd: directory.forOthers, limits: tools.limits },
      `find in ${showLocation(place)}`,
      tools,
    ),
  );
  if (!printed.ok) return { state: 'unknown', because: printed.error, at };
  if (printed.value === undefined) return { state: 'absent', at };
  const { raw, ending } = printed.value;
  return seenFromFind({ raw, exit: ending.code, stderr: ending.stderr }, { endpoint, ask, at });
}
