import { fromLatin1, type PathBytes } from '../../lib/path-bytes.ts';

/** The components of a path; none for the root. */
export function splitPath(path: PathBytes): readonly PathBytes[] {
  return path === '' ? [] : path.split('/').map(fromLatin1);
}

/** The part of a path that a manifest declares, and what follows from the first name of ours (`.replicas-…`) on. */
export function splitDeclared(path: PathBytes): { readonly declared: readonly PathBytes[]; readonly ours: readonly PathBytes[] } {
  const parts = splitPath(path);
  const first = parts.findIndex((part) => part.startsWith('.replicas-'));
  return first < 0 ? { declared: parts, ours: [] } : { declared: parts.slice(0, first), ours: parts.slice(first) };
}
