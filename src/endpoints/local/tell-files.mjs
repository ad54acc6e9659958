// For the processes that read and copy files: names come NUL-ended on stdin, and for each in turn goes one line `DIGEST BYTES MORE` to stdout,
// `= BYTES` for a directory, or `- BYTES` where there is no digest; `+ BYTES` is what was done of a file so far.
import { Buffer } from 'node:buffer';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';

const TELL_MS = 10;
const PAUSE_MS = 1;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

let done = 0;
/** Answers that may still have to be taken back, and how much was done for each. */
let open = [];
let untold = '';
let toldAt = performance.now();
let isGood = () => true;

/**
 * Calls `work` for each name, and tells the `digest` and what `more` it answers with; undefined, and what the system refuses, have no digest. Nor has what
 * was answered since the last `settle` when `areGood()` is false.
 */
export async function tellFiles(work, areGood = () => true) {
  isGood = areGood;
  for (const name of (await buffer(process.stdin)).toString('latin1').split('\0').slice(0, -1)) {
    let answer;
    try {
      answer = await work(name);
    } catch (error) {
      // What the system refuses has no digest; the rest is a bug.
      if (error?.syscall === undefined) throw error;
    }
    open.push({ answer, done });
    done = 0;
    if (isDue()) tell();
  }
  tell();
}

/** What was answered so far is good, or is taken back. */
export function settle() {
  if (open.length === 0) return;
  const areGood = isGood();
  for (const { answer, done } of open) {
    const said = areGood ? answer : undefined;
    untold += `${said?.digest ?? '-'} ${done}${said?.more ?? ''}\n`;
  }
  open = [];
}

/** So many bytes more were done of a file. */
export function step(bytes) {
  done += bytes;
  if (!isDue()) return;
  settle();
  untold += `+ ${done}\n`;
  done = 0;
  tell();
}

/**
 * Many small files are told at a time, since being woken for each costs who listens more than the line. Who stands still has told all but what it
 * did in the last moment before.
 */
function isDue() {
  return performance.now() - toldAt >= TELL_MS;
}

function tell() {
  settle();
  let rest = Buffer.from(untold, 'latin1');
  untold = '';
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (error?.code !== 'EAGAIN') throw error;
      // Whoever reads has not come to it yet.
      Atomics.wait(PAUSE, 0, 0, PAUSE_MS);
    }
  }
  toldAt = performance.now();
}
