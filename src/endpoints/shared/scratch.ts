import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tools } from '../../lib/tools.ts';

/** A name in the scratch directory that nobody else uses. */
export function scratchFile(tools: Tools, what: string): string {
  return join(tools.scratch, `${what}-${randomUUID()}`);
}

/** A new empty directory there, as an argument for rsync: with its '/' at the end. */
export async function emptyDirectory(tools: Tools): Promise<string> {
  const path = scratchFile(tools, 'empty');
  await mkdir(path);
  return `${path}/`;
}
