import { fileURLToPath } from 'node:url';
import { joinPath, type PathBytes, ROOT } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { FileToRead } from '../endpoint.ts';
import { endedFailure } from '../shared/ended-failure.ts';
import { readingLimits } from '../shared/reading-limits.ts';
import { filesApart } from './files-apart.ts';
import type { Hashing } from './hashing.ts';

/** Beside this file in the sources, and beside the bundle. */
const PROGRAM = fileURLToPath(new URL('./hash-process.mjs', import.meta.url));

/** What the process that reads files is given; `none`: it only has the system drop what it keeps of them. */
export function hashArguments(algorithm: 'md5' | 'sha256' | 'none', cache: 'keep' | 'drop'): readonly string[] {
  return [PROGRAM, algorithm, cache];
}

/** Digests of files, read by a process of its own. */
export async function hashApart(
  { place, directory, reading, read }: Hashing,
  { algorithm, files }: { readonly algorithm: 'md5' | 'sha256' | 'none'; readonly files: readonly FileToRead[] },
  tools: Tools,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure>> {
  const { digests, ending, current, isOdd } = await filesApart(
    {
      args: hashArguments(algorithm, reading.cache),
      cwd: directory.forOthers,
      limits: readingLimits(place.endpoint, { files, tells: 'each-step' }, tools.limits),
    },
    { files, step: read, more: (path, head) => reading.looked?.(path, head) },
    tools,
  );
  const shown = showLocation({ ...place, path: joinPath(place.path, current?.path ?? ROOT) });
  if (ending.status === 'ended') return err(endedFailure(ending, `reading ${shown}`));
  if (ending.code === 0 && current === undefined && !isOdd) return ok(digests);
  return err(broken(shown, ending));
}

function broken(shown: string, { code, stderr }: { readonly code: number; readonly stderr: string }): Failure {
  const said = stderr.split('\n').find((line) => /^\w*Error: /.test(line)) ?? 'it gave no reason';
  return {
    code: 'process.failed',
    message: `reading ${shown}: the process that reads files ended with ${code}: ${said.slice(0, 300)}`,
    hint: 'Is the installation of this program whole (dist/hash-process.mjs), and its Node at least 20.19?',
    retry: 'later',
    blame: 'us',
  };
}
