import { type ChildProcess, spawn as nodeSpawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import process from 'node:process';
import type { Command, EndedBecause, Ending, Spawn } from './command.ts';
import { endGroup, rememberGroup } from './process-group.ts';
import { openSink, type Sink } from './process-sink.ts';
import { watch } from './watchdog.ts';

/** After the leader's exit: how long its pipes may stay open in other hands before they are let go. */
const PIPES_LINGER_MS = 2000;
/** After KILL: how long a process is waited for. One inside a hung file system stays until that answers, for days perhaps. */
const KILLED_LINGER_MS = 2000;

/**
 * Runs one process in a group of its own and waits for its end. Whatever ends it (a limit, the signal, our own exit) ends
 * the whole group: TERM, and KILL two seconds later. One that even KILL does not end is left behind. Never throws on what the
 * system refuses: that is `not-started`.
 */
export const spawn: Spawn = async (command, signal) => {
  if (signal.aborted) return notStarted('cancelled', 'cancelled before its start');
  const started = start(command);
  if (!started.ok) return notStarted('not-started', started.detail);
  return supervise({ command, child: started.child, sink: started.sink }, signal);
};

type Started =
  | { readonly ok: true; readonly child: ChildProcess; readonly sink: Sink }
  | { readonly ok: false; readonly detail: string };

function start(command: Command): Started {
  let file: number | undefined;
  try {
    file = command.output.type === 'file' ? openSync(command.output.path, 'w', 0o600) : undefined;
    const child = nodeSpawn(command.program, [...command.args], {
      stdio: [command.input === undefined ? 'ignore' : 'pipe', file ?? 'pipe', 'pipe'],
      // A session of its own: no terminal to prompt on, and one group to end.
      detached: true,
      env: environment(command),
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    });
    return { ok: true, child, sink: openSink(command.output, child) };
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return { ok: false, detail: error.message };
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

interface Running {
  readonly command: Command;
  readonly child: ChildProcess;
  readonly sink: Sink;
}

function supervise({ command, child, sink }: Running, signal: AbortSignal): Promise<Ending> {
  return new Promise((resolve) => {
    const { pid } = child;
    let ended: { readonly why: EndedBecause; readonly detail: string } | undefined;
    let leaving: NodeJS.Timeout | undefined;
    let over = false;
    const forget = pid === undefined ? () => {} : rememberGroup(pid);
    const end = (why: EndedBecause, detail: string): void => {
      if (ended !== undefined) return;
      ended = { why, detail };
      if (pid !== undefined) void endGroup(pid).then(leaveBehind);
    };
    const leaveBehind = (): void => {
      if (over) return;
      leaving = setTimeout(() => {
        sink.release();
        child.stdin?.destroy();
        child.unref();
        settle(null, null);
      }, KILLED_LINGER_MS);
    };
    const cancel = (): void => end('cancelled', 'the program is stopping');
    const watchdog = watch(command.limits, sink, end);
    const finish = async (code: number | null, killedBy: string | null): Promise<void> => {
      watchdog.stop();
      // What the leader left behind in its group does not outlive it.
      if (pid !== undefined) await endGroup(pid);
      forget();
      settle(code, killedBy);
    };
    const settle = (code: number | null, killedBy: string | null): void => {
      if (over) return;
      over = true;
      watchdog.stop();
      clearTimeout(leaving);
      signal.removeEventListener('abort', cancel);
      const { stdout, stderr } = sink.texts();
      if (ended === undefined && sink.overflows())
        ended = { why: 'too-large', detail: `more than ${sink.ceiling} bytes of output` };
      if (ended !== undefined) resolve({ status: 'ended', ...ended, stdout, stderr });
      else if (code !== null) resolve({ status: 'exited', code, stdout, stderr });
      else resolve({ status: 'ended', why: 'signal', detail: killedBy ?? 'unknown signal', stdout, stderr });
    };
    sink.onOverflow(() => end('too-large', `more than ${sink.ceiling} bytes of output`));
    // Many processes share the program's one signal; Node would warn of a leak.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    child.once('error', (error) => {
      if (pid === undefined) {
        end('not-started', error.message);
        void finish(null, null);
      }
    });
    child.once('exit', () => {
      const linger = setTimeout(() => sink.release(), PIPES_LINGER_MS);
      child.once('close', () => clearTimeout(linger));
    });
    child.once('close', (code, killedBy) => {
      if (pid !== undefined) void finish(code, killedBy);
    });
    // A reader that leaves early is not our trouble: its exit code tells.
    child.stdin?.on('error', () => {});
    if (command.input !== undefined) child.stdin?.end(command.input);
    if (pid !== undefined) command.onStarted?.(pid);
  });
}

function notStarted(why: EndedBecause, detail: string): Ending {
  return { status: 'ended', why, detail, stdout: '', stderr: '' };
}

/** Ours, less what makes rsync or ssh ask, or take another way than the declared one. */
function environment(command: Command): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(RSYNC_|SSH_ASKPASS)/.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), TZ: 'UTC0', LC_ALL: 'C', ...command.env };
}
