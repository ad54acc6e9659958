import { ok, type Result } from '../../lib/result.ts';
import type { Failure } from '../../model/failure.ts';
import type { RunScripts, Section } from './remote-script.ts';

interface Asked {
  readonly scripts: readonly string[];
  readonly answer: (ran: Result<readonly Section[], Failure>) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Runs what is asked for at once in one remote command, in the order asked; each gets its own sections. So the trees, the places and the
 * identity of an endpoint take one connection a round. Not for what must not wait for a long listing.
 */
export function sharedRun(run: RunScripts): RunScripts {
  let waiting: Asked[] = [];
  const runAll = async (): Promise<void> => {
    const all = waiting;
    waiting = [];
    try {
      const ran = await run(all.flatMap((it) => it.scripts));
      let from = 0;
      for (const { scripts, answer } of all) {
        answer(ran.ok ? ok(ran.value.slice(from, from + scripts.length)) : ran);
        from += scripts.length;
      }
    } catch (error) {
      for (const { fail } of all) fail(error);
    }
  };
  return (scripts) =>
    new Promise((answer, fail) => {
      waiting.push({ scripts, answer, fail });
      // All that is asked for in one go, some of it behind promises that are kept already, comes before this.
      if (waiting.length === 1) setImmediate(() => void runAll());
    });
}
