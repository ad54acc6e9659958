import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Spawn } from '../../lib/command.ts';
import type { Tools } from '../../lib/tools.ts';
import { errorWord } from './file-failure.ts';

const LOOK_MS = 250;
const CHUNK = 1024 * 1024;

/** The same tools; what their processes write into output files is told while it comes, in pieces of any length. */
export function tailing(tools: Tools, onData: (chunk: Uint8Array) => void): Tools {
  const spawn: Spawn = async (command, signal) => {
    if (command.output.type !== 'file') return tools.spawn(command, signal);
    const stop = follow(command.output.path, onData);
    try {
      return await tools.spawn(command, signal);
    } finally {
      stop();
    }
  };
  return { ...tools, spawn };
}

function follow(path: string, onData: (chunk: Uint8Array) => void): () => void {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let at = 0;
  const look = (): void => {
    const bytes = readFrom(path, chunk, at);
    if (bytes === 0) return;
    at += bytes;
    onData(chunk.subarray(0, bytes));
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    look();
  };
}

/** Nothing, while it is not there yet. */
function readFrom(path: string, chunk: Buffer, at: number): number {
  try {
    const file = openSync(path, 'r');
    try {
      return readSync(file, chunk, 0, chunk.length, at);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (errorWord(error) === undefined) throw error;
    return 0;
  }
}
