import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tools } from '../../lib/tools.ts';

/** A name in the scratch directory that nobody else uses. It may have been lost with the state since: then it is made again. */
export function scratchFile(tools: Tools, what: string): string {
  mkdirSync(tools.scratch, { recursive: true, mode: 0o700 });
  return join(tools.scratch, `${what}-${randomUUID()}`);
}

/** A new empty directory there, as an argument for rsync: with its '/' at the end. */
export async function emptyDirectory(tools: Tools): Promise<string> {
  const path = scratchFile(tools, 'empty');
  await mkdir(path);
  return `${path}/`;
}
