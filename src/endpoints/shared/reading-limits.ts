import type { Limits } from '../../lib/command.ts';
import { patience } from '../../lib/patience.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { FileToRead } from '../endpoint.ts';

/** As slow as reading may be in all, before it is ended: bytes per millisecond, and milliseconds per file. */
const SLOWEST_BYTES_PER_MS = 1000;
const SLOWEST_MS_PER_FILE = 100;

/**
 * The limits of a process that reads files. `each-step`: it tells of what it has read while it reads. `each-file`: of a file only when it is read
 * to its end. `only-at-the-end`: of all files at once.
 */
export function readingLimits(
  endpoint: Endpoint,
  work: { readonly files: readonly FileToRead[]; readonly tells: 'each-step' | 'each-file' | 'only-at-the-end' },
  whole: Limits,
): Limits {
  const { stalledAfterMs } = endpoint;
  const sizes = work.files.map(({ size }) => size);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const entries = work.files.length;
  const deadlineMs = whole.deadlineMs + bytes / SLOWEST_BYTES_PER_MS + entries * SLOWEST_MS_PER_FILE;
  switch (work.tells) {
    case 'each-step':
      return { idleMs: stalledAfterMs, deadlineMs };
    case 'each-file': {
      const largestBytes = sizes.reduce((largest, size) => Math.max(largest, size), 0);
      return { idleMs: patience({ stalledAfterMs, entries: 0, largestBytes }, 'between'), deadlineMs };
    }
    case 'only-at-the-end':
      return { idleMs: patience({ stalledAfterMs, entries, largestBytes: bytes }, 'starting'), deadlineMs };
  }
}
