/** How a process is started: an argument list, never a shell. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment, which always has TZ=UTC0 and LC_ALL=C. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Given on stdin, which is closed after it; without it stdin is closed at once. */
  readonly input?: Uint8Array;
  readonly output: Output;
  readonly limits: PhasedLimits;
  /** Told the process id, which is also that of its process group, as soon as it runs. */
  readonly onStarted?: (pid: number) => void;
}

/** Where stdout goes. `ceiling`: bytes after which the process is ended (`too-large`). stderr is always kept, its last 64 kB. */
export type Output =
  | { readonly type: 'text'; readonly ceiling: number }
  | { readonly type: 'file'; readonly path: string; readonly ceiling: number }
  | {
      readonly type: 'stream';
      readonly onData: (chunk: Uint8Array) => void;
      /** An amount that rises with what really gets done: then this is watched, and what is only said counts for nothing. */
      readonly progress?: () => number;
    };

/** Milliseconds without progress (output, or growth of the output file) and milliseconds in all after which the process tree is ended. */
export interface Limits {
  readonly idleMs: number;
  readonly deadlineMs: number;
}

/** The same for a process that may be silent for longer at one time than at another: `idleMs` is asked at each look. */
export interface PhasedLimits {
  readonly idleMs: number | (() => number);
  readonly deadlineMs: number;
}

/** How it ended. `stdout` (type text) and `stderr` are latin1: one character per byte. */
export type Ending =
  | { readonly status: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | {
      readonly status: 'ended';
      readonly why: EndedBecause;
      /** The signal's name, the system's error, or what the limit was. */
      readonly detail: string;
      readonly stdout: string;
      readonly stderr: string;
    };

export type EndedBecause = 'signal' | 'stalled' | 'deadline' | 'too-large' | 'cancelled' | 'not-started';

export type Spawn = (command: Command, signal: AbortSignal) => Promise<Ending>;
