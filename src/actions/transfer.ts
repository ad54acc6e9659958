import type { ActionOf } from '../model/action.ts';
import type { Outcome } from '../model/outcome.ts';
import { moveEntries } from './move.ts';
import type { InFlight, RunContext } from './runner.ts';
import { transferBeside } from './transfer-beside.ts';

/** Brings the entries of a transfer to their replica; what takes the place of something proven or corrupt, by way of a place beside it. */
export async function transfer(action: ActionOf<'transfer'>, context: RunContext): Promise<Outcome> {
  const began = context.tools.now();
  const place = await context.prepare(action.to);
  if (!place.ok) return { status: 'failed', failure: place.error };
  const algorithm = inFlightAlgorithm(action);
  if (action.way.type !== 'Add') {
    const failure = await transferBeside({ action, way: action.way, algorithm, began }, context);
    return failure === undefined ? done(action, began, context) : { status: 'failed', failure };
  }
  const moved = await moveEntries(
    { from: action.from, to: action.to, place: place.value, entries: action.entries, algorithm },
    context,
  );
  for (const [path, digest] of moved.digests) {
    if (digest === '') continue;
    const arrived = moved.arrived?.get(path);
    context.inFlight.set(path, arrived === undefined ? { algorithm, digest } : { algorithm, digest, arrived });
  }
  if (moved.failure !== undefined) return { status: 'failed', failure: moved.failure };
  return done(action, began, context);
}

function done(action: ActionOf<'transfer'>, began: number, { tools }: RunContext): Outcome {
  return { status: 'done', ms: tools.now() - began, files: action.amount.files, bytes: action.amount.bytes };
}

/** xxh128 where the files are proven by it; md5 otherwise: rsync has no sha256. */
function inFlightAlgorithm({ digest }: ActionOf<'transfer'>): InFlight['algorithm'] {
  return digest === 'xxh128' ? 'xxh128' : 'md5';
}
