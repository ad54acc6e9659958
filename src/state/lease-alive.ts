import { err, ok, type Result } from '../lib/result.ts';
import { startOf } from '../lib/this-process.ts';
import type { Failure } from '../model/failure.ts';
import type { Lease } from './lease.ts';
import type { LeaseFile } from './lease-file.ts';
import { confirmSlot, giveBack, renewSlot, type Slot } from './lease-slot.ts';

/** Heartbeats in a time to live: five may be missed. */
const BEATS = 6;

/** Beats for a lease just taken until it is released or lost. What is done to its files is done in turn. */
export function keepAlive(slots: readonly Slot[], taken: LeaseFile, now: () => number): Lease {
  let mine = taken;
  let lost: Failure | undefined;
  let renewedAt = now();
  let queue: Promise<unknown> = Promise.resolve();
  let beating = false;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
  const each = async (ask: (slot: Slot) => Promise<Result<void, Failure>>): Promise<Result<void, Failure>> => {
    let trouble: Failure | undefined;
    for (const slot of slots) {
      if (lost !== undefined) break;
      const result = await ask(slot);
      if (result.ok) continue;
      if (result.error.code === 'lease.lost') lost = result.error;
      else trouble ??= result.error;
    }
    if (lost !== undefined) clearInterval(timer);
    const failure = lost ?? trouble;
    return failure === undefined ? ok(undefined) : err(failure);
  };
  const renew = async (): Promise<Result<void, Failure>> => {
    const began = now();
    mine = { ...mine, beat: mine.beat + 1 };
    const renewed = await each((slot) => renewSlot(slot, mine, now));
    if (renewed.ok) renewedAt = began;
    return renewed;
  };
  const isOverdue = (): boolean => now() - renewedAt > mine.ttlMs;
  const beat = async (): Promise<void> => {
    // One that hangs is not joined by others.
    if (beating) return;
    beating = true;
    await inTurn(renew);
    beating = false;
  };
  const timer = setInterval(() => void beat(), taken.ttlMs / BEATS);
  timer.unref();

  const target = slots.find((slot) => slot.side === 'target');
  return {
    owner: taken.owner,
    number: taken.fence,
    fence: target === undefined ? undefined : { path: target.path, owner: taken.owner },
    confirm: () => inTurn(() => (isOverdue() ? renew() : each((slot) => confirmSlot(slot, mine)))),
    confirmIfOverdue: async () => (lost === undefined && !isOverdue() ? ok(undefined) : inTurn(renew)),
    async started(pid) {
      mine = { ...mine, children: [...mine.children, { pid, start: startOf(pid) ?? '' }] };
      await inTurn(renew);
    },
    async release() {
      clearInterval(timer);
      await queue;
      for (const slot of [...slots].reverse()) await giveBack(slot, mine);
    },
  };
}
