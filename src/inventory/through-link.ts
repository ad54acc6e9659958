import { type PathBytes, parentOf, ROOT } from '../lib/path-bytes.ts';

/** The first directory that lies in, or is, what the same listing calls a link: what is written there would land elsewhere. */
export function throughLink(directories: Iterable<PathBytes>, links: ReadonlySet<PathBytes>): PathBytes | undefined {
  if (links.size === 0) return undefined;
  for (const directory of directories) if (passesThrough(directory, links)) return directory;
  return undefined;
}

function passesThrough(directory: PathBytes, links: ReadonlySet<PathBytes>): boolean {
  if (directory === ROOT) return false;
  return links.has(directory) || passesThrough(parentOf(directory), links);
}
