// For the processes that read and copy files: the digest of an open file.
import { createHash, hash } from 'node:crypto';
import { piecesOf, readSmall } from './read-pieces.mjs';

/** The digest of an open file. `step(bytes)` is told of each piece; `isEnd` is that of `piecesOf`. Throws the system's errors. */
export async function hashFile(fd, { algorithm, size, isEnd, step }) {
  const small = readSmall(fd, size, isEnd);
  if (small !== undefined) {
    step(small.length);
    return hash(algorithm, small);
  }
  const sum = createHash(algorithm);
  for await (const piece of piecesOf(fd, isEnd)) {
    sum.update(piece);
    step(piece.length);
  }
  return sum.digest('hex');
}
