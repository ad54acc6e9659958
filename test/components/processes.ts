import { readdirSync, readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** A process as /proc shows it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its words. Empty for one that has ended and is not reaped yet. */
  readonly args: readonly string[];
}

/** Every process that `pid` started, and those started by these, nearest first. */
export function descendantsOf(pid: number): readonly Process[] {
  const all = processes();
  const found: Process[] = [];
  for (let parents = [pid]; parents.length > 0; ) {
    const next = all.filter(({ parent }) => parents.includes(parent));
    found.push(...next);
    parents = next.map((it) => it.pid);
  }
  return found;
}

/** Processes that run with a word on their command line that holds `text`; those that have ended do not count. */
export function processesWith(text: string): readonly Process[] {
  return processes().filter(({ pid, args }) => pid !== process.pid && args.some((arg) => arg.includes(text)));
}

/** Stops processes where they are (SIGSTOP). At the end of the test they are killed. */
export function stopAll(stopped: readonly Process[]): void {
  for (const { pid } of stopped) signal(pid, 'SIGSTOP');
  onTestFinished(() => {
    for (const { pid, args } of stopped) if (argsOf(pid).join() === args.join()) signal(pid, 'SIGKILL');
  });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function processes(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(Number(name)), args: argsOf(Number(name)) }));
}

function parentOf(pid: number): number {
  const stat = textOf(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function argsOf(pid: number): readonly string[] {
  return textOf(`/proc/${pid}/cmdline`).split('\0').slice(0, -1);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
