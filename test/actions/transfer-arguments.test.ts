import { expect, test } from 'vitest';
import { type TransferEnds, transferArguments } from '../../src/actions/transfer-arguments.ts';
import type { RsyncAddress } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import type { Endpoint, RsyncDaemonEndpoint, SshEndpoint } from '../../src/model/endpoint.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { makeTools } from '../components/tools.ts';

/** What is the same for every transfer. */
const ALWAYS = [
  // Our list and nothing else: NUL-ended names on stdin, directories made and not entered.
  '--from0',
  '--files-from=-',
  '--dirs',
  // Links, permissions, times; never owner, group, ACL, extended attributes, hard links, devices.
  '--links',
  '--perms',
  '--times',
  // What we know to differ is copied, though size and whole seconds be equal.
  '--ignore-times',
  // Unfinished files in our own directory, on the same file system as the data.
  '--partial-dir=/disk/pool/.replicas-partial',
  '--temp-dir=/disk/pool/.replicas-partial',
  // One digest for every version of rsync, told for each file.
  '--checksum-choice=md5',
  '--out-format=@%i|%C|%l|%n',
  // Progress of the whole, in plain numbers, line by line.
  '--info=progress2',
  '--no-human-readable',
  '--outbuf=L',
];

const DAEMON: RsyncDaemonEndpoint = {
  type: 'RsyncDaemon',
  name: 'icc',
  host: 'icc.example.org',
  port: 44520,
  user: 'pacs',
  passwordFile: '/secrets/icc.password',
  maxTransfers: 2,
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
};

const SSH: SshEndpoint = {
  type: 'Ssh',
  name: 'delta',
  host: 'delta.example.org',
  port: 2222,
  user: 'steward',
  identityFile: '/keys/id',
  knownHostsFile: undefined,
  configFile: undefined,
  shell: 'Full',
  rsyncPath: '/opt/bin/rsync',
  root: '/projects/pool',
  identity: 'NotChecked',
  maxTransfers: 2,
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
};

const SSH_COMMAND =
  `sh -c 'trap "" USR1; exec "$@"' sh ssh -T -x -o BatchMode=yes -o ConnectTimeout=5 -o ServerAliveInterval=15 -o ServerAliveCountMax=3 -o StrictHostKeyChecking=yes ` +
  `-o IdentitiesOnly=yes -o 'IdentityFile="/keys/id"' -p 2222 -l steward`;

function address(endpoint: Endpoint, path: string): RsyncAddress {
  return createDriver(endpoint, makeTools('/scratch')).rsyncAddress(fromText(path));
}

function argumentsOf(from: RsyncAddress, to: RsyncAddress, more: Partial<TransferEnds> = {}): readonly string[] {
  const place = { partial: '/disk/pool/.replicas-partial' };
  return transferArguments({ from, source: from.argument, to, place, algorithm: 'md5', ...more });
}

test('from a daemon with a password to a directory here', () => {
  expect(argumentsOf(address(DAEMON, 'PV'), address(localEndpoint('/disk'), 'pool'))).toEqual([
    ...ALWAYS,
    '--contimeout=5',
    '--no-motd',
    '--password-file=/secrets/icc.password',
    'rsync://pacs@icc.example.org:44520/PV/',
    '/disk/pool/',
  ]);
});

test('from a daemon that asks nobody', () => {
  const open = { ...DAEMON, user: undefined, passwordFile: undefined };
  const from = address(open, 'PV');
  expect(argumentsOf(from, address(localEndpoint('/disk'), 'pool'))).toEqual([
    ...ALWAYS,
    '--contimeout=5',
    '--no-motd',
    'rsync://icc.example.org:44520/PV/',
    '/disk/pool/',
  ]);
  // rsync would ask a person otherwise.
  expect(from.env).toEqual({ RSYNC_PASSWORD: '' });
});

test('from here to a host behind ssh', () => {
  expect(argumentsOf(address(localEndpoint('/disk/'), ''), address(SSH, 'import'))).toEqual([
    ...ALWAYS,
    '-e',
    SSH_COMMAND,
    '--rsync-path=/opt/bin/rsync',
    '/disk/',
    'delta.example.org:/projects/pool/import/',
  ]);
});

test('from a host behind ssh to here, with the rsync that is in its path', () => {
  expect(argumentsOf(address({ ...SSH, rsyncPath: 'rsync' }, 'export'), address(localEndpoint('/disk'), 'pool'))).toEqual([
    ...ALWAYS,
    '-e',
    SSH_COMMAND,
    'delta.example.org:/projects/pool/export/',
    '/disk/pool/',
  ]);
});

test('from here to here, with names that a shell or rsync could take for something else', () => {
  expect(argumentsOf(address(localEndpoint('/disk/a b'), '-rf'), address(localEndpoint('/disk'), '$(x):y'))).toEqual([
    ...ALWAYS,
    '/disk/a b/-rf/',
    '/disk/$(x):y/',
  ]);
});

test('with the digest that the files are proven by, and a place for what only rsync can rename', () => {
  const here = address(localEndpoint('/disk'), 'pool');
  const plain = argumentsOf(here, here);
  const asked = argumentsOf(here, here, { algorithm: 'xxh128', backup: '.replicas-trash/2026-11-20/p' });
  expect(asked.filter((argument) => !plain.includes(argument))).toEqual([
    '--checksum-choice=xxh128',
    '--backup',
    '--backup-dir=.replicas-trash/2026-11-20/p',
  ]);
  expect(plain.filter((argument) => !asked.includes(argument))).toEqual(['--checksum-choice=md5']);
});

test.each([
  '--delete',
  '--inplace',
  '--append',
  '--size-only',
  '--recursive',
  '-a',
  '--archive',
  '--filter',
  '--exclude',
  '--owner',
  '--update',
])('never %s', (flag) => {
  const all = argumentsOf(address(DAEMON, 'PV'), address(SSH, 'import'));
  expect(
    all.filter(
      (argument) => argument === flag || argument.startsWith(`${flag}=`) || (flag === '--delete' && argument.startsWith(flag)),
    ),
  ).toEqual([]);
});
