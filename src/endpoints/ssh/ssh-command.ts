import { err, ok, type Result } from '../../lib/result.ts';
import type { SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { LEASE_MARK } from '../endpoint.ts';
import { shellQuote } from './shell-quote.ts';

/** What ssh is given for every connection to an endpoint, without the host. */
function sshOptions(endpoint: SshEndpoint): readonly string[] {
  return [
    ...(endpoint.configFile === undefined ? [] : ['-F', endpoint.configFile]),
    // No terminal, no display: nothing there is to talk to a person.
    '-T',
    '-x',
    // Never asks: a missing login is a failure.
    ...option('BatchMode', 'yes'),
    ...option('ConnectTimeout', '5'),
    // A cut link is noticed after 45 s.
    ...option('ServerAliveInterval', '15'),
    ...option('ServerAliveCountMax', '3'),
    ...option('StrictHostKeyChecking', 'yes'),
    ...(endpoint.knownHostsFile === undefined ? [] : option('UserKnownHostsFile', fileWord(endpoint.knownHostsFile))),
    // This key and none that an agent holds besides.
    ...(endpoint.identityFile === undefined
      ? []
      : [...option('IdentitiesOnly', 'yes'), ...option('IdentityFile', fileWord(endpoint.identityFile))]),
    ...(endpoint.port === undefined ? [] : ['-p', String(endpoint.port)]),
    ...(endpoint.user === undefined ? [] : ['-l', endpoint.user]),
  ];
}

/** The argument list of ssh for one remote command. A host that reads as an option is refused. */
export function sshArguments(endpoint: SshEndpoint, remote: string): Result<readonly string[], Failure> {
  const refused = refusedHost(endpoint);
  return refused === undefined ? ok([...sshOptions(endpoint), '--', endpoint.host, remote]) : err(refused);
}

/**
 * What stands before ssh there. The far rsync complains on its stderr and tells its exit code in the stream; when the code comes first, ours ends and
 * kills its ssh with SIGUSR1, and the reason is lost. An ssh that stays ends with the far side, and its stderr is read until then.
 */
const UNHURRIED = `sh -c 'trap "" USR1; exec "$@"' sh`;

/**
 * How rsync reaches the endpoint: what goes before its addresses. A program path is one word of the far side's shell. With the owner of a
 * lease the rsync there carries its name; only where the account has a shell.
 */
export function rsyncOverSsh(endpoint: SshEndpoint, owner?: string): readonly string[] {
  const program = plainOrQuoted(endpoint.rsyncPath);
  const marked = owner === undefined ? program : `env ${LEASE_MARK}=${plainOrQuoted(owner)} ${program}`;
  const remote = marked === 'rsync' ? [] : [`--rsync-path=${marked}`];
  return ['-e', [UNHURRIED, ...['ssh', ...sshOptions(endpoint)].map(rsyncWord)].join(' '), ...remote];
}

/** The host as it stands before the ':' of an rsync address. */
export function rsyncHost(endpoint: SshEndpoint): string {
  return endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
}

/** Why a host or user cannot be given to ssh; undefined when it can. */
export function refusedHost(endpoint: SshEndpoint): Failure | undefined {
  const names = [endpoint.host, ...(endpoint.user === undefined ? [] : [endpoint.user])];
  if (names.every((name) => /^[^-\s/@'"\\][^\s/@'"\\]*$/.test(name))) return undefined;
  return {
    code: 'endpoint.unusable',
    message: `${endpoint.name}: its host or user is no name that ssh may be given`,
    hint: 'Write the plain host name in `host` and the plain account name in `user`.',
    retry: 'person',
    blame: 'us',
  };
}

function option(name: string, value: string): readonly string[] {
  return ['-o', `${name}=${value}`];
}

/** A file in ssh's configuration: percent signs are its own, blanks need quotes. */
function fileWord(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

/** rsync splits its -e at blanks; quotes hold a word together and are doubled inside. */
function rsyncWord(word: string): string {
  return /^[A-Za-z0-9_./=:,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`;
}

function plainOrQuoted(path: string): string {
  return /^[A-Za-z0-9_./+-]+$/.test(path) ? path : shellQuote(path);
}
