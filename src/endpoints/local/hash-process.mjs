// Reads files below its working directory and tells their digests and how they look then: `hash-process.mjs ALGORITHM keep|drop`, names on stdin.
// A process of its own, in plain JavaScript so that it runs from the sources and beside the bundle alike: a thread that hangs in a dead
// file system would keep the whole program from ending. ALGORITHM `none` only drops what the system keeps of the files in memory.
import { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import process from 'node:process';
import { hashFile } from './hash-file.mjs';
import { componentsOf, heldDirectories, IS_LINUX } from './held-directories.mjs';
import { beginLook, endLook } from './look-of.mjs';
import { isPlainEnd } from './read-pieces.mjs';
import { step, tellFiles } from './tell-files.mjs';

const [, , algorithm = '', cache = 'keep'] = process.argv;
/** What O_DIRECT needs at the end of a read to go on from there. */
const BLOCK = 4096;
const FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const DIRECT = constants.O_DIRECT ?? 0;

const directories = heldDirectories('.');

await tellFiles(async (name) => {
  const parts = componentsOf(name);
  if (parts === undefined) return undefined;
  const file = parts.pop();
  const path = Buffer.from(`${directories.enter(parts).at(-1).at}/${file}`, 'latin1');
  return readFile(path);
});

async function readFile(path) {
  if (algorithm === 'none') return withFile(path, FILE, forget);
  if (cache === 'keep') return withFile(path, FILE, plain);
  try {
    if (DIRECT !== 0) return await withFile(path, FILE | DIRECT, direct);
  } catch (error) {
    // This file system has no way around its cache, or the file grew to an odd length meanwhile.
    if (error?.code !== 'EINVAL') throw error;
  }
  return withFile(path, FILE, (fd, before) => {
    forget(fd);
    return plain(fd, before);
  });
}

async function withFile(path, flags, use) {
  const fd = openSync(path, flags);
  try {
    const before = beginLook(fd);
    return before === undefined ? undefined : await use(fd, before);
  } finally {
    closeSync(fd);
  }
}

function plain(fd, before) {
  return read(fd, before, isPlainEnd);
}

/** To the end that it had when it was opened: behind an odd end no direct read can begin. */
function direct(fd, before) {
  const isEnd = (at, bytes) => {
    if (bytes === 0 || at >= before.size) return true;
    if (at % BLOCK !== 0) throw Object.assign(new Error('cut short'), { code: 'EINVAL', syscall: 'read' });
    return false;
  };
  return read(fd, before, isEnd);
}

async function read(fd, before, isEnd) {
  const digest = await hashFile(fd, { algorithm, size: before.size, isEnd, step });
  return { digest, more: endLook(fd, before) ?? '' };
}

/** Has the system drop what it keeps of a file. */
function forget(fd) {
  if (IS_LINUX) spawnSync('dd', ['iflag=nocache', 'count=0', 'status=none'], { stdio: [fd, 'ignore', 'ignore'] });
  return undefined;
}
