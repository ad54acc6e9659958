import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { isSystemError } from './is-system-error.ts';
import { err, ok, type Result } from './result.ts';

/** Why a file could not be opened. */
export type NotOpened =
  | { readonly why: 'not-regular'; readonly message: string }
  | { readonly why: 'system'; readonly message: string; readonly error: NodeJS.ErrnoException };

const NOT_REGULAR: NotOpened = { why: 'not-regular', message: 'it is not a regular file' };

/** Opens a file without ever waiting for whoever is at the other end of a FIFO; the answer is to be closed. */
export function openRegularFile(path: string, flags: number): Result<number, NotOpened> {
  let opened: number;
  try {
    opened = openSync(path, flags | constants.O_NONBLOCK);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // Of sockets, and of FIFOs that nobody reads.
    return err(error.code === 'ENXIO' ? NOT_REGULAR : { why: 'system', message: error.message, error });
  }
  if (fstatSync(opened).isFile()) return ok(opened);
  closeSync(opened);
  return err(NOT_REGULAR);
}
