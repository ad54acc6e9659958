import { expect, test } from 'vitest';
import { rsyncFailure } from '../../src/endpoints/rsync/rsync-failure.ts';
import { sshFailure } from '../../src/endpoints/ssh/ssh-failure.ts';
import type { Ending } from '../../src/lib/command.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import type { LocalEndpoint, Location, RsyncDaemonEndpoint, SshEndpoint } from '../../src/model/endpoint.ts';

const COMMON = { maxTransfers: 2 };
const icc: RsyncDaemonEndpoint = {
  type: 'RsyncDaemon',
  name: 'icc',
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
  ...COMMON,
  host: 'icc.example.org',
  port: 44520,
  user: 'pacs',
  passwordFile: '/s/p',
};
const archive: LocalEndpoint = {
  type: 'Local',
  name: 'archive',
  ...COMMON,
  root: '/pacs',
  identity: 'Required',
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
};
const delta: SshEndpoint = {
  type: 'Ssh',
  name: 'delta',
  ...COMMON,
  root: '/projects',
  identity: 'NotChecked',
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
  host: 'delta.example.org',
  port: 2222,
  user: 'me',
  identityFile: undefined,
  knownHostsFile: undefined,
  configFile: undefined,
  shell: 'Full',
  rsyncPath: 'rsync',
};

const PV: Location = { endpoint: icc, path: fromText('PV') };
const PULL = { from: PV, to: { endpoint: archive, path: fromText('pools/pv') } };
const PUSH = { from: { endpoint: archive, path: fromText('pools/pv') }, to: { endpoint: delta, path: fromText('pv') } };

function exited(code: number, stderr: string): Ending {
  return { status: 'exited', code, stdout: '', stderr };
}

/** As rsync 3.5.0, its daemon, rrsync and ssh said it. */
const SAID: readonly (readonly [what: string, exit: number, stderr: string, code: string, retry: string])[] = [
  [
    'bad password, forbidden user, open secrets file',
    5,
    '@ERROR: auth failed on module PV\nrsync error: error starting client-server protocol (code 5) at main.c(1863)\n',
    'endpoint.auth',
    'person',
  ],
  ['unknown module', 5, "@ERROR: Unknown module 'PX'\n", 'source.absent', 'person'],
  ['host denied', 5, '@ERROR: access denied to PV from localhost (127.0.0.1)\n', 'endpoint.access', 'person'],
  ['module path gone', 5, '@ERROR: chdir failed\n', 'source.absent', 'later'],
  ['all connections taken', 5, '@ERROR: max connections (8) reached -- try again later\n', 'endpoint.unreachable', 'later'],
  [
    'daemon down',
    10,
    'rsync: [Receiver] failed to connect to 127.0.0.1 (127.0.0.1): Connection refused (111)\n',
    'endpoint.unreachable',
    'later',
  ],
  [
    'daemon does not answer',
    35,
    'rsync error: timeout waiting for daemon connection (code 35) at socket.c(278)\n',
    'endpoint.unreachable',
    'later',
  ],
  ['password file open to others', 1, 'ERROR: password file must not be other-accessible\n', 'endpoint.auth', 'person'],
  [
    'disk full',
    11,
    'rsync: [receiver] write failed on "/pacs/a": No space left on device (28)\nrsync error: error in file IO (code 11) at receiver.c(381) [receiver=3.5.0]\n',
    'target.full',
    'later',
  ],
  [
    'quota full, some files',
    23,
    'rsync: [receiver] mkstemp "/pacs/.a.x" failed: Disk quota exceeded (122)\n',
    'target.over-quota',
    'later',
  ],
  ['out of inodes', 23, 'rsync: [receiver] mkstemp "/pacs/.a.x" failed: No space left on device (28)\n', 'target.full', 'later'],
  [
    'replica not writable',
    23,
    'rsync: [receiver] mkstemp "/pacs/.a.x" failed: Permission denied (13)\n',
    'target.not-writable',
    'person',
  ],
  [
    'replica mounted read-only',
    23,
    'rsync: [receiver] mkstemp "/pacs/.a.x" failed: Read-only file system (30)\n',
    'target.not-writable',
    'person',
  ],
  [
    'a source file unreadable',
    23,
    'rsync: [sender] send_files failed to open "/a" (in PV): Permission denied (13)\n',
    'transfer.partial',
    'now',
  ],
  ['files vanished', 24, 'file has vanished: "/a" (in PV)\n', 'transfer.partial', 'now'],
  [
    'connection cut',
    12,
    'rsync: connection unexpectedly closed (71 bytes received so far) [receiver]\n',
    'endpoint.unreachable',
    'now',
  ],
  ['no data for too long', 30, 'rsync error: timeout in data send/receive (code 30) at io.c(200)\n', 'transfer.stalled', 'now'],
  ['told to stop', 20, 'rsync error: received SIGINT, SIGTERM, or SIGHUP (code 20) at rsync.c(716)\n', 'transfer.failed', 'now'],
  ['option refused', 4, 'rsync error: requested action not supported (code 4)\n', 'endpoint.access', 'person'],
  ['upload refused', 1, 'ERROR: module is read only\n', 'endpoint.access', 'person'],
  ['a name that leaves', 4, 'ABORTING due to unsafe pathname from sender: ../up\n', 'source.hostile', 'person'],
  ['a path that leaves', 4, 'ABORTING due to invalid path from sender: a/../up\n', 'source.hostile', 'person'],
  ['a name that was excluded', 4, 'ERROR: rejecting excluded file-list name: skip\n', 'source.hostile', 'person'],
  ['a name that was not asked for', 2, 'ERROR: rejecting unrequested file-list name: x\n', 'source.hostile', 'person'],
  ['a top that is a file', 2, 'ERROR: rejecting non-directory transfer-root entry: .\n', 'source.hostile', 'person'],
  ['a link asked for as a file', 2, 'received request to transfer non-regular file: 3 [sender]\n', 'source.hostile', 'person'],
  ['lists out of turn', 2, 'rsync: refusing malicious duplicate flist for dir 2\n', 'source.hostile', 'person'],
  ['something new', 77, 'rsync: what is this\nrsync error: odd (code 77)\n', 'transfer.failed', 'person'],
];

test.each(SAID)('pull: %s', (_, exit, stderr, code, retry) => {
  const failure = rsyncFailure(exited(exit, stderr), PULL);
  expect(failure).toMatchObject({ code, retry });
  // All say which endpoint, and what now; no word of the table is left over.
  expect(`${failure.message} ${failure.hint}`).toMatch(/icc|archive/);
  expect(failure.hint).toMatch(/\S{2,}/);
  expect(`${failure.message} ${failure.hint}`).not.toMatch(/\b(FAR|FROM|TO|WAY|EXIT|SAID)\b|\$1/);
});

const SAID_OVER_SSH: readonly (readonly [what: string, exit: number, stderr: string, code: string])[] = [
  [
    'lost connection',
    255,
    'client_loop: send disconnect: Broken pipe\nrsync error: unexplained error (code 255) at io.c(232)\n',
    'endpoint.unreachable',
  ],
  [
    'refused login',
    255,
    'me@delta.example.org: Permission denied (publickey).\nrsync: connection unexpectedly closed (0 bytes received so far) [sender]\n',
    'endpoint.auth',
  ],
  [
    'unknown host key',
    255,
    'No ED25519 host key is known for [delta.example.org]:2222 and you have requested strict checking.\nHost key verification failed.\n',
    'endpoint.host-key',
  ],
  [
    'no rsync there',
    127,
    'bash: line 1: rsync: command not found\nrsync: connection unexpectedly closed (0 bytes received so far) [sender]\n',
    'endpoint.unusable',
  ],
  ['no rsync there, dash', 127, 'sh: 1: rsync: not found\n', 'endpoint.unusable'],
  ['a login that talks', 2, 'protocol version mismatch -- is your shell clean?\n', 'endpoint.unusable'],
  ['rrsync: may only read', 12, '/usr/bin/rrsync error: sending to read-only server is not allowed\n', 'endpoint.access'],
  [
    'rrsync: busy',
    12,
    '/usr/bin/rrsync error: Another instance of rrsync is already accessing this directory.\n',
    'endpoint.unreachable',
  ],
  ['rrsync: its directory is gone', 12, '/usr/bin/rrsync error: Restricted directory does not exist!\n', 'endpoint.root-missing'],
  ['rrsync: something else', 12, '/usr/bin/rrsync error: option --daemon has been disabled on this server.\n', 'endpoint.access'],
];

test.each(SAID_OVER_SSH)('push over ssh: %s', (_, exit, stderr, code) => {
  const failure = rsyncFailure(exited(exit, stderr), PUSH);
  expect(failure).toMatchObject({ code });
  expect(failure.message).toContain('delta');
});

test('auth failed names its three possible causes and the command that follows', () => {
  const { message, hint } = rsyncFailure(exited(5, '@ERROR: auth failed on module PV\n'), PULL);
  expect(message).toContain('module PV');
  for (const cause of [/password/, /may not use this module/, /secrets file/, /reconcile --plan$/]) expect(hint).toMatch(cause);
});

test('a look, and a copy within one place, names that place once', () => {
  const texts = [undefined, PULL.from].flatMap((to) =>
    [77, 11].map((exit) => rsyncFailure(exited(exit, 'odd\n'), { from: PULL.from, ...(to === undefined ? {} : { to }) }).message),
  );
  expect(texts).toEqual([
    'rsync ended with code 77 at icc:PV',
    'rsync could not read or write a file at icc:PV',
    'rsync ended with code 77 at icc:PV',
    'rsync could not read or write a file at icc:PV',
  ]);
  expect(rsyncFailure(exited(77, 'odd\n'), PULL).message).toMatch(/^rsync ended with code 77 between icc:PV and archive:/);
});

test('what rsync says is shown on one line, its odd bytes escaped', () => {
  const { hint } = rsyncFailure(
    exited(23, 'rsync: [sender] send_files failed to open "/a\x1b[2J\xff": Permission denied (13)\n'),
    PULL,
  );
  expect(hint).toMatch(/^[ -~]*$/);
  expect(hint).toContain('\\#033');
});

test.each([
  ['stalled', 'transfer.stalled', 'later'],
  ['deadline', 'transfer.stalled', 'later'],
  ['too-large', 'listing.too-large', 'person'],
  ['cancelled', 'process.failed', 'now'],
  ['not-started', 'process.failed', 'person'],
  ['signal', 'process.failed', 'later'],
] as const)('a process that did not end by itself: %s', (why, code, retry) => {
  expect(rsyncFailure({ status: 'ended', why, detail: 'x', stdout: '', stderr: '' }, PULL)).toMatchObject({ code, retry });
});

test('a changed host key is told apart from an unknown one, each with the command to type', () => {
  const changed = sshFailure(
    '@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@\nHost key verification failed.\n',
    delta,
  );
  expect(changed).toMatchObject({
    code: 'endpoint.host-key',
    hint: expect.stringContaining("ssh-keygen -R '[delta.example.org]:2222'"),
  });
  const unknown = sshFailure('Host key verification failed.\n', delta);
  expect(unknown).toMatchObject({
    code: 'endpoint.host-key',
    hint: expect.stringMatching(/ssh -p 2222 me@delta\.example\.org$/),
  });
});
