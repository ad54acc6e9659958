import { join } from 'node:path';
import { createDriver } from '../../src/endpoints/index.ts';
import { ROOT } from '../../src/lib/path-bytes.ts';
import type { SshEndpoint } from '../../src/model/endpoint.ts';
import { makeBarePath } from '../components/bare-path.ts';
import { sshEndpoint } from '../components/endpoints.ts';
import { freePort } from '../components/port.ts';
import { type Grant, type Sshd, startSshd } from '../components/sshd.ts';
import { makeScratch } from '../world.ts';
import { type Broken, rootMissing, type Way } from './stage.ts';

/** An account with a shell. */
export const SSH_FULL: Way = {
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

/** An account with a shell, on a machine that has no more than it must. */
export const SSH_BARE: Way = {
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

/** An account that may run nothing but rsync in one directory. */
export const SSH_RSYNC_ONLY: Way = {
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
        {
          ...rootMissing(await place({ type: 'rrsync', directory: join(disk, 'no'), mode: 'ReadWrite' })),
          title: 'the directory that the account is restricted to is gone',
        },
        ...(await brokenLogins(sshd, endpoint)),
      ],
      close: () => sshd.stop(),
    };
  },
};

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
