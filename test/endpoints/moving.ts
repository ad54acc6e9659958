import type { LEASE_MARK, RsyncAddress } from '../../src/endpoints/endpoint.ts';
import type { Ending } from '../../src/lib/command.ts';
import { patience } from '../../src/lib/patience.ts';
import { spawn } from '../../src/lib/spawn.ts';

/** A transfer that is on its way. */
export interface Moving {
  /** Resolves once bytes have moved. */
  readonly begun: Promise<void>;
  /** How it ended, and after how long without progress. */
  readonly ended: Promise<{ readonly ending: Ending; readonly silentMs: number }>;
  readonly pid: number;
}

/** What a transfer is started with; `env` may name the lease that it works for. */
export interface MoveOptions {
  readonly stalledAfterMs: number;
  readonly env?: Readonly<Partial<Record<typeof LEASE_MARK, string>>>;
}

/** Moves one place to another at 1 MB a second, watched for progress in bytes. */
export function move(from: RsyncAddress, to: RsyncAddress, { stalledAfterMs, env }: MoveOptions): Moving {
  let bytes = 0;
  let changedAt = performance.now();
  let begin: () => void = () => undefined;
  let pid = 0;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const work = { stalledAfterMs, entries: 1, largestBytes: 0 };
  const onData = (chunk: Uint8Array): void => {
    const last = Buffer.from(chunk)
      .toString('latin1')
      .match(/\d+(?=\s+\d+%)/g)
      ?.at(-1);
    if (last === undefined || Number(last) === bytes) return;
    bytes = Number(last);
    changedAt = performance.now();
    begin();
  };
  const ended = spawn(
    {
      program: 'rsync',
      args: [
        '-r',
        '--bwlimit=1000',
        '--info=progress2',
        '--no-human-readable',
        '--outbuf=L',
        ...from.options,
        ...to.options,
        from.argument,
        to.argument,
      ],
      env: { ...from.env, ...to.env, ...env },
      limits: { idleMs: () => patience(work, bytes === 0 ? 'starting' : 'moving'), deadlineMs: 60_000 },
      output: { type: 'stream', onData, progress: () => bytes },
      onStarted: (started) => {
        pid = started;
      },
    },
    new AbortController().signal,
  );
  return { begun, ended: ended.then((ending) => ({ ending, silentMs: performance.now() - changedAt })), pid };
}
