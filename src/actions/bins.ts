import type { FileAccess } from '../endpoints/endpoint.ts';
import { fromLatin1, type PathBytes } from '../lib/path-bytes.ts';

/** Past this many, a place that answers oddly is not asked again. */
const MOST_BINS = 1000;

/** A bin of that name that nothing lies in yet: the same plan may come twice in a day, and the second has its number behind its name. */
export async function freeBin(files: FileAccess, name: PathBytes): Promise<PathBytes> {
  let bin = name;
  for (let number = 2; number < MOST_BINS; number++) {
    if ((await files.read(bin, 0)).state === 'absent') return bin;
    bin = fromLatin1(`${name}.${number}`);
  }
  return name;
}
