import { lstat, readdir, unlink } from 'node:fs/promises';
import { fromText } from '../../lib/path-bytes.ts';
import { errorWord } from '../shared/file-failure.ts';
import { isLeftBehind, isTemporary } from '../shared/temporary.ts';
import type { OpenDirectory } from './local-directory.ts';

/** Removes half-written files of ours that killed writers left in a directory. What cannot be removed stays: it harms nothing. */
export async function sweepTemporaries(directory: OpenDirectory, now: number): Promise<void> {
  const names = await readdir(directory.at(fromText('.')), { encoding: 'latin1' }).catch(nothing);
  for (const name of names ?? []) if (isTemporary(name)) await remove(directory, { name, now }).catch(nothing);
}

async function remove(directory: OpenDirectory, { name, now }: { readonly name: string; readonly now: number }): Promise<void> {
  const path = directory.at(fromText(name));
  const stats = await lstat(path);
  if (stats.isFile() && isLeftBehind(name, { mtimeMs: stats.mtimeMs, now })) await unlink(path);
}

/** For a catch: lets what the system refuses pass. */
function nothing(error: unknown): undefined {
  if (errorWord(error) === undefined) throw error;
  return undefined;
}
