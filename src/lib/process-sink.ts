import { Buffer } from 'node:buffer';
import type { ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Output } from './command.ts';

/** What a process says, gathered: its stdout as the caller wants it, and the end of its stderr. */
export interface Sink {
  /** Bytes after which stdout is too large. */
  readonly ceiling: number;
  /** Rises with every output: bytes of stdout and stderr together; or with the progress that the caller tells. */
  amount(): number;
  /** What that is, for a message. */
  readonly watched: 'output' | 'progress';
  /** True when stdout is larger than its ceiling. */
  overflows(): boolean;
  /** Calls once, as soon as that is known without looking. */
  onOverflow(tell: () => void): void;
  texts(): { readonly stdout: string; readonly stderr: string };
  /** Lets go of pipes that others still hold open. */
  release(): void;
}

/** How much of stderr is kept. */
export const STDERR_KEPT = 65_536;

/** Attaches to the pipes of a process just started. */
export function openSink(output: Output, child: ChildProcess): Sink {
  const chunks: Uint8Array[] = [];
  let read = 0;
  let overflow: (() => void) | undefined;
  const errors = new Tail();
  const ceiling = output.type === 'stream' ? Number.POSITIVE_INFINITY : output.ceiling;
  const size = (): number => (output.type === 'file' ? sizeOf(output.path) : read);
  const progress = output.type === 'stream' ? output.progress : undefined;
  child.stdout?.on('data', (chunk: Uint8Array) => {
    read += chunk.length;
    if (output.type === 'stream') output.onData(chunk);
    else if (read <= ceiling) chunks.push(chunk);
    else overflow?.();
  });
  child.stderr?.on('data', (chunk: Uint8Array) => errors.add(chunk));
  return {
    ceiling,
    amount: progress ?? (() => size() + errors.total),
    watched: progress === undefined ? 'output' : 'progress',
    overflows: () => size() > ceiling,
    onOverflow: (tell) => {
      overflow = tell;
    },
    texts: () => ({ stdout: Buffer.concat(chunks).toString('latin1'), stderr: errors.text() }),
    release: () => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
}

/** The last bytes of a stream. */
class Tail {
  total = 0;
  #kept: Buffer = Buffer.alloc(0);

  add(chunk: Uint8Array): void {
    this.total += chunk.length;
    this.#kept = Buffer.concat([this.#kept, chunk]).subarray(-STDERR_KEPT);
  }

  text(): string {
    return this.#kept.toString('latin1');
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
