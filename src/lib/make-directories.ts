import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isSystemError } from './is-system-error.ts';

/**
 * Makes a directory and what is missing above it. Node's own recursive mkdir never ends where a file system answers ENOENT for
 * a parent that exists (/proc). Throws the system's errors.
 */
export function makeDirectories(path: string, mode: number = 0o777): void {
  const error = mkdirError(path, mode);
  if (error === undefined) return;
  if (error.code === 'EEXIST' && statSync(path).isDirectory()) return;
  if (error.code !== 'ENOENT' || dirname(path) === path) throw error;
  makeDirectories(dirname(path), mode);
  const again = mkdirError(path, mode);
  if (again !== undefined && again.code !== 'EEXIST') throw again;
}

function mkdirError(path: string, mode: number): NodeJS.ErrnoException | undefined {
  try {
    mkdirSync(path, { mode });
    return undefined;
  } catch (error) {
    if (isSystemError(error)) return error;
    throw error;
  }
}
