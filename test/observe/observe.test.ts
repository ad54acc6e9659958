import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDriver } from '../../src/endpoints/index.ts';
import { ROOT } from '../../src/lib/path-bytes.ts';
import type { Event } from '../../src/model/event.ts';
import type { Inventory, KnownListing } from '../../src/model/inventory.ts';
import { treeProbe } from '../../src/model/probe.ts';
import { createObserver } from '../../src/observe/observe.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, makeTree, type Scratch } from '../world.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await makeScratch();
  await makeTree(join(scratch.path, 'root'), ['a = 1', 'd/b = 2', 'l -> a']);
});
afterEach(() => scratch.remove());

/** What is seen and told of the tree when that listing is expected. */
async function look(known?: KnownListing): Promise<{ readonly seen: Inventory; readonly told: readonly Event[] }> {
  const told: Event[] = [];
  const nobody = (): never => {
    throw new Error('not asked');
  };
  const observer = createObserver({
    driver: (endpoint) => createDriver(endpoint, makeTools(scratch.path)),
    now: Date.now,
    emit: (event) => told.push(event),
    ...{ note: nobody, settled: nobody, proofs: nobody, approvals: nobody },
  });
  const probe = treeProbe(
    { endpoint: localEndpoint(join(scratch.path, 'root')), path: ROOT },
    { exclude: [], include: [] },
    known,
  );
  await observer.answer([probe]);
  const seen = observer.see(probe);
  if (seen?.state !== 'present') throw new Error('it is there');
  return { seen: seen.value, told };
}

test('what a known listing holds is told as it is known, and counted where another is seen', async () => {
  const { seen, told } = await look();
  expect(told).toMatchObject([{ type: 'looked', state: 'present', files: 3 }]);
  const again = await look({ digest: seen.digest ?? '', files: 7 });
  expect(again.told).toMatchObject([{ type: 'looked', files: 7 }]);
  expect([again.seen.digest, again.seen.index.count]).toEqual([seen.digest, 4]);
  await makeTree(join(scratch.path, 'root'), ['d/c = 3']);
  const other = await look({ digest: seen.digest ?? '', files: 7 });
  expect(other.told).toMatchObject([{ type: 'looked', files: 4 }]);
  expect(other.seen.digest).not.toBe(seen.digest);
});
