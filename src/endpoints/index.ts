import type { Tools } from '../lib/tools.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { rsyncDaemonDriver } from './daemon/rsync-daemon.ts';
import type { EndpointDriver } from './endpoint.ts';
import { localDriver } from './local/local.ts';
import { sshRsyncOnlyDriver } from './rsync-only/ssh-rsync-only.ts';
import { sshDriver } from './ssh/ssh.ts';

/** The driver of an endpoint. What it starts may stand still no longer than is declared there. */
export function createDriver(endpoint: Endpoint, given: Tools): EndpointDriver {
  const { idleMs, deadlineMs } = given.limits;
  const tools: Tools = { ...given, limits: { idleMs: Math.min(idleMs, endpoint.stalledAfterMs), deadlineMs } };
  switch (endpoint.type) {
    case 'Local':
      return localDriver(endpoint, tools);
    case 'Ssh':
      return endpoint.shell === 'Full' ? sshDriver(endpoint, tools) : sshRsyncOnlyDriver(endpoint, tools);
    case 'RsyncDaemon':
      return rsyncDaemonDriver(endpoint, tools);
  }
}
