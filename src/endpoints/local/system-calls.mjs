// For the process that copies files: calls of the system that Node does not offer, or only by a path. Names are relative to an open directory; they throw as node:fs does.
import { Buffer } from 'node:buffer';
import { constants } from 'node:os';
import koffi from 'koffi';

const libc = koffi.load(null);
const openat = libc.func('int openat(int directory, const uint8_t *name, int flags, unsigned int mode)');
const renameat = libc.func('int renameat(int from, const uint8_t *name, int to, const uint8_t *newName)');
const unlinkat = libc.func('int unlinkat(int directory, const uint8_t *name, int flags)');
const syncFileRange = libc.func('int sync_file_range(int fd, int64_t offset, int64_t bytes, unsigned int flags)');
const statx = libc.func('int statx(int fd, const uint8_t *name, int flags, unsigned int mask, uint8_t *found)');
const futimens = libc.func('int futimens(int fd, const int64_t *times)');

const CLOSE_ON_EXEC = 0o2000000;
const SYNC_FILE_RANGE_WRITE = 2;
const AT_EMPTY_PATH = 0x1000;
const STATX_BASIC_STATS = 0x7ff;
const FILE_TYPE = 0o170000;
const PLAIN_FILE = 0o100000;
const SECOND = 1_000_000_000n;
/** Seconds and nanoseconds of the access, which is left as it is, and of the modification. */
const times = new BigInt64Array([0n, (1n << 30n) - 2n, 0n, 0n]);

/** The answer of statx, as numbers of 16, 32 and 64 bits. */
const found = new Uint8Array(256);
const [words, halves] = [new Uint16Array(found.buffer), new Uint32Array(found.buffer)];
const [longs, naturals] = [new BigInt64Array(found.buffer), new BigUint64Array(found.buffer)];
const NO_NAME = Buffer.from([0]);

/** A name as these calls take it: one character per byte. */
export function nameFor(name) {
  return Buffer.from(`${name}\0`, 'latin1');
}

export function openAt(directory, name, flags, mode = 0) {
  return answer(openat(directory, name, flags | CLOSE_ON_EXEC, mode), 'openat');
}

export function renameAt(from, name, to, newName) {
  answer(renameat(from, name, to, newName), 'renameat');
}

export function unlinkAt(directory, name) {
  answer(unlinkat(directory, name, 0), 'unlinkat');
}

/** What fstat of node:fs tells in its large numbers, as far as it is used here: that one makes thirty of them, which takes longer than the call. */
export function statOf(fd) {
  answer(statx(fd, NO_NAME, AT_EMPTY_PATH, STATX_BASIC_STATS, found), 'statx');
  const mode = words[14];
  return {
    isFile: () => (mode & FILE_TYPE) === PLAIN_FILE,
    mode: BigInt(mode),
    ino: naturals[4],
    size: longs[5],
    ctimeNs: longs[12] * SECOND + BigInt(halves[26]),
    mtimeNs: longs[14] * SECOND + BigInt(halves[30]),
  };
}

/** Sets the modification time, in nanoseconds since 1970. Node's own takes a floating-point number of seconds, which is too coarse. */
export function setModified(fd, ns) {
  const rest = ((ns % SECOND) + SECOND) % SECOND;
  times[2] = (ns - rest) / SECOND;
  times[3] = rest;
  answer(futimens(fd, times), 'futimens');
}

/** Has the disk begin to write a part of a file. That it cannot is told to whoever waits for it in the end. */
export function beginWriting(fd, at, bytes) {
  syncFileRange(fd, at, bytes, SYNC_FILE_RANGE_WRITE);
}

function answer(value, syscall) {
  if (value >= 0) return value;
  const errno = koffi.errno();
  const code = Object.keys(constants.errno).find((word) => constants.errno[word] === errno) ?? 'EIO';
  throw Object.assign(new Error(`${code}: ${syscall}`), { code, errno, syscall });
}
