import type { Failure } from '../../model/failure.ts';

/** The failure of a declared path whose bytes cannot be an argument. `place`: endpoint:path. */
export function notUtf8(place: string): Failure {
  return {
    code: 'name.not-utf8',
    message: `${place}: the name is not UTF-8, and a program needs it as an argument`,
    hint: 'Rename it, or declare the directory above it.',
    retry: 'person',
    blame: 'us',
  };
}
