import type { Failure } from '../../model/failure.ts';

/** The word of an error of the file system (ENOENT), or undefined where it is none: then it is a bug. */
export function errorWord(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error
    ? error.code
    : undefined;
}

/** What an error of the file system means for a write. `place`: endpoint:path. Rethrows what is no such error. */
export function writeFailure(error: unknown, place: string): Failure {
  const word = errorWord(error);
  if (word === undefined) throw error;
  return writeFailureOf(word, place);
}

/** The same for the word of an error (ENOSPC), or for what a program said. */
export function writeFailureOf(word: string, place: string): Failure {
  if (word === 'ENOSPC') {
    return {
      code: 'target.full',
      message: `${place}: the file system has no space, or no inode, left`,
      hint: 'Make room there.',
      retry: 'later',
      blame: 'to',
    };
  }
  if (word === 'EDQUOT') {
    return {
      code: 'target.over-quota',
      message: `${place}: the quota of this account, group or project is used up`,
      hint: 'Have the quota raised, or remove something that counts against it.',
      retry: 'later',
      blame: 'to',
    };
  }
  return {
    code: 'target.not-writable',
    message: `${place}: cannot be written (${word})`,
    hint: WRITE_HINTS[word] ?? 'Look at the file system, then run: reconcile',
    retry: 'person',
    blame: 'to',
  };
}

/** What an error of the file system means for a read. Rethrows what is no such error. */
export function readFailure(error: unknown, place: string): Failure {
  const word = errorWord(error);
  if (word === undefined) throw error;
  return readFailureOf(word, place);
}

/** The same for the word of an error, or for what a program said. */
export function readFailureOf(word: string, place: string): Failure {
  return {
    code: 'endpoint.access',
    message: `${place}: cannot be read (${word})`,
    hint: word === 'EACCES' ? 'Give this account the permission to read it.' : 'Look at the file system there.',
    retry: 'person',
    blame: 'from',
  };
}

const WRITE_HINTS: Readonly<Record<string, string>> = {
  EACCES: 'Give this account the permission to write there, then run: reconcile',
  EPERM: 'Give this account the permission to write there, then run: reconcile',
  EROFS: 'The file system is mounted read-only: mount it for writing, then run: reconcile',
  ELOOP:
    'A symbolic link stands on the way, or in its place. None is followed below the root: remove it, or declare the real path.',
  ENOTDIR:
    'A file or symbolic link stands where a directory is needed. None is followed below the root: remove it, or declare the real path.',
};

/** The failure of a path that would leave its root, or that is not ours to touch. `place`: endpoint:path. */
export function forbiddenPath(place: string): Failure {
  return {
    code: 'target.not-writable',
    message: `${place}: is not a path that this program may touch`,
    hint: 'This is a mistake in the program, or a hostile name. Nothing was done.',
    retry: 'never',
    blame: 'us',
  };
}
