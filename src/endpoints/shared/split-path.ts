import { fromLatin1, type PathBytes } from '../../lib/path-bytes.ts';

/** The components of a path; none for the root. */
export function splitPath(path: PathBytes): readonly PathBytes[] {
  return path === '' ? [] : path.split('/').map(fromLatin1);
}
