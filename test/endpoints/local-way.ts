import { join } from 'node:path';
import { createDriver } from '../../src/endpoints/index.ts';
import { ROOT } from '../../src/lib/path-bytes.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { asOrdinary } from '../components/tools.ts';
import { rootMissing, type Way } from './stage.ts';

/** A directory of this machine. */
export const LOCAL: Way = {
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
