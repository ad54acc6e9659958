import { asRecord } from '../../lib/as-record.ts';
import type { ProcessIdentity } from '../../lib/this-process.ts';

/** A lease that a dead owner was being succeeded by, in the directory of that lease. Nobody asks for it again once that is done. */
export const CLAIM_NAME: RegExp = /^\.replicas-lease(?:\.[0-9a-f]{16})+$/;

/** The same for find and a shell. */
export const CLAIM_PATTERN = '.replicas-lease.*';

/** The process that a lease file names; undefined where it names none. */
export function leaseOwner(content: string): ProcessIdentity | undefined {
  const { host, bootId, pid, start } = asRecord(parsed(content)) ?? {};
  if (typeof host !== 'string' || typeof bootId !== 'string' || typeof start !== 'string') return undefined;
  return typeof pid === 'number' ? { host, bootId, pid, start } : undefined;
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
