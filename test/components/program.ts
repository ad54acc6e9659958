import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that a test keeps running beside itself, in a process group of its own. */
export interface Running {
  readonly pid: number;
  /** What it has written to stdout and stderr so far. */
  log(): string;
  /** True once it has ended, for whatever reason. */
  ended(): boolean;
  /** Ends it and what it started: TERM, a short grace, KILL. No error when it is gone already. */
  stop(): Promise<void>;
}

const GRACE_MS = 300;

/** Where the system can, a program is ended with us even when we are killed outright. */
const UNTIL_WE_DIE: readonly string[] = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : [];

/** Starts a program that runs until it is stopped. It is ended with the test process at the latest. */
export function startProgram(program: string, args: readonly string[]): Running {
  const [first = program, ...rest] = [...UNTIL_WE_DIE, program, ...args];
  const child = spawn(first, rest, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const { pid } = child;
  const chunks: string[] = [];
  const keep = (chunk: Buffer): void => void chunks.push(chunk.toString('latin1'));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);

  let over = pid === undefined;
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      chunks.push(error.message);
      over = true;
      resolve();
    });
    child.once('exit', () => {
      over = true;
      resolve();
    });
  });
  const killGroup = (): void => {
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
  };
  process.once('exit', killGroup);
  const end = async (): Promise<void> => {
    if (!over) child.kill('SIGTERM');
    await Promise.race([gone, sleep(GRACE_MS)]);
    killGroup();
    await gone;
    process.removeListener('exit', killGroup);
  };
  let ending: Promise<void> | undefined;

  return {
    pid: pid ?? -1,
    log: () => chunks.join(''),
    ended: () => over,
    stop: () => {
      ending ??= end();
      return ending;
    },
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
