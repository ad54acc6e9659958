import { filesFrom } from '../endpoints/rsync/files-from.ts';
import { rsyncFailure } from '../endpoints/rsync/rsync-failure.ts';
import { PARTIAL } from '../endpoints/shared/partial.ts';
import { entriesOf } from '../inventory/records.ts';
import type { Limits } from '../lib/command.ts';
import { joinPath, type PathBytes } from '../lib/path-bytes.ts';
import type { ActionOf } from '../model/action.ts';
import type { Amount } from '../model/amount.ts';
import type { Failure } from '../model/failure.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation, showPath } from '../model/names.ts';
import type { Outcome } from '../model/outcome.ts';
import type { RunContext } from './runner.ts';
import { transferArguments } from './transfer-arguments.ts';
import { transferOutput } from './transfer-output.ts';

const IDLE_MS = 10 * 60_000;
const DEADLINE_MS = 60 * 60_000;
/** The slowest a transfer may be before it is ended: bytes per millisecond, and milliseconds per file. */
const SLOWEST_BYTES_PER_MS = 20;
const SLOWEST_MS_PER_FILE = 200;

/** Brings the entries of a transfer to their replica. What rsync did not report was not done. */
export async function transfer(action: ActionOf<'transfer'>, context: RunContext): Promise<Outcome> {
  const moved = await moveEntries(action, context);
  return moved.outcome;
}

/** What moved: the digest (md5) of each file, computed in flight; '' for links and directories. */
export interface Moved {
  readonly outcome: Outcome;
  readonly digests: ReadonlyMap<PathBytes, string>;
}

/** A transfer that also tells the digests of what it moved. */
export async function moveEntries(action: ActionOf<'transfer'>, context: RunContext): Promise<Moved> {
  const { tools } = context;
  const began = tools.now();
  const digests = new Map<PathBytes, string>();
  const receiver = context.driver(action.to.endpoint);
  const place = await context.prepare();
  if (!place.ok) return { outcome: { status: 'failed', failure: place.error }, digests };
  const from = context.driver(action.from.endpoint).rsyncAddress(action.from.path);
  const to = receiver.rsyncAddress(action.to.path);
  const source = filesFrom(
    from,
    Array.from(entriesOf(action.entries), (entry) => entry.path),
  );
  let files = 0;
  let bytes = 0;
  const ending = await tools.spawn(
    {
      program: 'rsync',
      args: transferArguments({ from, source: source.argument, to, place: place.value }),
      env: { ...from.env, ...to.env },
      input: source.input,
      limits: transferLimits(action.amount),
      onStarted: context.started,
      output: {
        type: 'stream',
        onData: transferOutput((report) => {
          if (report.type === 'progress') bytes = report.bytes;
          else {
            digests.set(report.path, report.digest);
            if (report.counts) files++;
          }
          context.progress(files, bytes);
        }),
      },
    },
    tools.signal,
  );
  if (ending.status !== 'exited' || ending.code !== 0) {
    return { outcome: { status: 'failed', failure: rsyncFailure(ending, { from: action.from, to: action.to }) }, digests };
  }
  // What was unfinished from earlier attempts is finished now, or no longer wanted.
  await receiver.files?.erase(joinPath(action.to.path, PARTIAL));
  const unreported = firstUnreported(action.entries, digests);
  if (unreported !== undefined) return { outcome: { status: 'failed', failure: notDone(action, unreported) }, digests };
  return {
    outcome: { status: 'done', ms: tools.now() - began, files: action.amount.files, bytes: action.amount.bytes },
    digests,
  };
}

/** Grows with what is to be moved. */
function transferLimits(amount: Amount): Limits {
  return { idleMs: IDLE_MS, deadlineMs: DEADLINE_MS + amount.bytes / SLOWEST_BYTES_PER_MS + amount.files * SLOWEST_MS_PER_FILE };
}

/** Directories and links that were right already are not reported; files always are. */
function firstUnreported(entries: Inventory, reported: ReadonlyMap<PathBytes, string>): PathBytes | undefined {
  for (const entry of entriesOf(entries)) if (entry.type === 'file' && !reported.has(entry.path)) return entry.path;
  return undefined;
}

function notDone(action: ActionOf<'transfer'>, path: PathBytes): Failure {
  return {
    code: 'transfer.partial',
    message: `${showLocation(action.to)}: rsync ended well but did not report "${showPath(path)}"`,
    hint: 'It is looked at again and tried again at the next pass.',
    retry: 'later',
    blame: 'link',
  };
}
