import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who a process is, for as long as the machine is up: a pid alone is used again. */
export interface ProcessIdentity {
  readonly host: string;
  /** Changes at each boot; '' where the system does not tell. */
  readonly bootId: string;
  readonly pid: number;
  /** When it began, in the kernel's ticks since boot; '' where the system does not tell. */
  readonly start: string;
}

export function thisProcess(): ProcessIdentity {
  return { host: hostname(), bootId: bootId(), pid: process.pid, start: startOf(process.pid) ?? '' };
}

/** Whether that very process still runs here; undefined when it belongs to another host. A zombie does not run. */
export function isRunning(identity: ProcessIdentity): boolean | undefined {
  if (identity.host !== hostname()) return undefined;
  if (identity.bootId !== bootId()) return false;
  const start = startOf(identity.pid);
  if (start !== undefined) return start === identity.start;
  return existsWithoutProc(identity.pid);
}

/** When the process `pid` began; undefined when there is none, or it is a zombie. */
export function startOf(pid: number): string | undefined {
  const fields = statOf(pid);
  return fields[0] === 'Z' ? undefined : fields[19];
}

/** What /proc says of a process after its command: state is the first field, start time the twentieth. Empty when there is none. */
function statOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** Whether a process is stopped (SIGSTOP, or a debugger): it does nothing, and may never do anything again. */
export function isStopped(pid: number): boolean {
  const [state] = statOf(pid);
  return state === 'T' || state === 't';
}

/** The command line of a process of this host; empty when there is none, or the system does not tell. */
export function argumentsOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

/** Changes at each boot, and no other host has it; '' where the system does not tell. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return '';
  }
}

/** For systems without /proc. */
function existsWithoutProc(pid: number): boolean {
  try {
    readFileSync('/proc/self/stat');
    return false;
  } catch {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }
}
