import { mapBounded } from '../../lib/map-bounded.ts';
import { type PathBytes, ROOT, utf8Of } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { RsyncDaemonEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { Inventory } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import type { EndpointDriver, TreeAsk } from '../endpoint.ts';
import { RSYNC_ALGORITHMS, rsyncDigests } from '../rsync/rsync-digests.ts';
import { rsyncEntries } from '../rsync/rsync-entries.ts';
import { listByRsync, type RsyncPlace } from '../rsync/rsync-list.ts';
import { notUtf8 } from '../shared/not-utf8.ts';
import { NO_DIGESTS, NO_ENTRIES } from '../shared/nothing-found.ts';
import { daemonAddress, isPlainHost } from './daemon-address.ts';
import { checkDaemon } from './daemon-check.ts';
import { listModules } from './daemon-modules.ts';
import { passwordFileTrouble } from './password-file.ts';

/** Looks at once; each is a connection, and a daemon counts them. */
const LOOKS = 4;

/** The modules of an rsync daemon: a source, never a replica. */
export function rsyncDaemonDriver(endpoint: RsyncDaemonEndpoint, tools: Tools): EndpointDriver {
  /** What is found at a path; `nothing` where that is not there. */
  const at = async <T>(
    path: PathBytes,
    nothing: T,
    work: (place: RsyncPlace) => Promise<Result<T, Failure> | 'absent'>,
  ): Promise<Result<T, Failure>> => {
    const trouble = (await passwordFileTrouble(endpoint)) ?? refused(endpoint, path);
    if (trouble !== undefined) return err(trouble);
    const answer = await work({ endpoint, path, address: daemonAddress(endpoint, path) });
    return answer === 'absent' ? ok(nothing) : answer;
  };
  return {
    endpoint,
    list: (asks) => mapBounded(asks, LOOKS, (ask) => list(endpoint, ask, tools)),
    modules: () => listModules(endpoint, tools),
    identity: async () => ({ state: 'absent', at: tools.now() }),
    place: async () => ({ state: 'absent', at: tools.now() }),
    rsyncAddress: (path) => daemonAddress(endpoint, path),
    endStrays: async () => undefined,
    prepare: async () => err(readOnly(endpoint)),
    algorithms: RSYNC_ALGORITHMS,
    digests: (path, files, reading) => at(path, NO_DIGESTS, (place) => rsyncDigests(place, { files, reading }, tools)),
    entries: (path, names) => at(path, NO_ENTRIES, (place) => rsyncEntries(place, names, tools)),
    flush: async () => ok(undefined),
    check: () => checkDaemon(endpoint, tools),
  };
}

async function list(endpoint: RsyncDaemonEndpoint, ask: TreeAsk, tools: Tools): Promise<Seen<Inventory>> {
  const trouble = (await passwordFileTrouble(endpoint)) ?? refused(endpoint, ask.path);
  if (trouble !== undefined) return { state: 'unknown', because: trouble, at: tools.now() };
  return listByRsync({ endpoint, path: ask.path, address: daemonAddress(endpoint, ask.path) }, ask, tools);
}

function refused(endpoint: RsyncDaemonEndpoint, path: PathBytes): Failure | undefined {
  if (utf8Of(path) === undefined) return notUtf8(showLocation({ endpoint, path }));
  if (!isPlainHost(endpoint)) return badHost(endpoint);
  if (path !== ROOT) return undefined;
  return {
    code: 'source.absent',
    message: `${endpoint.name}: no module is named`,
    hint: `See what it offers with: reconcile list ${endpoint.name}`,
    retry: 'person',
    blame: 'us',
  };
}

function badHost(endpoint: RsyncDaemonEndpoint): Failure {
  return {
    code: 'endpoint.unusable',
    message: `${endpoint.name}: its host or user is no name that rsync may be given`,
    hint: 'Write the plain host name in `host` and the plain user name in `user`.',
    retry: 'person',
    blame: 'us',
  };
}

function readOnly(endpoint: RsyncDaemonEndpoint): Failure {
  return {
    code: 'endpoint.access',
    message: `${endpoint.name}: an rsync daemon is only read from`,
    hint: 'Declare a Local or Ssh endpoint for the replica.',
    retry: 'person',
    blame: 'us',
  };
}
