import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText, ROOT } from '../../src/lib/path-bytes.ts';
import type { Endpoint, RsyncDaemonEndpoint, SshEndpoint } from '../../src/model/endpoint.ts';
import { makeBarePath } from '../components/bare-path.ts';
import { daemonEndpoint, localEndpoint, sshEndpoint } from '../components/endpoints.ts';
import { freePort } from '../components/port.ts';
import { startRsyncDaemon } from '../components/rsync-daemon.ts';
import { type Grant, type Sshd, startSshd } from '../components/sshd.ts';
import { asOrdinary } from '../components/tools.ts';
import { makeScratch } from '../world.ts';
import type { Broken, Way } from './stage.ts';

const LOCAL: Way = {
  name: 'Local',
  needs: ['rsync'],
  granularity: 'ns',
  writing: 'Files',
  open: async (disk, tools) => {
    const endpoint = localEndpoint(disk);
    return {
      base: ROOT,
      driver: createDriver(endpoint, tools),
      ordinary: createDriver(endpoint, asOrdinary(tools)),
      broken: [rootMissing(localEndpoint(join(disk, 'no/root')))],
      close: async () => undefined,
    };
  },
};

const SSH_FULL: Way = {
  name: 'Ssh, shell Full',
  needs: ['rsync', 'sshd'],
  granularity: 'ns',
  writing: 'Files',
  open: async (disk, tools) => {
    const sshd = await startSshd();
    const place = async (grant: Grant): Promise<SshEndpoint> =>
      sshEndpoint(sshd, { root: disk, shell: 'Full', key: await sshd.authorize(grant) });
    const endpoint = await place({ type: 'shell' });
    return {
      base: ROOT,
      driver: createDriver(endpoint, tools),
      ordinary: createDriver(await place({ type: 'shell', as: 'Ordinary' }), tools),
      broken: [rootMissing({ ...endpoint, root: join(disk, 'no/root') }), ...(await brokenLogins(sshd, endpoint))],
      close: () => sshd.stop(),
    };
  },
};

const SSH_BARE: Way = {
  ...SSH_FULL,
  name: 'Ssh, shell Full, with nothing but sh, coreutils, find and rsync at the far side',
  open: async (disk, tools) => {
    const sshd = await startSshd();
    const scratch = await makeScratch();
    const path = await makeBarePath(join(scratch.path, 'bin'));
    const place = async (grant: Grant): Promise<SshEndpoint> =>
      sshEndpoint(sshd, { root: disk, shell: 'Full', key: await sshd.authorize(grant) });
    const close = async (): Promise<void> => {
      await sshd.stop();
      await scratch.remove();
    };
    return {
      base: ROOT,
      driver: createDriver(await place({ type: 'shell', path }), tools),
      ordinary: createDriver(await place({ type: 'shell', path, as: 'Ordinary' }), tools),
      broken: [],
      close,
    };
  },
};

const SSH_RSYNC_ONLY: Way = {
  name: 'Ssh, shell RsyncOnly, behind rrsync',
  needs: ['rsync', 'sshd', 'rrsync'],
  granularity: 's',
  writing: 'Rsync',
  open: async (disk, tools) => {
    const sshd = await startSshd();
    // The account sees nothing above the directory that it is restricted to.
    const place = async (grant: Grant): Promise<SshEndpoint> =>
      sshEndpoint(sshd, { root: '/', shell: 'RsyncOnly', key: await sshd.authorize(grant) });
    const endpoint = await place({ type: 'rrsync', directory: disk, mode: 'ReadWrite' });
    return {
      base: ROOT,
      driver: createDriver(endpoint, tools),
      ordinary: createDriver(await place({ type: 'rrsync', directory: disk, mode: 'ReadOnly', as: 'Ordinary' }), tools),
      broken: [
        rootMissing({ ...endpoint, root: '/no/root' }),
        rootMissing(await place({ type: 'rrsync', directory: join(disk, 'no'), mode: 'ReadWrite' })),
        ...(await brokenLogins(sshd, endpoint)),
      ],
      close: () => sshd.stop(),
    };
  },
};

const RSYNC_DAEMON: Way = {
  name: 'RsyncDaemon',
  needs: ['rsync'],
  granularity: 's',
  writing: 'None',
  open: async (disk, tools) => {
    const scratch = await makeScratch();
    const login = { user: 'alice', password: 's3cret' };
    const daemon = await startRsyncDaemon({
      modules: [
        { name: 'pool', path: disk },
        { name: 'shut', path: disk, login },
        { name: 'denied', path: disk, hostsDeny: '*' },
        { name: 'gone', path: join(disk, 'no/module') },
      ],
    });
    const ordinary = await startRsyncDaemon({ modules: [{ name: 'pool', path: disk, as: 'Ordinary' }] });
    const endpoint = daemonEndpoint(daemon);
    const passwordFile = async (name: string, text: string, mode: number): Promise<RsyncDaemonEndpoint> => {
      const path = join(scratch.path, name);
      await writeFile(path, text, { mode });
      return daemonEndpoint(daemon, { user: 'alice', passwordFile: path });
    };
    const wrong = await passwordFile('wrong', 'guess\n', 0o600);
    const open = await passwordFile('open', 's3cret\n', 0o644);
    const [pool, shut, check] = [fromText('pool'), fromText('shut'), 'CannotTell'] as const;
    const down = { ...endpoint, port: await freePort() };
    return {
      base: pool,
      driver: createDriver(endpoint, tools),
      ordinary: createDriver(daemonEndpoint(ordinary), tools),
      broken: [
        { title: 'nobody listens', endpoint: down, path: pool, code: 'endpoint.unreachable', check: 'Tells' },
        { title: 'wrong password', endpoint: wrong, path: shut, code: 'endpoint.auth', check },
        { title: 'no password', endpoint, path: shut, code: 'endpoint.auth', check },
        { title: 'password file open to others', endpoint: open, path: shut, code: 'endpoint.auth', check },
        { title: 'denied host', endpoint, path: fromText('denied'), code: 'endpoint.access', check },
        { title: 'unknown module', endpoint, path: fromText('unknown'), code: 'source.absent', check },
        { title: 'directory of a module gone', endpoint, path: fromText('gone'), code: 'source.absent', check },
      ],
      close: async () => {
        await daemon.stop();
        await ordinary.stop();
        await scratch.remove();
      },
    };
  },
};

/** Every way to reach a place, the barest far side included. */
export const WAYS: readonly Way[] = [LOCAL, SSH_FULL, SSH_BARE, SSH_RSYNC_ONLY, RSYNC_DAEMON];

function rootMissing(endpoint: Endpoint): Broken {
  return { title: 'no root', endpoint, path: ROOT, code: 'endpoint.root-missing', check: 'Tells' };
}

async function brokenLogins(sshd: Sshd, sound: SshEndpoint): Promise<readonly Broken[]> {
  const [check, path] = ['Tells', ROOT] as const;
  const stranger = await sshd.stranger();
  return [
    { title: 'nobody listens', endpoint: { ...sound, port: await freePort() }, path, code: 'endpoint.unreachable', check },
    { title: 'no such host', endpoint: { ...sound, host: 'no-such-host.invalid' }, path, code: 'endpoint.unreachable', check },
    { title: 'a key that is not let in', endpoint: { ...sound, identityFile: stranger.key }, path, code: 'endpoint.auth', check },
    {
      title: 'unknown host key',
      endpoint: { ...sound, knownHostsFile: stranger.emptyHostsFile },
      path,
      code: 'endpoint.host-key',
      check,
    },
    {
      title: 'changed host key',
      endpoint: { ...sound, knownHostsFile: stranger.knownHostsFile },
      path,
      code: 'endpoint.host-key',
      check,
    },
  ];
}
