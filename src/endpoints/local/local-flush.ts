import { ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import { flushFailure, isOldSync, syncLimits } from '../shared/flushing.ts';
import { inListed, type LocalPlace } from './listed-directory.ts';

const TEXT_CEILING = 65_536;

/** `flush` of the driver interface: the whole file system that the directory is on. An older sync knows no -f and flushes all of them. */
export function localFlush(place: LocalPlace, tools: Tools): Promise<Result<void, Failure>> {
  return inListed<void>({ place, tools }, undefined, async (directory) => {
    const sync = (args: readonly string[]) =>
      tools.spawn(
        {
          program: 'sync',
          args,
          cwd: directory.forOthers,
          output: { type: 'text', ceiling: TEXT_CEILING },
          limits: syncLimits(place.endpoint),
        },
        tools.signal,
      );
    const first = await sync(['-f', '.']);
    const ending = first.status === 'exited' && first.code !== 0 && isOldSync(first.stderr) ? await sync([]) : first;
    return ending.status === 'exited' && ending.code === 0 ? ok(undefined) : flushFailure(ending, showLocation(place));
  });
}
