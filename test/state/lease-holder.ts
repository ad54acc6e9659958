import process from 'node:process';
import { createInterface } from 'node:readline';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import { takeLease } from '../../src/state/lease.ts';
import { openStore } from '../../src/state/store.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { makeTools } from '../components/tools.ts';

/**
 * A program that holds the lease of `pool` below a root: lease-holder.ts ROOT STATE TTL_MS. Says `taken OWNER`, then answers each line of its
 * input with what `confirm` says, until there is no more.
 */
const [root = '', state = '', ttl = ''] = process.argv.slice(2);
const endpoint = localEndpoint(root);
const { files } = createDriver(localEndpoint(`${state}/leases`), makeTools(state));
if (files === undefined) throw new Error('a Local endpoint has files');
const lease = await takeLease({
  location: { endpoint, path: fromText('pool') },
  driver: createDriver(endpoint, makeTools(state)),
  store: openStore(state, files),
  now: Date.now,
  ttlMs: Number(ttl),
  emit: () => undefined,
});
if (!lease.ok) throw new Error(lease.error.message);
process.stdout.write(`taken ${lease.value.owner}\n`);
for await (const _ of createInterface(process.stdin)) {
  const confirmed = await lease.value.confirm();
  process.stdout.write(`${confirmed.ok ? 'ours' : `${confirmed.error.code} ${confirmed.error.message}`}\n`);
}
await lease.value.release();
