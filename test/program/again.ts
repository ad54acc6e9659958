import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDriver } from '../../src/endpoints/index.ts';
import { headAt, pathAt } from '../../src/inventory/record.ts';
import { proofFinder } from '../../src/inventory/standing.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import type { Location } from '../../src/model/endpoint.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import { type Ledgers, openLedgers } from '../../src/state/ledgers.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { run } from '../components/run.ts';
import { makeTools } from '../components/tools.ts';
import { printLedgerRecord } from '../print-ledger-record.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

/**
 * The same world anew: manifests, the data of the endpoint `disk`, what was shown and approved, and what was proven at these places of that endpoint,
 * as if it had been proven of the copied files. Nothing else is remembered there.
 */
export async function again(original: Workspace, places: readonly string[]): Promise<Workspace> {
  const copy = await makeWorkspace();
  for (const name of ['state', 'manifests']) await mkdir(copy.at(name));
  for (const name of ['disk', 'state/approvals', 'state/shown']) {
    if (!existsSync(original.at(name))) continue;
    const copied = await run('cp', ['-a', original.at(name), copy.at(name)]);
    if (copied.code !== 0) throw new Error(copied.stderr);
  }
  const manifests = readFileSync(original.at('manifests/all.yaml'), 'utf8');
  await writeFile(copy.at('manifests/all.yaml'), manifests.replaceAll(original.path, copy.path));
  const listed = await list(copy, places);
  for (const [position, place] of places.entries()) {
    const tree = listed[position];
    if (tree === undefined) continue;
    const proof = proofFinder(tree, ledgersOf(original).read(locationOf(original, place)).ledger);
    const records = Array.from({ length: tree.index.count }, (_, at) => {
      const said = proof(at);
      return said === undefined ? [] : [printLedgerRecord(said, `${headAt(tree, at)} ${pathAt(tree, at)}`)];
    });
    ledgersOf(copy).append(locationOf(copy, place), records.flat());
  }
  return copy;
}

function locationOf(workspace: Workspace, place: string): Location {
  return { endpoint: { ...localEndpoint(workspace.at('disk')), name: 'disk' }, path: fromText(place) };
}

function ledgersOf(workspace: Workspace): Ledgers {
  const directory = workspace.at('state');
  return openLedgers({ directory, save: () => undefined, remember: (write) => write(), step: () => undefined });
}

async function list(workspace: Workspace, places: readonly string[]): Promise<readonly (Inventory | undefined)[]> {
  const scratch = join(workspace.path, 'listing');
  await mkdir(scratch);
  const driver = createDriver(localEndpoint(workspace.at('disk')), makeTools(scratch));
  const seen = await driver.list(places.map((place) => ({ path: fromText(place), filter: { exclude: [], include: [] } })));
  return seen.map((it) => (it.state === 'present' ? it.value : undefined));
}
