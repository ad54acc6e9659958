import type { FileToRead, Reading } from '../endpoint.ts';
import { byLine } from '../shared/by-line.ts';
import type { Named, Siblings } from '../shared/by-parent.ts';

const GROUP = /^> (\d+)$/;
const PLAIN = /^([0-9a-f]{32,64}) [ *]\.\/(.*)$/;
const ODD = /^= (\d+) ([0-9a-f]{32,64})$/;

/** Understands the lines that the far side prints, one after another. What was not asked for is not believed. */
export function sumReader(
  groups: readonly Siblings<FileToRead>[],
  tell: (file: FileToRead, digest: string) => void,
): (line: string) => void {
  let members: readonly Named<FileToRead>[] = [];
  let named: ReadonlyMap<string, FileToRead> = new Map();
  return (line) => {
    const group = GROUP.exec(line)?.[1];
    if (group !== undefined) {
      members = groups[Number(group)]?.members ?? [];
      named = new Map(members.map(({ name, item }) => [name, item]));
      return;
    }
    const [, digest = '', name = ''] = PLAIN.exec(line) ?? [];
    const [, position = '', oddDigest = ''] = ODD.exec(line) ?? [];
    const file = digest === '' ? members[Number(position || -1)]?.item : named.get(name);
    if (file !== undefined) tell(file, digest === '' ? oddDigest : digest);
  };
}

/** Tells of files as their lines come. */
export function progressOf(groups: readonly Siblings<FileToRead>[], progress: Reading['progress']): (chunk: Uint8Array) => void {
  let [files, bytes] = [0, 0];
  const take = byLine(
    sumReader(groups, ({ size }) => {
      files++;
      bytes += size;
    }),
  );
  return (chunk) => {
    take(chunk);
    progress?.(files, bytes);
  };
}
