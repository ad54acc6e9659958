import type { Tools } from '../lib/tools.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { EndpointDriver } from './endpoint.ts';
import { localDriver } from './local.ts';
import { sshDriver } from './ssh.ts';

/** The driver of an endpoint. */
export function createDriver(endpoint: Endpoint, tools: Tools): EndpointDriver {
  switch (endpoint.type) {
    case 'Local':
      return localDriver(endpoint, tools);
    case 'Ssh':
      return sshDriver(endpoint, tools);
    case 'RsyncDaemon':
      throw new Error('not there yet');
  }
}
