import { fromText, joinPath, type PathBytes, staysInside, utf8Of } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { EndpointIdentity, SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import type { EndpointDriver, ReceivingPlace } from '../endpoint.ts';
import { noRsyncThere } from '../rsync/no-rsync-there.ts';
import { forbiddenPath } from '../shared/file-failure.ts';
import { IDENTITY_CEILING, IDENTITY_FILE } from '../shared/identity-file.ts';
import { identityFrom } from '../shared/identity-from.ts';
import { notUtf8 } from '../shared/not-utf8.ts';
import { PARTIAL } from '../shared/partial.ts';
import { told } from '../shared/told.ts';
import { writeTrouble } from './far-complaint.ts';
import { FAR_EXIT, farFunctions, goMaking } from './far-shell.ts';
import { runRemote } from './remote-script.ts';
import { sharedRun } from './shared-run.ts';
import { shellQuote } from './shell-quote.ts';
import { sshAddress } from './ssh-address.ts';
import { checkSsh } from './ssh-check.ts';
import { SSH_ALGORITHMS, sshDigests } from './ssh-digests.ts';
import { sshEntries } from './ssh-entries.ts';
import { SWEEP, sshFiles } from './ssh-files.ts';
import { sshFlush } from './ssh-flush.ts';
import { listRemotely } from './ssh-list.ts';
import { placeRemotely } from './ssh-place.ts';
import { endStraysRemotely } from './ssh-strays.ts';

/** Directories of another host, through ssh and a shell there (sh, coreutils, find, rsync). */
export function sshDriver(endpoint: SshEndpoint, tools: Tools): EndpointDriver {
  const files = sshFiles(endpoint, tools);
  // What a look asks for at once goes over one connection.
  const run = sharedRun((scripts) => runRemote(endpoint, scripts, tools));
  const identity = async (): Promise<Seen<EndpointIdentity>> =>
    identityFrom(endpoint, await sshFiles(endpoint, tools, run).read(IDENTITY_FILE, IDENTITY_CEILING));
  return {
    endpoint,
    files,
    list: (asks) => listRemotely({ endpoint, run, now: tools.now }, asks),
    modules: async () => ({ state: 'absent', at: tools.now() }),
    identity,
    place: (path) => placeRemotely({ endpoint, path }, run, tools.now),
    rsyncAddress: (path, owner) => sshAddress(endpoint, path, owner),
    endStrays: (owner) => endStraysRemotely(endpoint, owner, tools),
    prepare: (path) =>
      told(tools, { what: 'write', at: { endpoint, path: joinPath(path, PARTIAL) } }, () => prepare({ endpoint, path }, tools)),
    algorithms: SSH_ALGORITHMS,
    digests: (path, files, reading) => sshDigests({ endpoint, path }, { files, reading }, tools),
    entries: (path, names) => sshEntries({ endpoint, path }, names, tools),
    flush: (path) => sshFlush({ endpoint, path }, tools),
    check: () => checkSsh(endpoint, identity, tools),
  };
}

async function prepare(
  place: { readonly endpoint: SshEndpoint; readonly path: PathBytes },
  tools: Tools,
): Promise<Result<ReceivingPlace, Failure>> {
  const { endpoint, path } = place;
  if (path !== '' && !staysInside(path)) return err(forbiddenPath(showLocation(place)));
  if (utf8Of(path) === undefined) return err(notUtf8(showLocation(place)));
  const lines = [
    farFunctions(endpoint),
    // An rsync that finds none there cannot always tell why its connection broke.
    `command -v ${shellQuote(fromText(endpoint.rsyncPath))} >/dev/null 2>&1 || exit ${FAR_EXIT.noRsync}`,
    goMaking(path),
    `[ -w . ] && [ -x . ] || exit ${FAR_EXIT.notWritable}`,
    SWEEP,
    `made ${PARTIAL}`,
    `[ -w . ] && [ -x . ] || exit ${FAR_EXIT.notWritable}`,
    'pwd -P',
  ];
  const ran = await runRemote(endpoint, [lines.join('\n')], tools);
  if (!ran.ok) return ran;
  const [section] = ran.value;
  if (section === undefined) throw new Error('one script, one section');
  if (section.exit === FAR_EXIT.noRsync) return err(noRsyncThere(endpoint.name));
  if (section.exit !== 0) return err(writeTrouble({ endpoint, path: joinPath(path, PARTIAL) }, section));
  return ok({ partial: section.stdout.toString('utf8').replace(/\n$/, ''), close: async () => undefined });
}
