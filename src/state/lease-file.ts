import { Buffer } from 'node:buffer';
import { asRecord } from '../lib/as-record.ts';
import type { ProcessIdentity } from '../lib/this-process.ts';

/** The content of `.replicas-lease`: who writes here now. One writer per target, on whatever host. */
export interface LeaseFile extends ProcessIdentity {
  /** Drawn anew for each lease. */
  readonly owner: string;
  /** When it was taken; ISO 8601, UTC, on the owner's clock; for people. */
  readonly since: string;
  /** Raised by one each time the lease changes hands. */
  readonly fence: number;
  /** Raised by one at each heartbeat. An owner is dead when this has not changed for `ttlMs` on the watcher's own clock. */
  readonly beat: number;
  readonly ttlMs: number;
  /** Processes that would outlive the owner; whoever takes over on the same host ends them first. Empty at a target. */
  readonly children: readonly { readonly pid: number; readonly start: string }[];
}

/** Fences above this are none: whoever takes over must still be able to raise one and to read what it wrote. */
export const FENCE_CEILING: number = Number.MAX_SAFE_INTEGER - 2;

const FORMAT = 'replicas/lease/v1';

export function printLease(lease: LeaseFile): Uint8Array {
  return Buffer.from(`${JSON.stringify({ format: FORMAT, ...lease })}\n`);
}

/** The lease in a file; undefined when it is not one, cut short or edited: then its owner is not known. */
export function parseLease(content: Uint8Array): LeaseFile | undefined {
  const value = jsonObject(Buffer.from(content).toString('utf8'));
  if (value?.format !== FORMAT) return undefined;
  const { owner, host, bootId, pid, start, since, fence, beat, ttlMs, children } = value;
  const texts = typeof owner === 'string' && typeof host === 'string' && typeof bootId === 'string';
  const more = typeof start === 'string' && typeof since === 'string' && Array.isArray(children);
  if (!texts || !more || !isCount(pid) || !isCount(fence) || !isCount(beat) || !isCount(ttlMs) || fence > FENCE_CEILING)
    return undefined;
  return { owner, host, bootId, pid, start, since, fence, beat, ttlMs, children: children.filter(isChild) };
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isChild(value: unknown): value is { readonly pid: number; readonly start: string } {
  const child = asRecord(value);
  return isCount(child?.pid) && child.pid > 1 && typeof child.start === 'string';
}
