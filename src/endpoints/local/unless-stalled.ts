import { setMaxListeners } from 'node:events';
import type { Ending, Limits } from '../../lib/command.ts';
import { watch } from '../../lib/watchdog.ts';

/** What came of work: its value, or why it was not waited for any longer. */
export type Waited<T> = { readonly status: 'done'; readonly value: T } | Extract<Ending, { readonly status: 'ended' }>;

/**
 * Waits for small work of this process on a file system that may stop answering: no longer than its limits, and not once the program
 * stops. `work` calls `tick` with each step that it has made, and makes no further one when `isOver` says so; a step that hangs is left hanging.
 */
export function unlessStalled<T>(
  { limits, signal }: { readonly limits: Limits; readonly signal: AbortSignal },
  work: (tick: () => void, isOver: () => boolean) => Promise<T>,
): Promise<Waited<T>> {
  return new Promise((resolve, reject) => {
    let steps = 0;
    let over = false;
    const finish = (): void => {
      over = true;
      watchdog.stop();
      signal.removeEventListener('abort', cancel);
    };
    const end = (why: 'stalled' | 'deadline' | 'too-large' | 'cancelled', detail: string): void => {
      finish();
      resolve({ status: 'ended', why, detail, stdout: '', stderr: '' });
    };
    const cancel = (): void => end('cancelled', 'the program is stopping');
    const watched = {
      ceiling: Number.POSITIVE_INFINITY,
      watched: 'progress',
      amount: () => steps,
      overflows: () => false,
    } as const;
    const watchdog = watch(limits, watched, end);
    setMaxListeners(0, signal);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) return cancel();
    work(
      () => {
        steps++;
      },
      () => over,
    ).then(
      (value) => {
        finish();
        resolve({ status: 'done', value });
      },
      (error: unknown) => {
        finish();
        reject(error);
      },
    );
  });
}
