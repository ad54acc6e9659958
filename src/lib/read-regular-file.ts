import { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, readSync } from 'node:fs';
import { isSystemError } from './is-system-error.ts';
import { type NotOpened, openRegularFile } from './open-regular-file.ts';
import { err, ok, type Result } from './result.ts';
import { formatBytes } from './units.ts';

/** Why a file could not be read. */
export type NotRead = NotOpened | { readonly why: 'too-large'; readonly message: string };

/** Beyond what a file says that it holds: those of /proc say 0, and others grow while they are read. */
const MORE = 64 * 1024;

/** The content of a regular file of at most `ceiling` bytes; anything else is neither waited for nor taken into memory. */
export function readRegularFile(path: string, ceiling: number): Result<Buffer, NotRead> {
  const opened = openRegularFile(path, constants.O_RDONLY);
  if (!opened.ok) return opened;
  try {
    return readUpTo(opened.value, ceiling);
  } catch (error) {
    if (isSystemError(error)) return err({ why: 'system', message: error.message, error });
    throw error;
  } finally {
    closeSync(opened.value);
  }
}

function readUpTo(file: number, ceiling: number): Result<Buffer, NotRead> {
  const { size } = fstatSync(file);
  const chunks: Buffer[] = [];
  let total = 0;
  while (Math.max(size, total) <= ceiling) {
    const chunk = Buffer.allocUnsafe(Math.max(size - total, 0) + MORE);
    const bytes = readSync(file, chunk);
    if (bytes === 0) return ok(Buffer.concat(chunks));
    chunks.push(chunk.subarray(0, bytes));
    total += bytes;
  }
  return err({ why: 'too-large', message: `it is larger than ${formatBytes(ceiling)}` });
}
