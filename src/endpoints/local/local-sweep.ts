import { lstat, readdir, unlink } from 'node:fs/promises';
import { fromText } from '../../lib/path-bytes.ts';
import { readRegularFile } from '../../lib/read-regular-file.ts';
import { isRunning } from '../../lib/this-process.ts';
import { LEASE_CEILING } from '../shared/fence.ts';
import { errorWord } from '../shared/file-failure.ts';
import { CLAIM_NAME, leaseOwner } from '../shared/lease-owner.ts';
import { isLeftBehind, isTemporary } from '../shared/temporary.ts';
import type { OpenDirectory } from './local-directory.ts';

/**
 * Removes half-written files of ours, and claims to a lease, that killed writers left in a directory. What cannot be removed stays: it
 * harms nothing.
 */
export async function sweepTemporaries(directory: OpenDirectory, now: number): Promise<void> {
  const names = await readdir(directory.at(fromText('.')), { encoding: 'latin1' }).catch(nothing);
  for (const name of names ?? [])
    if (isTemporary(name) || CLAIM_NAME.test(name)) await remove(directory, { name, now }).catch(nothing);
}

async function remove(directory: OpenDirectory, { name, now }: { readonly name: string; readonly now: number }): Promise<void> {
  const path = directory.at(fromText(name));
  const stats = await lstat(path);
  if (!stats.isFile()) return;
  const { mtimeMs } = stats;
  const isGone = isTemporary(name) ? isLeftBehind(name, { mtimeMs, now }) : isOfDeadOwner(path.toString('latin1'));
  if (isGone) await unlink(path);
}

function isOfDeadOwner(claim: string): boolean {
  const read = readRegularFile(claim, LEASE_CEILING);
  const owner = read.ok ? leaseOwner(read.value.toString('utf8')) : undefined;
  return owner !== undefined && isRunning(owner) === false;
}

/** For a catch: lets what the system refuses pass. */
function nothing(error: unknown): undefined {
  if (errorWord(error) === undefined) throw error;
  return undefined;
}
