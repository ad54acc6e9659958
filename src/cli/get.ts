import { resolve } from 'node:path';
import { assemble } from '../assemble.ts';
import { UsageError } from '../lib/usage-error.ts';
import { type LocalEndpoint, STALLED_AFTER_MS } from '../model/endpoint.ts';
import { oneCopy } from '../one-copy.ts';
import { failureText } from '../render/failure-text.ts';
import { amountText } from '../render/words.ts';
import type { Command } from './command.ts';
import { afterSignal, EXIT } from './exit-codes.ts';
import { invalidEnd, validWorkspace } from './open.ts';
import { viewFor } from './pass-output.ts';
import { placeOf } from './place.ts';

/** One verified copy of a place into DIR, now. Leaves no state, log or lock of ours. */
export const get: Command = async (context, [written, directory]) => {
  if (written === undefined || directory === undefined)
    throw new UsageError('get: from where, to where? ENDPOINT[/MODULE][/PATH] DIR');
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return invalidEnd(context);
  const place = placeOf(written, workspace.compiled.endpoints);
  const target = directoryAsEndpoint(directory, resolve(context.directory, directory));
  const view = viewFor(context, 'plain');
  const assembly = assemble({ state: undefined, signal: context.signal, emit: view.emit });
  try {
    const copied = await oneCopy(place, target, assembly);
    view.end();
    const exit = afterSignal(copied.ok ? EXIT.fine : EXIT.failed, context.signal);
    view.emit({ type: 'exit', code: exit });
    if (!copied.ok) {
      context.stderr.write(failureText(copied.error));
      return exit;
    }
    const { verified, moved } = copied.value;
    if (context.options.json === 'text') {
      context.stdout.write(
        `${directory}: ${amountText(verified)} verified (read back), of which ${amountText(moved)} were copied now\n`,
      );
    }
    return exit;
  } finally {
    view.end();
    assembly.close();
  }
};

/** The directory is made once there is something to put in it. */
function directoryAsEndpoint(name: string, root: string): LocalEndpoint {
  return {
    type: 'Local',
    name,
    root,
    identity: 'NotChecked',
    timeToleranceNs: 0n,
    stalledAfterMs: STALLED_AFTER_MS,
    maxTransfers: 1,
  };
}
