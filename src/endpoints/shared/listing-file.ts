import { Buffer } from 'node:buffer';
import { open, rm } from 'node:fs/promises';
import type { Command, Ending } from '../../lib/command.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import { endedFailure } from './ended-failure.ts';
import { scratchFile } from './scratch.ts';

/** Bytes of one listing, at most: what the kernel gives in one read, and well below what one Buffer holds. */
const LISTING_CEILING = 2 ** 31 - 1;

/** What a process printed, and how it ended by itself. */
export interface Listing {
  readonly raw: Buffer;
  readonly ending: Extract<Ending, { readonly status: 'exited' }>;
}

/**
 * Runs a process whose output may be large: it goes to a file in the scratch directory, which is removed whatever happens, and
 * which is read only when the process ended by itself and within the ceiling. `what`: the process, as a person would name it.
 */
export async function takeListing(
  command: Omit<Command, 'output'>,
  what: string,
  tools: Tools,
): Promise<Result<Listing, Failure>> {
  const path = scratchFile(tools, 'listing');
  try {
    const ending = await tools.spawn({ ...command, output: { type: 'file', path, ceiling: LISTING_CEILING } }, tools.signal);
    return ending.status === 'ended' ? err(endedFailure(ending, what)) : ok({ raw: await contentOf(path), ending });
  } finally {
    await rm(path, { force: true });
  }
}

/** Empty where there is none: what stands in for a process in a test need not write. */
async function contentOf(path: string): Promise<Buffer> {
  const file = await open(path, 'a+');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await file.read(bytes, length, size - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}
