import { mapBounded } from '../../lib/map-bounded.ts';
import { type PathBytes, ROOT, utf8Of } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { EndpointIdentity, SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { Filter, Inventory } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import type { CheckStep, EndpointDriver, TreeAsk } from '../endpoint.ts';
import { RSYNC_ALGORITHMS, rsyncDigests } from '../rsync/rsync-digests.ts';
import { rsyncEntries } from '../rsync/rsync-entries.ts';
import { listByRsync, type RsyncPlace } from '../rsync/rsync-list.ts';
import { rsyncHereStep } from '../rsync/rsync-version.ts';
import { stepsUntilFailed } from '../shared/check-steps.ts';
import { identityStep } from '../shared/identity-step.ts';
import { notUtf8 } from '../shared/not-utf8.ts';
import { NO_DIGESTS, NO_ENTRIES } from '../shared/nothing-found.ts';
import { rootMissing } from '../shared/root-missing.ts';
import { sshAddress } from '../ssh/ssh-address.ts';
import { refusedHost } from '../ssh/ssh-command.ts';
import { waitingForRrsync } from './rrsync-lock.ts';
import { fetchIdentity } from './rsync-identity.ts';
import { prepareByRsync } from './rsync-prepare.ts';

/** Looks at once: rrsync lets no second one in. */
const LOOKS = 1;

/** Directories of another host where the account may only run rsync (rrsync). */
export function sshRsyncOnlyDriver(endpoint: SshEndpoint, given: Tools): EndpointDriver {
  const tools = waitingForRrsync(given);
  const place = (path: PathBytes): RsyncPlace => ({ endpoint, path, address: sshAddress(endpoint, path) });
  const withPlace = async <T>(
    path: PathBytes,
    work: (at: RsyncPlace) => Promise<Result<T, Failure>>,
  ): Promise<Result<T, Failure>> => {
    const trouble = refused(endpoint, path);
    return trouble === undefined ? work(place(path)) : err(trouble);
  };
  /** What is found at a path; `nothing` where that is not there, below a root that is. */
  const found = <T>(
    path: PathBytes,
    nothing: T,
    work: (at: RsyncPlace) => Promise<Result<T, Failure> | 'absent'>,
  ): Promise<Result<T, Failure>> =>
    withPlace(path, async (at) => {
      const answer = await work(at);
      if (answer !== 'absent') return answer;
      const root = await lookAtRoot(endpoint, tools);
      if (root.state === 'absent') return err(rootMissing(endpoint));
      return root.state === 'unknown' ? err(root.because) : ok(nothing);
    });
  const identity = async (): Promise<Seen<EndpointIdentity>> => {
    const trouble = refused(endpoint, ROOT);
    return trouble === undefined
      ? fetchIdentity({ ...place(ROOT), endpoint }, tools)
      : { state: 'unknown', because: trouble, at: tools.now() };
  };
  return {
    endpoint,
    list: (asks) => mapBounded(asks, LOOKS, (ask) => list(endpoint, ask, tools)),
    modules: async () => ({ state: 'absent', at: tools.now() }),
    identity,
    place: async () => ({ state: 'absent', at: tools.now() }),
    rsyncAddress: (path) => sshAddress(endpoint, path),
    endStrays: async () => undefined,
    prepare: (path) => withPlace(path, () => prepareByRsync({ ...place(ROOT), endpoint }, path, tools)),
    algorithms: RSYNC_ALGORITHMS,
    digests: (path, files, reading) => found(path, NO_DIGESTS, (at) => rsyncDigests(at, { files, reading }, tools)),
    entries: (path, names) => found(path, NO_ENTRIES, (at) => rsyncEntries(at, names, tools)),
    flush: async () => ok(undefined),
    check: () => check(endpoint, identity, tools),
  };
}

async function list(endpoint: SshEndpoint, ask: TreeAsk, tools: Tools): Promise<Seen<Inventory>> {
  const { path } = ask;
  const trouble = refused(endpoint, path);
  if (trouble !== undefined) return { state: 'unknown', because: trouble, at: tools.now() };
  const seen = await listByRsync({ endpoint, path, address: sshAddress(endpoint, path) }, ask, tools);
  if (seen.state !== 'absent') return seen;
  // Absent only below a root that is there.
  const root = path === ROOT ? seen : await lookAtRoot(endpoint, tools);
  if (root.state === 'absent') return { state: 'unknown', because: rootMissing(endpoint), at: seen.at };
  return root.state === 'unknown' ? root : seen;
}

/** Whether the root is there: its listing with nothing in it. */
function lookAtRoot(endpoint: SshEndpoint, tools: Tools): Promise<Seen<Inventory>> {
  return listByRsync({ endpoint, path: ROOT, address: sshAddress(endpoint, ROOT) }, { filter: NOTHING }, tools);
}

const NOTHING: Filter = { exclude: ['*'], include: [] };

function refused(endpoint: SshEndpoint, path: PathBytes): Failure | undefined {
  return utf8Of(path) === undefined ? notUtf8(showLocation({ endpoint, path })) : refusedHost(endpoint);
}

async function check(
  endpoint: SshEndpoint,
  identity: () => Promise<Seen<EndpointIdentity>>,
  tools: Tools,
): Promise<readonly CheckStep[]> {
  const here = await rsyncHereStep(tools);
  const [root] = await mapBounded([{ path: ROOT, filter: NOTHING }], 1, (ask) => list(endpoint, ask, tools));
  if (root?.state === 'unknown')
    return stepsUntilFailed([here, { name: 'login and root', result: { status: 'failed', failure: root.because } }]);
  return stepsUntilFailed([
    here,
    { name: 'login and root', result: { status: 'ok', detail: `rsync answers; ${endpoint.root} is there` } },
    {
      name: 'permissions',
      result: { status: 'ok', detail: 'readable; whether it is writable shows only when something is copied' },
    },
    identityStep(endpoint, await identity()),
  ]);
}
