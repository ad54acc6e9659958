import process from 'node:process';

const GRACE_MS = 2000;
const POLL_MS = 20;
/** A killed process may stay for a while: unreaped by init, or inside a hung file system. It is not waited for longer. */
const AFTER_KILL_MS = 200;

const groups = new Set<number>();

/** Has the group killed when this process exits; the answer takes it off that list again. */
export function rememberGroup(pid: number): () => void {
  if (groups.size === 0) process.once('exit', killAll);
  groups.add(pid);
  return () => {
    groups.delete(pid);
    if (groups.size === 0) process.removeListener('exit', killAll);
  };
}

/** Ends every process of a group: TERM, two seconds, KILL. Resolves when they are gone, at once when there are none. */
export async function endGroup(pid: number): Promise<void> {
  if (!signalGroup(pid, 'SIGTERM')) return;
  if (await goneWithin(pid, GRACE_MS)) return;
  signalGroup(pid, 'SIGKILL');
  await goneWithin(pid, AFTER_KILL_MS);
}

async function goneWithin(pid: number, ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += POLL_MS) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (!signalGroup(pid, 0)) return true;
  }
  return false;
}

/** False when the group has no process left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))
      return error.code === 'EPERM';
    throw error;
  }
}

function killAll(): void {
  for (const pid of groups) signalGroup(pid, 'SIGKILL');
}
