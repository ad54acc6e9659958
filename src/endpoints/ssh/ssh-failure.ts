import { encodeRsyncName } from '../../inventory/rsync-name.ts';
import { fromLatin1 } from '../../lib/path-bytes.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';

/** What ssh's own trouble (exit 255) means, told from its words: the exit code is the same for all of it. */
export function sshFailure(stderr: string, endpoint: Endpoint): Failure {
  const { name } = endpoint;
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(stderr)) {
    return {
      code: 'endpoint.host-key',
      message: `${name}: the host key has changed; someone may be in between`,
      hint: `Ask the people who run the host for its new key. If it is right: ${removeKey(endpoint)}, then log in once by hand and compare it: ${loginOnce(endpoint)}`,
      retry: 'person',
      blame: 'from',
    };
  }
  if (/Host key verification failed|host key is known for/.test(stderr)) {
    return {
      code: 'endpoint.host-key',
      message: `${name}: the host key is not known here`,
      hint: `Log in once by hand, compare the fingerprint with the published one, and answer yes: ${loginOnce(endpoint)}`,
      retry: 'person',
      blame: 'us',
    };
  }
  if (/UNPROTECTED PRIVATE KEY FILE|Bad owner or permissions on|Load key .*(?:bad permissions|No such file)/.test(stderr)) {
    return {
      code: 'endpoint.auth',
      message: `${name}: ssh refuses the key file or its configuration`,
      hint: `The file must be there and readable by you alone (chmod 600). ssh said: ${lastWords(stderr)}`,
      retry: 'person',
      blame: 'us',
    };
  }
  const methods = /Permission denied \(([^)]*)\)/.exec(stderr);
  if (methods !== null) {
    return {
      code: 'endpoint.auth',
      message: `${name}: the login was refused (the host offers: ${methods[1] ?? ''})`,
      hint: `The key must be in authorized_keys there, and \`user\` and \`identityFile\` right. Try by hand: ${loginOnce(endpoint)}`,
      retry: 'person',
      blame: 'us',
    };
  }
  if (/Too many authentication failures|Authentication failed/.test(stderr)) {
    return {
      code: 'endpoint.auth',
      message: `${name}: the login was refused`,
      hint: `Say which key to use with \`identityFile\`. Try by hand: ${loginOnce(endpoint)}`,
      retry: 'person',
      blame: 'us',
    };
  }
  return {
    code: 'endpoint.unreachable',
    message: `${name}: ssh got no connection, or lost it: ${lastWords(stderr)}`,
    hint: `Check host, port and network: reconcile test ${name}`,
    retry: 'later',
    blame: 'link',
  };
}

/** The command that a person types to see the host key or the prompt. */
function loginOnce(endpoint: Endpoint): string {
  if (endpoint.type !== 'Ssh') return `ssh ${endpoint.name}`;
  const words = [
    'ssh',
    ...(endpoint.configFile === undefined ? [] : ['-F', endpoint.configFile]),
    ...(endpoint.knownHostsFile === undefined ? [] : ['-o', `UserKnownHostsFile=${endpoint.knownHostsFile}`]),
    ...(endpoint.identityFile === undefined ? [] : ['-i', endpoint.identityFile]),
    ...(endpoint.port === undefined ? [] : ['-p', String(endpoint.port)]),
    endpoint.user === undefined ? endpoint.host : `${endpoint.user}@${endpoint.host}`,
  ];
  return words.join(' ');
}

function removeKey(endpoint: Endpoint): string {
  if (endpoint.type !== 'Ssh') return `ssh-keygen -R ${endpoint.name}`;
  const file = endpoint.knownHostsFile === undefined ? '' : ` -f ${endpoint.knownHostsFile}`;
  const host = endpoint.port === undefined || endpoint.port === 22 ? endpoint.host : `'[${endpoint.host}]:${endpoint.port}'`;
  return `ssh-keygen -R ${host}${file}`;
}

function lastWords(stderr: string): string {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== '' && !/^rsync(?: error)?:/.test(line));
  return encodeRsyncName(fromLatin1((lines.at(-1) ?? 'it gave no reason').slice(0, 300)));
}
