import type { Spawn } from '../../src/lib/command.ts';
import { spawn } from '../../src/lib/spawn.ts';
import type { Tools } from '../../src/lib/tools.ts';
import { AS_NOBODY } from './sshd.ts';

/** The real effects, for a run that keeps its files in `scratch`. */
export function makeTools(scratch: string): Tools {
  const limits = { idleMs: 20_000, deadlineMs: 25_000 };
  return { spawn, now: Date.now, signal: new AbortController().signal, scratch, limits, step: () => undefined };
}

/** The same, but every program runs without root's rights, so that permissions apply to it. */
export function asOrdinary(tools: Tools): Tools {
  if (process.getuid?.() !== 0) return tools;
  const [program = '', ...before] = AS_NOBODY;
  const spawnAsNobody: Spawn = (command, signal) =>
    tools.spawn({ ...command, program, args: [...before, command.program, ...command.args] }, signal);
  return { ...tools, spawn: spawnAsNobody };
}
