import type { Result } from '../../lib/result.ts';
import type { Failure } from '../../model/failure.ts';

/** After so much the disk is told to write what there is, unless it still does. In bytes. */
const WRITE_OUT = 64 * 1024 * 1024;

/** A disk that writes while more is copied. */
export interface WriteOut {
  /** Told how much was copied so far. */
  readonly step: (bytes: number) => void;
  /** Waits for what was begun. What failed once counts: the system does not tell it again. */
  readonly finish: () => Promise<Failure | undefined>;
}

/** Has what is copied written out on the way, so that whoever waits for the last of it does not wait for all. */
export function writeOut(flush: () => Promise<Result<void, Failure>>): WriteOut {
  let from = 0;
  let failure: Failure | undefined;
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    const flushed = await flush();
    if (!flushed.ok) failure ??= flushed.error;
    writing = undefined;
  };
  return {
    step(bytes) {
      if (writing !== undefined || bytes - from < WRITE_OUT) return;
      from = bytes;
      writing = write();
    },
    async finish() {
      await writing;
      return failure;
    },
  };
}
