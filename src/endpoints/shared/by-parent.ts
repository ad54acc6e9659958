import { nameOf, type PathBytes, parentOf, staysInside } from '../../lib/path-bytes.ts';

/** Names of one directory. */
export interface Siblings<T> {
  readonly parent: PathBytes;
  readonly members: readonly Named<T>[];
}

/** What is called so in its directory. */
export interface Named<T> {
  readonly name: PathBytes;
  readonly item: T;
}

/** Items by their directories, so that each is entered once; at most `most` together. What could leave the tree is left out. */
export function byParent<T>(items: readonly T[], pathOf: (item: T) => PathBytes, most: number): readonly Siblings<T>[] {
  const made: { parent: PathBytes; members: Named<T>[] }[] = [];
  const last = new Map<PathBytes, Named<T>[]>();
  for (const item of items) {
    const path = pathOf(item);
    if (!staysInside(path)) continue;
    const parent = parentOf(path);
    let members = last.get(parent);
    if (members === undefined || members.length >= most) {
      members = [];
      last.set(parent, members);
      made.push({ parent, members });
    }
    members.push({ name: nameOf(path), item });
  }
  return made;
}
