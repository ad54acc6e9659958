import { type PathBytes, parentOf, ROOT, staysInside } from '../../lib/path-bytes.ts';

/**
 * The names to look at with the directories that lead to them, each once, for `--files-from` with `--no-implied-dirs`: rsync goes through a link
 * on the way to a name, and only a directory that was named itself is reported as what it is. What could leave the tree is left out.
 */
export function withParents(names: Iterable<PathBytes>): readonly PathBytes[] {
  const listed = new Set<PathBytes>();
  for (const name of names) {
    if (!staysInside(name)) continue;
    listed.add(name);
    for (let parent = parentOf(name); parent !== ROOT && !listed.has(parent); parent = parentOf(parent)) listed.add(parent);
  }
  return [...listed];
}

/** Whether every directory on the way to a name is one, by what was reported of them. */
export function isBelow(name: PathBytes, directories: ReadonlySet<PathBytes>): boolean {
  const parent = parentOf(name);
  return parent === ROOT || (directories.has(parent) && isBelow(parent, directories));
}
