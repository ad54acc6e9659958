import { type Arrived, LEASE_MARK, type ReceivingPlace } from '../endpoints/endpoint.ts';
import { filesFrom } from '../endpoints/rsync/files-from.ts';
import { rsyncFailure } from '../endpoints/rsync/rsync-failure.ts';
import { pathAt } from '../inventory/record.ts';
import { filesIn } from '../inventory/records.ts';
import { type PathBytes, ROOT } from '../lib/path-bytes.ts';
import type { SilentPhase } from '../lib/patience.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { Inventory } from '../model/inventory.ts';
import { showLocation, showPath } from '../model/names.ts';
import type { InFlight, RunContext } from './runner.ts';
import { transferArguments } from './transfer-arguments.ts';
import { transferLimits } from './transfer-limits.ts';
import { transferOutput } from './transfer-output.ts';

/** What is to be moved. `to`: the directory that its names are counted from, which is ready to receive. */
export interface Move {
  readonly from: Location;
  readonly to: Location;
  readonly place: ReceivingPlace;
  readonly entries: Inventory;
  readonly algorithm: InFlight['algorithm'];
  /** Where what is overwritten goes, as the argument for rsync: where only rsync can rename. */
  readonly backup?: string;
}

/**
 * What moved: the digest of each file, computed in flight; '' for links and directories. `arrived`: what was read back already, where that was done on
 * the way. `failure`: why it is not all.
 */
export interface Moved {
  readonly digests: ReadonlyMap<PathBytes, string>;
  readonly arrived?: ReadonlyMap<PathBytes, Arrived>;
  readonly failure?: Failure;
}

/** What a stream needs of what a runner is given. */
export type StreamContext = Pick<RunContext, 'tools' | 'driver' | 'progress' | 'lease'>;

/** Brings the entries, with one rsync. What rsync did not report was not done. */
export async function moveStream(move: Move, context: StreamContext): Promise<Moved> {
  const { tools, driver, lease } = context;
  const digests = new Map<PathBytes, string>();
  const from = driver(move.from.endpoint).rsyncAddress(move.from.path, lease?.owner);
  const to = driver(move.to.endpoint).rsyncAddress(move.to.path, lease?.owner);
  const source = filesFrom(
    from,
    Array.from({ length: move.entries.index.count }, (_, position) => pathAt(move.entries, position)),
  );
  let files = 0;
  let bytes = 0;
  let last = ROOT;
  let phase: SilentPhase = 'starting';
  // What rsync does is not fenced step by step: none is started by who has stood still for too long.
  const confirmed = await lease?.confirmIfOverdue();
  if (confirmed?.ok === false) return { digests, failure: confirmed.error };
  const ending = await tools.spawn(
    {
      program: 'rsync',
      args: transferArguments({ ...move, from, source: source.argument, to }),
      env: { ...from.env, ...to.env, ...(lease === undefined ? {} : { [LEASE_MARK]: lease.owner }) },
      input: source.input,
      limits: transferLimits(move, () => phase),
      ...(lease === undefined ? {} : { onStarted: (pid) => void lease.started(pid) }),
      output: {
        type: 'stream',
        progress: () => bytes + digests.size,
        onData: transferOutput((report) => {
          if (report.type === 'progress') {
            if (report.bytes !== bytes) phase = 'moving';
            bytes = report.bytes;
          } else {
            phase = 'between';
            digests.set(report.path, report.digest);
            if (report.counts) {
              last = report.path;
              files++;
            }
          }
          context.progress(files, bytes);
        }),
      },
    },
    tools.signal,
  );
  if (ending.status === 'exited' && ending.code === 0) {
    const unreported = firstUnreported(move.entries, digests);
    return unreported === undefined ? { digests } : { digests, failure: notDone(move, unreported) };
  }
  // What it started elsewhere does not always notice that it is gone. Here it ended with its group.
  if (ending.status === 'ended' && lease !== undefined) {
    const elsewhere = [move.from, move.to].filter(({ endpoint }) => endpoint.type !== 'Local');
    await Promise.all(elsewhere.map(({ endpoint }) => driver(endpoint).endStrays(lease.owner)));
  }
  const failure = rsyncFailure(ending, { from: move.from, to: move.to });
  return {
    digests,
    failure: failure.code === 'transfer.stalled' ? { ...failure, message: `${failure.message}; ${after(last)}` } : failure,
  };
}

/** Directories and links that were right already are not reported; files always are. */
function firstUnreported(entries: Inventory, reported: ReadonlyMap<PathBytes, string>): PathBytes | undefined {
  for (const { path } of filesIn(entries)) if (!reported.has(path)) return path;
  return undefined;
}

function after(last: PathBytes): string {
  return last === ROOT ? 'no file was done' : `the last that was done is "${showPath(last)}"`;
}

function notDone(move: Move, path: PathBytes): Failure {
  return {
    code: 'transfer.partial',
    message: `${showLocation(move.to)}: rsync ended well but did not report "${showPath(path)}"`,
    hint: 'It is looked at again and tried again at the next pass.',
    retry: 'later',
    blame: 'link',
  };
}
