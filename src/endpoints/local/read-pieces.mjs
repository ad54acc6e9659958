// For the processes that read and copy files: the content of an open file.
import { read, readSync } from 'node:fs';

/** How much is read at once; a small file has less. In bytes. */
export const CHUNK = 512 * 1024;
const READS = 3;

/** Some are filled while one is used; at the beginning of a page, as O_DIRECT wants them. */
const pages = new WebAssembly.Memory({ initial: (READS * CHUNK) / 65_536 });
const CHUNKS = Array.from({ length: READS }, (_, at) => new Uint8Array(pages.buffer, at * CHUNK, CHUNK));

/** To where a read gives nothing more. */
export function isPlainEnd(_at, bytes) {
  return bytes === 0;
}

/** To where it ended when it was looked at: what grows faster than it is read would have no end. */
export function endAt(size) {
  return (at, bytes) => bytes === 0 || at >= size;
}

/**
 * The whole content of a small file in one go, without waiting for another thread, which would take longer than the rest; undefined where it is large,
 * has grown, or comes in pieces. Good until more is read. `isEnd(at, bytes)`: whether the file ends after a read of so many bytes up to there.
 */
export function readSmall(fd, size, isEnd) {
  if (size >= CHUNK) return undefined;
  const [chunk] = CHUNKS;
  const first = readSync(fd, chunk, 0, CHUNK, 0);
  // What grows from now on is seen by its size and times.
  if (first === size || isEnd(first, first)) return chunk.subarray(0, first);
  const rest = readSync(fd, chunk, first, CHUNK - first, first);
  return first + rest < CHUNK && isEnd(first + rest, rest) ? chunk.subarray(0, first + rest) : undefined;
}

/** The pieces of a large file in order, always some reads ahead of whoever takes them; each is good until the next is asked for. */
export async function* piecesOf(fd, isEnd) {
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
      yield bytes === CHUNK ? chunk : chunk.subarray(0, bytes);
      if (isLast) return;
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
