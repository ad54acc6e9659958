// For the processes that read and copy files: names come NUL-ended on stdin, and for each in turn goes one line `DIGEST BYTES MORE` to stdout,
// or `- BYTES` where there is no digest; `+ BYTES` is what was done of a file so far.
import { Buffer } from 'node:buffer';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';

const TELL_MS = 100;
const PAUSE_MS = 1;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

let untold = 0;
let toldAt = performance.now();

/** Calls `work` for each name, and tells the `digest` and what `more` it answers with; undefined, and what the system refuses, have no digest. */
export async function tellFiles(work) {
  for (const name of (await buffer(process.stdin)).toString('latin1').split('\0').slice(0, -1)) {
    let answer;
    try {
      answer = await work(name);
    } catch (error) {
      // What the system refuses has no digest; the rest is a bug.
      if (error?.syscall === undefined) throw error;
    }
    tell(answer?.digest ?? '-', answer?.more ?? '');
  }
}

/** So many bytes more were done of a file; it is told when nothing was told for a while. */
export function step(bytes) {
  untold += bytes;
  if (performance.now() - toldAt >= TELL_MS) tell('+', '');
}

/** At once, so that it is known at which file it stands still. */
function tell(word, more) {
  let line = Buffer.from(`${word} ${untold}${more}\n`);
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
