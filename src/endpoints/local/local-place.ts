import { Buffer } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type PathBytes, utf8Of } from '../../lib/path-bytes.ts';
import { bootId } from '../../lib/this-process.ts';
import type { LocalEndpoint, PlaceIdentity } from '../../model/endpoint.ts';
import { errorWord } from '../shared/file-failure.ts';
import { placeIdentity } from '../shared/place-identity.ts';
import { realRoot } from './local-directory.ts';

/** Which directory a path of this host really is, whatever links and bind mounts lead there; undefined when it cannot be told. */
export async function localPlace(endpoint: LocalEndpoint, path: PathBytes): Promise<PlaceIdentity | undefined> {
  const text = utf8Of(path);
  if (text === undefined) return undefined;
  const missing: string[] = [];
  for (let at = resolve(join(endpoint.root, text)); ; at = dirname(at)) {
    const real = await realOf(at);
    if (real !== undefined) {
      return placeIdentity(bootId(), await identities(real), missing);
    }
    if (dirname(at) === at) return undefined;
    missing.unshift(basename(at));
  }
}

async function realOf(path: string): Promise<string | undefined> {
  try {
    return (await realRoot(path)).toString('latin1');
  } catch (error) {
    if (errorWord(error) === undefined) throw error;
    return undefined;
  }
}

/** Device and inode of a real path (latin1) and of every directory above it, nearest first. */
async function identities(real: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let at = real; ; at = dirname(at)) {
    const { dev, ino } = await stat(Buffer.from(at, 'latin1'), { bigint: true });
    found.push(`${dev}:${ino}`);
    if (dirname(at) === at) return found;
  }
}
