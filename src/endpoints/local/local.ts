import { constants } from 'node:fs';
import { access, realpath, statfs } from 'node:fs/promises';
import { mapBounded } from '../../lib/map-bounded.ts';
import { joinPath, type PathBytes, staysInside } from '../../lib/path-bytes.ts';
import { endMarked } from '../../lib/process-marked.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import { formatBytes } from '../../lib/units.ts';
import type { EndpointIdentity, LocalEndpoint, PlaceIdentity } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import { type CheckStep, type EndpointDriver, LEASE_MARK, type ReceivingPlace } from '../endpoint.ts';
import { rsyncHereStep } from '../rsync/rsync-version.ts';
import { forbiddenPath, readFailure, writeFailure } from '../shared/file-failure.ts';
import { IDENTITY_CEILING, IDENTITY_FILE } from '../shared/identity-file.ts';
import { identityFrom } from '../shared/identity-from.ts';
import { identityStep } from '../shared/identity-step.ts';
import { PARTIAL } from '../shared/partial.ts';
import { READ_ONLY } from '../shared/read-only-text.ts';
import { told } from '../shared/told.ts';
import { CAN_COPY, type CopyTarget, copyApart, NOTHING_COPIED } from './copy-apart.ts';
import { localAddress } from './local-address.ts';
import { LOCAL_ALGORITHMS, localDigests } from './local-digests.ts';
import { again, enter, type OpenDirectory, openBelow, realRoot } from './local-directory.ts';
import { localEntries } from './local-entries.ts';
import { localFiles } from './local-files.ts';
import { localFlush } from './local-flush.ts';
import { listLocally } from './local-list.ts';
import { localPlace } from './local-place.ts';
import { rootTrouble } from './local-root.ts';
import { sweepIn } from './local-sweep.ts';

/** Looks at once; each is a process with its files. */
const LOOKS = 8;

/** Directories of this host. */
export function localDriver(endpoint: LocalEndpoint, tools: Tools): EndpointDriver {
  const files = localFiles(endpoint, tools);
  const identity = async (): Promise<Seen<EndpointIdentity>> =>
    identityFrom(endpoint, await files.read(IDENTITY_FILE, IDENTITY_CEILING));
  return {
    endpoint,
    files,
    list: (asks) => mapBounded(asks, LOOKS, (ask) => listLocally(endpoint, ask, tools)),
    modules: async () => ({ state: 'absent', at: tools.now() }),
    identity,
    place: async (path) => placeSeen(await localPlace(endpoint, path), tools.now()),
    rsyncAddress: (path) => localAddress(endpoint, path),
    endStrays: (owner) => endMarked(LEASE_MARK, owner),
    prepare: (path) =>
      told(tools, { what: 'write', at: { endpoint, path: joinPath(path, PARTIAL) } }, () => prepare(endpoint, path, tools)),
    algorithms: LOCAL_ALGORITHMS,
    digests: (path, files, reading) => localDigests({ endpoint, path }, { files, reading }, tools),
    entries: (path, names) => localEntries({ endpoint, path }, names, tools),
    flush: (path) => localFlush({ endpoint, path }, tools),
    check: () => check(endpoint, tools, identity),
  };
}

function placeSeen(place: PlaceIdentity | undefined, at: number): Seen<PlaceIdentity> {
  return place === undefined ? { state: 'absent', at } : { state: 'present', value: place, at };
}

async function prepare(endpoint: LocalEndpoint, path: PathBytes, tools: Tools): Promise<Result<ReceivingPlace, Failure>> {
  if (path !== '' && !staysInside(path)) return err(forbiddenPath(showLocation({ endpoint, path })));
  const missing = await rootTrouble(endpoint);
  if (missing !== undefined) return err(missing);
  try {
    const target = await openBelow(await realRoot(endpoint.root), path, 'make');
    let partial: OpenDirectory | undefined;
    try {
      partial = await enter(await again(target), [PARTIAL], 'make');
      await access(target.at(PARTIAL), constants.W_OK | constants.X_OK);
      await access(target.path, constants.W_OK | constants.X_OK);
      await sweepIn(target, { endpoint, path }, tools);
      return ok(receiving({ target, partial }, tools));
    } catch (error) {
      await partial?.close();
      await target.close();
      throw error;
    }
  } catch (error) {
    return err(writeFailure(error, showLocation({ endpoint, path: joinPath(path, PARTIAL) })));
  }
}

function receiving(to: CopyTarget, tools: Tools): ReceivingPlace {
  const copy: ReceivingPlace['copy'] = async (from, entries, work) =>
    from.endpoint.type === 'Local'
      ? copyApart({ from: { endpoint: from.endpoint, path: from.path }, to }, { entries, work }, tools)
      : NOTHING_COPIED;
  return {
    // rsync 3.5 goes to it anew step by step for each file, twice as slow as by a name in the target; that name could be given to a link.
    partial: to.partial.forOthers,
    ...(CAN_COPY ? { copy } : {}),
    close: async () => {
      await to.partial.close();
      await to.target.close();
    },
  };
}

async function check(
  endpoint: LocalEndpoint,
  tools: Tools,
  identity: () => Promise<Seen<EndpointIdentity>>,
): Promise<readonly CheckStep[]> {
  const here = await rsyncHereStep(tools);
  if (here.result.status === 'failed') return [here];
  const missing = await rootTrouble(endpoint);
  if (missing !== undefined) return [here, { name: 'root', result: { status: 'failed', failure: missing } }];
  const root = await realpath(endpoint.root);
  const found: CheckStep = { name: 'root', result: { status: 'ok', detail: root } };
  const permissions = await permissionsStep(endpoint, root);
  if (permissions.result.status === 'failed') return [here, found, permissions];
  const whose = identityStep(endpoint, await identity());
  if (whose.result.status === 'failed') return [here, found, permissions, whose];
  const { bavail, bsize } = await statfs(root);
  return [here, found, permissions, whose, { name: 'free space', result: { status: 'ok', detail: formatBytes(bavail * bsize) } }];
}

async function permissionsStep(endpoint: LocalEndpoint, root: string): Promise<CheckStep> {
  const name = 'permissions';
  try {
    await access(root, constants.R_OK | constants.X_OK);
  } catch (error) {
    return { name, result: { status: 'failed', failure: readFailure(error, `${endpoint.name}: its root ${root}`) } };
  }
  const writable = await access(root, constants.W_OK).then(
    () => true,
    () => false,
  );
  return { name, result: { status: 'ok', detail: writable ? 'readable and writable' : READ_ONLY } };
}
