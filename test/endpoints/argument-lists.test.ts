import { expect, test } from 'vitest';
import { daemonAddress } from '../../src/endpoints/daemon/daemon-address.ts';
import { localAddress } from '../../src/endpoints/local/local-address.ts';
import { filesFrom } from '../../src/endpoints/rsync/files-from.ts';
import { digestArguments } from '../../src/endpoints/rsync/rsync-digests.ts';
import { entriesArguments } from '../../src/endpoints/rsync/rsync-entries.ts';
import { listingArguments } from '../../src/endpoints/rsync/rsync-list.ts';
import { identityArguments } from '../../src/endpoints/rsync-only/rsync-identity.ts';
import { skeletonArguments, stepsArguments } from '../../src/endpoints/rsync-only/rsync-prepare.ts';
import { findArguments } from '../../src/endpoints/shared/find-arguments.ts';
import { shellQuote } from '../../src/endpoints/ssh/shell-quote.ts';
import { sshAddress } from '../../src/endpoints/ssh/ssh-address.ts';
import { sshArguments } from '../../src/endpoints/ssh/ssh-command.ts';
import { fromLatin1, fromText, ROOT } from '../../src/lib/path-bytes.ts';
import type { LocalEndpoint, RsyncDaemonEndpoint, SshEndpoint } from '../../src/model/endpoint.ts';

const local: LocalEndpoint = {
  type: 'Local',
  name: 'archive',
  maxTransfers: 2,
  root: '/pacs',
  identity: 'NotChecked',
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
};
const daemon: RsyncDaemonEndpoint = {
  type: 'RsyncDaemon',
  name: 'icc',
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
  maxTransfers: 2,
  host: 'icc.example.org',
  port: 44520,
  user: 'pacs',
  passwordFile: '/s/icc password',
};
const plain: SshEndpoint = {
  type: 'Ssh',
  name: 'delta',
  maxTransfers: 2,
  root: '/projects/',
  identity: 'NotChecked',
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
  host: 'delta.example.org',
  port: undefined,
  user: undefined,
  identityFile: undefined,
  knownHostsFile: undefined,
  configFile: undefined,
  shell: 'Full',
  rsyncPath: 'rsync',
};
const full: SshEndpoint = {
  ...plain,
  host: 'fe80::1',
  port: 2222,
  user: 'me',
  identityFile: "/keys/it's mine",
  knownHostsFile: '/keys/100%',
  configFile: '/keys/config',
  rsyncPath: '/opt/my rsync/bin/rsync',
};

const ALWAYS = [
  '-T',
  '-x',
  ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=3'],
  ...['-o', 'StrictHostKeyChecking=yes'],
];

test('ssh never asks, and takes only the key and hosts that are declared', () => {
  expect(sshArguments(plain, 'exec sh -s')).toEqual({ ok: true, value: [...ALWAYS, '--', 'delta.example.org', 'exec sh -s'] });
  expect(sshArguments(full, 'exec sh -s')).toEqual({
    ok: true,
    value: [
      ...['-F', '/keys/config', ...ALWAYS, '-o', 'UserKnownHostsFile="/keys/100%%"'],
      ...[
        '-o',
        'IdentitiesOnly=yes',
        '-o',
        `IdentityFile="/keys/it's mine"`,
        '-p',
        '2222',
        '-l',
        'me',
        '--',
        'fe80::1',
        'exec sh -s',
      ],
    ],
  });
});

test.each(['-oProxyCommand=touch x', 'a b', 'user@host', 'host/path', '"', ''])('a host %j is refused', (host) => {
  expect(sshArguments({ ...plain, host }, 'exec sh -s')).toMatchObject({ ok: false, error: { code: 'endpoint.unusable' } });
  expect(() => sshAddress({ ...plain, host }, ROOT)).toThrow();
});

/** ssh stays until the far side has said all, though rsync wants to end it. */
const UNHURRIED = `sh -c 'trap "" USR1; exec "$@"' sh`;

test('rsync over ssh: words are held together in the way of rsync, and the program there is one word', () => {
  expect(sshAddress(plain, fromText('a b'))).toEqual({
    argument: 'delta.example.org:/projects/a b/',
    options: ['-e', `${UNHURRIED} ssh ${ALWAYS.join(' ')}`],
    env: {},
    side: 'remote',
  });
  expect(sshAddress(full, ROOT)).toEqual({
    argument: '[fe80::1]:/projects/',
    options: [
      '-e',
      `${UNHURRIED} ssh -F /keys/config ${ALWAYS.join(' ')} -o 'UserKnownHostsFile="/keys/100%%"' -o IdentitiesOnly=yes -o 'IdentityFile="/keys/it''s mine"' -p 2222 -l me`,
      "--rsync-path='/opt/my rsync/bin/rsync'",
    ],
    env: {},
    side: 'remote',
  });
});

test('rsync over ssh for a lease: the rsync there carries its owner’s name', () => {
  const marked = (endpoint: SshEndpoint, owner: string): string | undefined => sshAddress(endpoint, ROOT, owner).options.at(-1);
  const owner = '8c2c1e0e-3d5a-4c8e-9b6f-0d3a1f2b4c5d';
  expect(marked(plain, owner)).toBe(`--rsync-path=env REPLICAS_LEASE=${owner} rsync`);
  expect(marked(full, owner)).toBe(`--rsync-path=env REPLICAS_LEASE=${owner} '/opt/my rsync/bin/rsync'`);
  expect(marked(plain, 'a; $(b)')).toBe("--rsync-path=env REPLICAS_LEASE='a; $(b)' rsync");
});

test('a daemon: the password is a file, and names are counted from the module', () => {
  const options = ['--contimeout=5', '--no-motd', '--password-file=/s/icc password'];
  const base = 'rsync://pacs@icc.example.org:44520';
  expect(daemonAddress(daemon, fromText('PV'))).toEqual({ argument: `${base}/PV/`, options, env: {}, side: 'remote' });
  const below = daemonAddress(daemon, fromText('PV/a/b c'));
  expect(below).toEqual({
    argument: `${base}/PV/a/b c/`,
    options,
    env: {},
    side: 'remote',
    named: { argument: `${base}/PV/`, prefix: 'a/b c/./' },
  });
  expect(filesFrom(below, [fromText('#x'), fromLatin1('\xff\n')])).toEqual({
    argument: `${base}/PV/`,
    input: Buffer.from('./a/b c/./#x\0./a/b c/./\xff\n\0', 'latin1'),
  });
});

test('a daemon without a password is not asked for one, and its list of modules is not cut off', () => {
  expect(daemonAddress({ ...daemon, user: undefined, passwordFile: undefined, host: '::1' }, ROOT)).toEqual({
    argument: 'rsync://[::1]:44520/',
    options: ['--contimeout=5'],
    env: { RSYNC_PASSWORD: '' },
    side: 'remote',
  });
});

test('this host: names on stdin begin with ./', () => {
  const address = localAddress(local, fromText('pools/pv'));
  expect(address).toEqual({ argument: '/pacs/pools/pv/', options: [], env: {}, side: 'local' });
  expect(filesFrom(address, [fromText('; a'), fromText('-b')])).toEqual({
    argument: '/pacs/pools/pv/',
    input: Buffer.from('./; a\0./-b\0'),
  });
  expect(localAddress({ ...local, root: '/' }, ROOT).argument).toBe('/');
});

const address = daemonAddress({ ...daemon, user: undefined, passwordFile: undefined }, fromText('PV'));
const [FROM, OPTIONS] = ['rsync://icc.example.org:44520/PV/', ['--contimeout=5', '--no-motd']];

test('rsync that lists', () => {
  const filter = { exclude: ['*.bak'], include: [] };
  expect(listingArguments(address, filter, '/scratch/empty/')).toEqual([
    ...['-n', '-r', '-l', '-D', '--out-format=%i|%l|%M|%n%L'],
    ...[
      '--filter=- .replicas-*',
      '--filter=- /lost+found/',
      '--filter=- .snapshot/',
      '--filter=- .snapshots/',
      '--filter=- *.bak',
    ],
    ...OPTIONS,
    FROM,
    '/scratch/empty/',
  ]);
});

test('rsync that hashes', () => {
  expect(digestArguments(address, 'xxh128', { from: FROM, empty: '/scratch/empty/' })).toEqual([
    ...['-n', '-l', '--dirs', '--no-implied-dirs', '--checksum', '--checksum-choice=xxh128'],
    ...['--from0', '--files-from=-', '--out-format=%i|%C|%n'],
    ...OPTIONS,
    FROM,
    '/scratch/empty/',
  ]);
});

test('rsync that looks at named entries', () => {
  expect(entriesArguments(address, { from: FROM, empty: '/scratch/empty/' })).toEqual([
    ...['-n', '-l', '-D', '--dirs', '--no-implied-dirs', '--from0', '--files-from=-', '--out-format=%i|%l|%M|%n%L'],
    ...OPTIONS,
    FROM,
    '/scratch/empty/',
  ]);
});

test('rsync that fetches an identity', () => {
  expect(identityArguments(address, '/scratch/id/')).toEqual([
    '--from0',
    '--files-from=-',
    '--max-size=65536',
    ...OPTIONS,
    FROM,
    '/scratch/id/',
  ]);
});

test('rsync that looks at the steps of a path, and makes directories', () => {
  expect(stepsArguments(address, '/scratch/empty/')).toEqual([
    ...['-n', '-l', '-D', '--dirs', '--from0', '--files-from=-', '--out-format=%i|%n', ...OPTIONS, FROM, '/scratch/empty/'],
  ]);
  expect(skeletonArguments(address, '/scratch/skeleton/')).toEqual([
    ...['--dirs', '--no-implied-dirs', '--from0', '--files-from=-', ...OPTIONS, '/scratch/skeleton/', FROM],
  ]);
});

test('find that lists', () => {
  const words = findArguments({ exclude: [], include: [] });
  expect(words.slice(0, 4)).toEqual(['.', '-ignore_readdir_race', '-mindepth', '1']);
  expect(words.slice(-2)).toEqual(['-printf', '%i %C@ o - - %P\\0']);
});

test('a word for a shell', () => {
  expect(shellQuote("it's $(touch x) \n\xff")).toBe("'it'\\''s $(touch x) \n\xff'");
});
