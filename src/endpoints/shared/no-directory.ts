import type { Failure } from '../../model/failure.ts';

/** The failure of a declared path that is something else than a directory. `place`: endpoint:path. */
export function noDirectory(place: string): Failure {
  return {
    code: 'source.absent',
    message: `${place} is not a directory`,
    hint: 'Declare the directory that holds the data.',
    retry: 'person',
    blame: 'from',
  };
}
