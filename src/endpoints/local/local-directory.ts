import { Buffer } from 'node:buffer';
import { constants, readlinkSync } from 'node:fs';
import { type FileHandle, mkdir, open, readlink, realpath } from 'node:fs/promises';
import process from 'node:process';
import { fromLatin1, type PathBytes, toBuffer } from '../../lib/path-bytes.ts';
import { errorWord } from '../shared/file-failure.ts';
import { splitDeclared } from '../shared/split-path.ts';

/**
 * A directory held open, so that nothing can be put in its place while names in it are used. `at(name)` is a path to a
 * name in it. Away from Linux, where open directories have no paths, it is the real path once more.
 */
export interface OpenDirectory {
  at(name: PathBytes): Buffer;
  /** Its real path at the time of opening. */
  readonly path: Buffer;
  /** A path to it for processes that we start, good until it is closed. */
  readonly forOthers: string;
  /** Whether it is still what its real path leads to; false where the system does not tell. */
  isInPlace(): boolean;
  close(): Promise<void>;
}

const SLASH = Buffer.from('/');
const OPEN = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** The real path of a root. Throws the system's errors. */
export function realRoot(root: string): Promise<Buffer> {
  return realpath(root, { encoding: 'buffer' });
}

/**
 * Opens a directory below `root` (a real path). The declared part of the path, up to the first name of ours, may lead through
 * links of the administrator's, as long as it ends below the root; after it a link ends in ELOOP or ENOTDIR. `make`:
 * creates what is missing. Throws the system's errors.
 */
export async function openBelow(root: Buffer, path: PathBytes, missing: 'make' | 'fail'): Promise<OpenDirectory> {
  const { declared, ours } = splitDeclared(path);
  const directory = await walk(await holding(root, await open(root, OPEN)), declared, { missing, links: { stayWithin: root } });
  return enter(directory, ours, missing);
}

/** Opens a directory below an open one, following nothing. The one given is closed, whatever happens. Throws the system's errors. */
export function enter(from: OpenDirectory, parts: readonly PathBytes[], missing: 'make' | 'fail'): Promise<OpenDirectory> {
  return walk(from, parts, { missing, links: 'refuse' });
}

interface Steps {
  readonly missing: 'make' | 'fail';
  readonly links: 'refuse' | { readonly stayWithin: Buffer };
}

async function walk(from: OpenDirectory, parts: readonly PathBytes[], { missing, links }: Steps): Promise<OpenDirectory> {
  const flags = links === 'refuse' ? OPEN : OPEN & ~constants.O_NOFOLLOW;
  let current = from;
  for (const part of parts) {
    try {
      if (missing === 'make') await mkdir(current.at(part)).catch(unless('EEXIST'));
      const next = await holding(current.at(part), await open(current.at(part), flags));
      await current.close();
      current = next;
      if (links !== 'refuse' && !isWithin(links.stayWithin, next.path)) throw leadsOut();
    } catch (error) {
      await current.close();
      throw error;
    }
  }
  return current;
}

/** The same directory, opened once more. */
export async function again(directory: OpenDirectory): Promise<OpenDirectory> {
  return holding(directory.path, await open(directory.at(fromLatin1('.')), OPEN & ~constants.O_NOFOLLOW));
}

/** For a catch: lets the named error pass and rethrows others. */
export function unless(word: string): (error: unknown) => void {
  return (error) => {
    if (errorWord(error) !== word) throw error;
  };
}

async function holding(path: Buffer, handle: FileHandle): Promise<OpenDirectory> {
  try {
    const hasPath = process.platform === 'linux';
    const held = hasPath ? Buffer.from(`/proc/self/fd/${handle.fd}`) : await realpath(path, { encoding: 'buffer' });
    const real = hasPath ? await readlink(held, { encoding: 'buffer' }) : held;
    const forOthers = hasPath ? `/proc/${process.pid}/fd/${handle.fd}/.` : real.toString('utf8');
    const isInPlace = (): boolean => hasPath && readlinkSync(held, { encoding: 'buffer' }).equals(real);
    return { path: real, forOthers, isInPlace, at: (name) => join(held, name), close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** As the system says it of a link that may not be followed. */
function leadsOut(): Error {
  return Object.assign(new Error('a link leads out of the root'), { code: 'ELOOP', syscall: 'open' });
}

function isWithin(root: Buffer, path: Buffer): boolean {
  const prefix = root.equals(SLASH) ? root : Buffer.concat([root, SLASH]);
  return path.equals(root) || path.subarray(0, prefix.length).equals(prefix);
}

function join(directory: Buffer, name: PathBytes): Buffer {
  return Buffer.concat([directory, SLASH, toBuffer(name)]);
}
