import { stat } from 'node:fs/promises';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { errorWord, readFailure } from '../shared/file-failure.ts';
import { rootMissing } from '../shared/root-missing.ts';

/** Why the root of this host's endpoint cannot be used; undefined when it can. */
export async function rootTrouble(endpoint: LocalEndpoint): Promise<Failure | undefined> {
  try {
    return (await stat(endpoint.root)).isDirectory() ? undefined : rootMissing(endpoint);
  } catch (error) {
    const word = errorWord(error);
    return word === 'ENOENT' || word === 'ENOTDIR'
      ? rootMissing(endpoint)
      : readFailure(error, `${endpoint.name}: its root ${endpoint.root}`);
  }
}
