import { Buffer } from 'node:buffer';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { nameOf, parentOf } from '../../lib/path-bytes.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Fence } from '../endpoint.ts';
import { LEASE_CEILING, ownerMark } from '../shared/fence.ts';
import { errorWord } from '../shared/file-failure.ts';
import { openBelow, realRoot } from './local-directory.ts';

/** A lease that is looked at again and again; its directory is held open. */
export interface HeldFence {
  /** Whether the lease is still its owner's at this very moment: read at once, so that nothing comes between it and the step that follows. */
  holds(): boolean;
  close(): Promise<void>;
}

// O_NONBLOCK: a pipe in its place must not hold us.
const LOOK = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens the directory of a lease file. One that cannot be opened holds no lease of ours. */
export async function holdFence(endpoint: LocalEndpoint, fence: Fence): Promise<HeldFence> {
  try {
    const parent = await openBelow(await realRoot(endpoint.root), parentOf(fence.path), 'fail');
    const [file, mark, bytes] = [parent.at(nameOf(fence.path)), Buffer.from(ownerMark(fence.owner)), Buffer.alloc(LEASE_CEILING)];
    return { holds: () => unlessRefused(() => contains(file, mark, bytes)), close: () => parent.close() };
  } catch (error) {
    if (errorWord(error) === undefined) throw error;
    return { holds: () => false, close: async () => undefined };
  }
}

function contains(path: Buffer, mark: Buffer, into: Buffer): boolean {
  const file = openSync(path, LOOK);
  try {
    return into.subarray(0, readSync(file, into, 0, into.length, 0)).includes(mark);
  } finally {
    closeSync(file);
  }
}

function unlessRefused(look: () => boolean): boolean {
  try {
    return look();
  } catch (error) {
    if (errorWord(error) === undefined) throw error;
    return false;
  }
}
