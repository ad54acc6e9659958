import type { Painter } from '../render/painter.ts';

/** What every command is given. */
export interface CommandContext {
  /** Absolute: where to work. */
  readonly directory: string;
  readonly options: Options;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** Aborted when the program is to stop. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One of our two outputs. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly terminal: boolean;
  /** Whether lines may be drawn over: a terminal that is not dumb. */
  readonly moves: boolean;
  readonly columns: number;
  readonly painter: Painter;
}

/** The options of the command line; times, sizes and durations are parsed. Those of other commands were refused. */
export interface Options {
  readonly manifests: readonly string[];
  readonly state: string | undefined;
  readonly only: readonly string[];
  readonly selector: readonly string[];
  readonly json: 'json' | 'text';
  readonly output: string | undefined;
  readonly out: string | undefined;
  /** As if this were now: milliseconds since 1970. */
  readonly at: number | undefined;
  readonly format: string | undefined;
  readonly detailedExitcode: 'detailed' | 'plain';
  readonly detail: 'concise' | 'normal' | 'files';
  readonly refresh: 'refresh' | 'remembered';
  readonly check: 'check' | 'tell';
  readonly defaults: 'defaults' | 'decision';
  /** What may be read, above 0. */
  readonly budgetBytes: number | undefined;
  /** How long it may take, above 0. */
  readonly forMs: number | undefined;
  readonly reason: string | undefined;
}

/** One command: what it was given, its own words, and the exit code that it ends with. */
export type Command = (context: CommandContext, words: readonly string[]) => Promise<number>;
