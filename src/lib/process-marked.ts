import { readdirSync, readFileSync, statSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 2000;
const POLL_MS = 50;
/** A killed process may stay inside a hung file system. It is not waited for longer. */
const AFTER_KILL_MS = 1000;

/**
 * Ends the processes of this user and host that were started with `name=value` in their environment, with what they started: TERM, two
 * seconds, KILL. Never ourselves, nor what we came from. Away from Linux it finds none.
 */
export async function endMarked(name: string, value: string): Promise<void> {
  const marked = (): readonly number[] => markedProcesses(`${name}=${value}`);
  if (signalAll(marked(), 'SIGTERM') === 0) return;
  if (await noneWithin(marked, GRACE_MS)) return;
  signalAll(marked(), 'SIGKILL');
  await noneWithin(marked, AFTER_KILL_MS);
}

/** One that has ended and is not reaped yet has no environment any more. */
function markedProcesses(entry: string): readonly number[] {
  const kin = ancestors();
  const uid = process.getuid?.();
  return processes().filter((pid) => !kin.has(pid) && ownerOf(pid) === uid && environmentOf(pid).includes(entry));
}

function processes(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function ownerOf(pid: number): number | undefined {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return undefined;
  }
}

function environmentOf(pid: number): readonly string[] {
  return textOf(`/proc/${pid}/environ`).split('\0');
}

/** Ourselves, our parent, its parent, and so on. */
function ancestors(): ReadonlySet<number> {
  const found = new Set<number>();
  for (let pid = process.pid; pid > 1 && !found.has(pid); pid = parentOf(pid)) found.add(pid);
  return found;
}

function parentOf(pid: number): number {
  const stat = textOf(`/proc/${pid}/stat`);
  // After the command's closing parenthesis: the state, then the parent.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): number {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It is gone, which is what was wanted.
    }
  }
  return pids.length;
}

async function noneWithin(find: () => readonly number[], ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += POLL_MS) {
    await sleep(POLL_MS);
    if (find().length === 0) return true;
  }
  return false;
}
