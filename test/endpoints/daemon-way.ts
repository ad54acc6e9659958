import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import type { RsyncDaemonEndpoint } from '../../src/model/endpoint.ts';
import { daemonEndpoint } from '../components/endpoints.ts';
import { freePort } from '../components/port.ts';
import { startRsyncDaemon } from '../components/rsync-daemon.ts';
import { makeScratch } from '../world.ts';
import type { Way } from './stage.ts';

/** A module of an rsync daemon. */
export const RSYNC_DAEMON: Way = {
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
