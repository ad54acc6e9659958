import type { Ending, Limits } from '../../lib/command.ts';
import { err, type Result } from '../../lib/result.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { endedFailure } from './ended-failure.ts';
import { writeFailureOf } from './file-failure.ts';

/** What a slow disk may need for all that was written lately, in milliseconds. Nothing is said meanwhile. */
const SLOWEST_SYNC_MS = 60 * 60_000;

/** The limits of a sync. */
export function syncLimits(endpoint: Endpoint): Limits {
  const longest = Math.max(SLOWEST_SYNC_MS, endpoint.stalledAfterMs);
  return { idleMs: longest, deadlineMs: longest };
}

/** Whether a sync complained about its arguments, as those before coreutils 8.24 do, and not about the disk. */
export function isOldSync(stderr: string): boolean {
  return /option|argument|usage/i.test(stderr);
}

/** What it means that a sync did not end well: what was written may never reach the disk. `place`: endpoint:path. */
export function flushFailure(ending: Ending, place: string): Result<never, Failure> {
  if (ending.status === 'ended') return err(endedFailure(ending, `sync at ${place}`));
  return err(flushFailureOf(ending.stderr, place));
}

/** The same for what it said. */
export function flushFailureOf(stderr: string, place: string): Failure {
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  const words: Readonly<Record<string, string>> = { 'No space left on device': 'ENOSPC', 'Disk quota exceeded': 'EDQUOT' };
  const said = last.slice(last.lastIndexOf(': ') + 2);
  return writeFailureOf(words[said] ?? `sync: ${said === '' ? 'no reason given' : said}`, place);
}
