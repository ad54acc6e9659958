// Reads files below its working directory and prints their digests: `hash-process.mjs ALGORITHM keep|drop`, names NUL-ended on stdin.
// A process of its own, in plain JavaScript so that it runs from the sources and beside the bundle alike: a thread that hangs in a dead
// file system would keep the whole program from ending. For each name in turn one line `DIGEST BYTES`, or `- BYTES` where there is
// none; `+ BYTES` is what was read of a file so far. ALGORITHM `none` only drops what the system keeps of the files in memory.
import { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { createHash, hash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, read, readSync, realpathSync, writeSync } from 'node:fs';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';

const [, , algorithm = '', cache = 'keep'] = process.argv;
const CHUNK = 1024 * 1024;
const READS = 4;
/** What O_DIRECT needs at the end of a read to go on from there. */
const BLOCK = 4096;
const TELL_MS = 100;
const PAUSE_MS = 1;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
const IS_LINUX = process.platform === 'linux';
const INTO = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const DIRECT = constants.O_DIRECT ?? 0;

/** Some are filled while one is hashed; at the beginning of a page, as O_DIRECT wants them. */
const pages = new WebAssembly.Memory({ initial: (READS * CHUNK) / 65_536 });
const CHUNKS = Array.from({ length: READS }, (_, at) => new Uint8Array(pages.buffer, at * CHUNK, CHUNK));

/** The open directories from the top to the last file's, each with its name and where names in it are found. */
const top = IS_LINUX ? openSync('.', INTO) : undefined;
const stack = [{ name: '', fd: top, at: IS_LINUX ? `/proc/self/fd/${top}` : realpathSync('.', { encoding: 'latin1' }) }];

let untold = 0;
let toldAt = performance.now();

for (const name of (await buffer(process.stdin)).toString('latin1').split('\0').slice(0, -1)) {
  let digest;
  try {
    digest = await digestOf(name);
  } catch (error) {
    // What the system refuses has no digest; the rest is a bug.
    if (error?.syscall === undefined) throw error;
  }
  tell(digest ?? '-');
}

async function digestOf(name) {
  const parts = name.split('/');
  const file = parts.pop() ?? '';
  if ([...parts, file].some((part) => part === '' || part === '.' || part === '..')) return undefined;
  const path = Buffer.from(`${directoryOf(parts)}/${file}`, 'latin1');
  if (algorithm === 'none') return withFile(path, FILE, forget);
  if (cache === 'keep') return withFile(path, FILE, plain);
  try {
    if (DIRECT !== 0) return await withFile(path, FILE | DIRECT, direct);
  } catch (error) {
    // This file system has no way around its cache, or the file grew to an odd length meanwhile.
    if (error?.code !== 'EINVAL') throw error;
  }
  return withFile(path, FILE, (fd, size) => {
    forget(fd);
    return plain(fd, size);
  });
}

/** Opens what is not open yet of the way to a directory, following nothing. */
function directoryOf(parts) {
  let same = 0;
  while (same < parts.length && stack[same + 1]?.name === parts[same]) same++;
  while (stack.length > same + 1) {
    const { fd } = stack.pop();
    if (fd !== undefined) closeSync(fd);
  }
  for (const name of parts.slice(same)) {
    const at = `${stack.at(-1).at}/${name}`;
    const path = Buffer.from(at, 'latin1');
    if (IS_LINUX) {
      const fd = openSync(path, INTO);
      stack.push({ name, fd, at: `/proc/self/fd/${fd}` });
    } else {
      if (!lstatSync(path).isDirectory()) throw Object.assign(new Error('no directory'), { code: 'ENOTDIR', syscall: 'open' });
      stack.push({ name, fd: undefined, at });
    }
  }
  return stack.at(-1).at;
}

async function withFile(path, flags, use) {
  const fd = openSync(path, flags);
  try {
    const stats = fstatSync(fd);
    return stats.isFile() ? await use(fd, stats.size) : undefined;
  } finally {
    closeSync(fd);
  }
}

/** To where a read gives nothing more. */
function plain(fd, size) {
  return hashOpen(fd, size, (_at, bytes) => bytes === 0);
}

/** To the end that it had when it was opened: behind an odd end no direct read can begin. */
function direct(fd, size) {
  return hashOpen(fd, size, (at, bytes) => {
    if (bytes === 0 || at >= size) return true;
    if (at % BLOCK !== 0) throw Object.assign(new Error('cut short'), { code: 'EINVAL', syscall: 'read' });
    return false;
  });
}

/** Has the system drop what it keeps of a file. */
function forget(fd) {
  if (IS_LINUX) spawnSync('dd', ['iflag=nocache', 'count=0', 'status=none'], { stdio: [fd, 'ignore', 'ignore'] });
  return undefined;
}

function hashOpen(fd, size, isEnd) {
  return size < CHUNK ? hashSmall(fd, size, isEnd) : hashLarge(fd, isEnd);
}

/** In one go, without waiting for another thread: that would take longer than the rest. */
function hashSmall(fd, size, isEnd) {
  const [chunk] = CHUNKS;
  const first = readSync(fd, chunk, 0, CHUNK, 0);
  untold += first;
  // What grows from now on is seen by its size and times.
  if (first === size || isEnd(first, first)) return hash(algorithm, chunk.subarray(0, first));
  const rest = readSync(fd, chunk, first, CHUNK - first, first);
  untold += rest;
  if (first + rest < CHUNK && isEnd(first + rest, rest)) return hash(algorithm, chunk.subarray(0, first + rest));
  // It has grown, or comes in pieces.
  return hashLarge(fd, isEnd);
}

/** Always some reads ahead of the hash. */
async function hashLarge(fd, isEnd) {
  const sum = createHash(algorithm);
  const ahead = [];
  let at = 0;
  let next = 0;
  let turn = 0;
  const readAhead = () => {
    for (; ahead.length < CHUNKS.length - 1; next += CHUNK) ahead.push(readAt(fd, CHUNKS[turn++ % CHUNKS.length], next));
  };
  try {
    for (;;) {
      readAhead();
      const { chunk, bytes, error } = await ahead.shift();
      if (error !== null) throw error;
      at += bytes;
      const isLast = isEnd(at, bytes);
      if (bytes < CHUNK) {
        // What was read ahead begins too far on.
        await Promise.all(ahead.splice(0));
        next = at;
      } else readAhead();
      sum.update(bytes === CHUNK ? chunk : chunk.subarray(0, bytes));
      untold += bytes;
      if (isLast) return sum.digest('hex');
      if (performance.now() - toldAt >= TELL_MS) tell('+');
    }
  } finally {
    // The file is closed after this.
    await Promise.all(ahead);
  }
}

function readAt(fd, chunk, at) {
  return new Promise((resolve) => {
    read(fd, chunk, 0, CHUNK, at, (error, bytes) => resolve({ chunk, bytes, error }));
  });
}

/** At once, so that it is known at which file it stands still. */
function tell(word) {
  let line = Buffer.from(`${word} ${untold}\n`);
  untold = 0;
  while (line.length > 0) {
    try {
      line = line.subarray(writeSync(1, line));
    } catch (error) {
      if (error?.code !== 'EAGAIN') throw error;
      // Whoever reads has not come to it yet.
      Atomics.wait(PAUSE, 0, 0, PAUSE_MS);
    }
  }
  toldAt = performance.now();
}
