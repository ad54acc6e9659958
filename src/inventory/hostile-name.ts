import type { PathBytes } from '../lib/path-bytes.ts';
import type { Failure } from '../model/failure.ts';
import { showPath } from '../model/names.ts';

/** What no honest listing says of a name. */
type Hostility = 'outside' | 'ours' | 'through a link';

const WORDS: Readonly<Record<Hostility, string>> = {
  outside: 'that would leave its root',
  ours: 'that only this program uses, and that it was told to leave out',
  'through a link': 'that would leave its root through a link of the same listing',
};

/** The failure of a listing that names something outside its root, or of ours: nothing in it is believed. */
export function hostileName(path: PathBytes, what: Hostility): Failure {
  return {
    code: 'source.hostile',
    message: `the far side listed a name ${WORDS[what]}: ${showPath(path)}`,
    hint: 'Nothing of this listing is used. Tell the people who run the far side.',
    retry: 'person',
    blame: 'from',
  };
}
