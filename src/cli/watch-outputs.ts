import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EXIT } from './exit-codes.ts';

/** From now on an output that cannot be written ends nothing. The answer turns the exit code of the program into the one to end with. */
export function watchOutputs(): (exit: number) => Promise<number> {
  let unwritten = '';
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A reader that went away (a pager that was left) is no error of ours, and what is being copied goes on.
      if (error.code !== 'EPIPE') unwritten = error.message;
    });
  }
  return async (exit) => {
    // How the last write went is told a turn later.
    await nextTurn();
    if (unwritten === '') return exit;
    process.stderr.write(`reconcile: the output could not be written: ${unwritten}\n`);
    return exit === EXIT.fine ? EXIT.bug : exit;
  };
}
