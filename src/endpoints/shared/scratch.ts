import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectories } from '../../lib/make-directories.ts';
import type { Tools } from '../../lib/tools.ts';

/** A name in the scratch directory that nobody else uses. It may have been lost with the state since: then it is made again. */
export function scratchFile(tools: Tools, what: string): string {
  makeDirectories(tools.scratch, 0o700);
  return join(tools.scratch, `${what}-${randomUUID()}`);
}

/** A new empty directory there, as an argument for rsync: with its '/' at the end. */
export async function emptyDirectory(tools: Tools): Promise<string> {
  const path = scratchFile(tools, 'empty');
  await mkdir(path);
  return `${path}/`;
}
