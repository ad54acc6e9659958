import { Buffer } from 'node:buffer';
import process from 'node:process';
import type { Command, Ending } from '../../lib/command.ts';
import type { PathBytes } from '../../lib/path-bytes.ts';
import type { Tools } from '../../lib/tools.ts';
import type { EntryToCopy, FileToRead } from '../endpoint.ts';
import { byLine } from '../shared/by-line.ts';

/** What came of files that a process of ours was given. `current`: the first that it said nothing of. `isOdd`: it said what it never does. */
export interface FilesApart {
  readonly digests: ReadonlyMap<PathBytes, string>;
  readonly ending: Ending;
  readonly current: FileToRead | undefined;
  readonly isOdd: boolean;
}

export interface FilesToGive {
  readonly files: readonly (FileToRead | EntryToCopy)[];
  readonly step: (files: number, bytes: number) => void;
  readonly more: (path: PathBytes, text: string) => void;
}

const LINE = /^(\+|-|=|[0-9a-f]{32,64}) (\d+)(?: (.*))?$/;

/**
 * Gives files to a process of our own, by their names on stdin, and takes what it tells of each: one that hangs in a dead file system can be left
 * behind. `step` is told of each step: files done, and bytes; `more` of what was said of a file besides its digest.
 */
export async function filesApart(
  command: Pick<Command, 'args' | 'cwd' | 'env' | 'limits' | 'onStarted'>,
  { files, step, more }: FilesToGive,
  tools: Tools,
): Promise<FilesApart> {
  const digests = new Map<PathBytes, string>();
  const remaining = files.values();
  let current = remaining.next().value;
  let isOdd = false;
  const take = (line: string): void => {
    const [, word = '', bytes = '', text = ''] = LINE.exec(line) ?? [];
    if (word === '' || current === undefined) isOdd = true;
    else if (word === '+') step(0, Number(bytes));
    else {
      if (word !== '-') digests.set(current.path, word === '=' ? '' : word);
      if (text !== '') more(current.path, text);
      step(1, Number(bytes));
      current = remaining.next().value;
    }
  };
  const ending = await tools.spawn(
    {
      ...command,
      program: process.execPath,
      // What is set for this process (an inspector, a loader) is not meant for that one, and reading certificates takes it longer than to start.
      env: { ...command.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: '' },
      input: Buffer.from(files.map(nameOf).join(''), 'latin1'),
      output: { type: 'stream', onData: byLine(take) },
    },
    tools.signal,
  );
  return { digests, ending, current, isOdd };
}

/** Directories end in '/'; what ends in one anyway is no name, and is refused for its two. */
function nameOf(file: FileToRead | EntryToCopy): string {
  const isDirectory = 'type' in file && file.type === 'directory';
  return isDirectory || file.path.endsWith('/') ? `${file.path}/\0` : `${file.path}\0`;
}
