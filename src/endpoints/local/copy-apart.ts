import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { joinPath, type PathBytes, ROOT } from '../../lib/path-bytes.ts';
import { ok } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import { showLocation } from '../../model/names.ts';
import type { Arrived, Copied, CopyWork, EntryToCopy, FileToRead } from '../endpoint.ts';
import { endedFailure } from '../shared/ended-failure.ts';
import { filesApart } from './files-apart.ts';
import { inLanes } from './in-lanes.ts';
import { inListed, type LocalPlace } from './listed-directory.ts';
import type { OpenDirectory } from './local-directory.ts';

/** Beside this file in the sources, and beside the bundle. */
const PROGRAM = fileURLToPath(new URL('./copy-process.mjs', import.meta.url));

/** Where open directories have paths, and a time is two words of 64 bits. */
export const CAN_COPY: boolean = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

/** A directory of this host that receives, and the one where files are until they are whole, both held open. */
export interface CopyTarget {
  readonly target: OpenDirectory;
  readonly partial: OpenDirectory;
}

/** A copy of nothing. */
export const NOTHING_COPIED: Copied = { digests: new Map(), arrived: new Map() };

const MD5_LENGTH = 32;

/** `copy` of a place that receives: on several cores at once when there is much. */
export async function copyApart(
  { from, to }: { readonly from: LocalPlace; readonly to: CopyTarget },
  { entries, work }: { readonly entries: readonly EntryToCopy[]; readonly work: CopyWork },
  tools: Tools,
): Promise<Copied> {
  const arrived = new Map<PathBytes, Arrived>();
  const more = (path: PathBytes, text: string): void => {
    // `SOURCE | DIGEST TARGET`
    const bar = text.indexOf(' | ');
    const digest = text.slice(bar + 3, bar + 3 + MD5_LENGTH);
    if (bar > 0 && digest.length === MD5_LENGTH)
      arrived.set(path, { digest, from: text.slice(0, bar), to: text.slice(bar + 3 + MD5_LENGTH + 1) });
  };
  const step = totals(work.progress);
  const { env, limits, onStarted } = work;
  const run = randomBytes(6).toString('hex');
  const copied = await inListed<Copied>({ place: from, tools }, NOTHING_COPIED, async (source) => {
    const command = {
      args: [PROGRAM, source.forOthers, to.target.forOthers, to.partial.forOthers, run],
      limits,
      ...(env === undefined ? {} : { env }),
      ...(onStarted === undefined ? {} : { onStarted }),
    };
    const shares = await inLanes(entries, (share) => filesApart(command, { files: share, step, more }, tools));
    // Who says what it never does is not believed in anything.
    if (shares.some(({ isOdd }) => isOdd)) return ok(NOTHING_COPIED);
    const digests = new Map(shares.flatMap((share) => [...share.digests]));
    const [failure] = shares.flatMap(({ ending, current }) =>
      ending.status === 'ended' ? [endedFailure(ending, `copying ${shown(from, current)}`)] : [],
    );
    return ok(failure === undefined ? { digests, arrived } : { digests, arrived, failure });
  });
  return copied.ok ? copied.value : { ...NOTHING_COPIED, failure: copied.error };
}

function shown(from: LocalPlace, current: FileToRead | undefined): string {
  return showLocation({ ...from, path: joinPath(from.path, current?.path ?? ROOT) });
}

function totals(progress: CopyWork['progress']): (files: number, bytes: number) => void {
  let [files, bytes] = [0, 0];
  return (moreFiles, moreBytes) => {
    files += moreFiles;
    bytes += moreBytes;
    progress(files, bytes);
  };
}
