import type { PathBytes } from '../lib/path-bytes.ts';
import type { Failure } from '../model/failure.ts';
import { showPath } from '../model/names.ts';

/** The failure of a listing that names something outside its root: nothing in it is believed. */
export function hostileName(path: PathBytes): Failure {
  return {
    code: 'source.hostile',
    message: `the far side listed a name that would leave its root: ${showPath(path)}`,
    hint: 'Nothing of this listing is used. Tell the people who run the far side.',
    retry: 'person',
    blame: 'from',
  };
}
