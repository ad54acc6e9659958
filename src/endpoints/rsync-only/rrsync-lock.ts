import { setTimeout as sleep } from 'node:timers/promises';
import type { Ending, Spawn } from '../../lib/command.ts';
import type { Tools } from '../../lib/tools.ts';

const ATTEMPTS = 20;
const PAUSE_MS = 250;

/** The same tools for an account behind rrsync, which lets one rsync in at a time and refuses a second: that one waits its turn, some seconds long. */
export function waitingForRrsync(tools: Tools): Tools {
  const spawn: Spawn = async (command, signal) => {
    for (let attempt = 1; ; attempt++) {
      const ending = await tools.spawn(command, signal);
      if (!isLockedOut(ending) || attempt === ATTEMPTS || signal.aborted) return ending;
      await sleep(PAUSE_MS);
    }
  };
  return { ...tools, spawn };
}

function isLockedOut(ending: Ending): boolean {
  return ending.status === 'exited' && ending.code !== 0 && ending.stderr.includes('Another instance of rrsync');
}
