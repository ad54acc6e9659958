import type { Failure } from '../../model/failure.ts';

/** The failure of something that is read or removed as a file and is none. `place`: endpoint:path. */
export function noPlainFile(place: string): Failure {
  return {
    code: 'endpoint.access',
    message: `${place} is not a plain file`,
    hint: 'A directory, link or device stands in its place. Look who put it there, and remove it.',
    retry: 'person',
    blame: 'to',
  };
}

/** The failure of a small file that is not small. */
export function tooLarge(place: string, ceiling: number): Failure {
  return {
    code: 'listing.too-large',
    message: `${place} is larger than ${ceiling} bytes`,
    hint: 'It is not what this program put there. Look at it.',
    retry: 'person',
    blame: 'to',
  };
}
