import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { joinPath, ROOT } from '../../lib/path-bytes.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { Copied, CopyWork, FileToRead } from '../endpoint.ts';
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

/** `copy` of a place that receives: on several cores at once when there is much. */
export async function copyApart(
  { from, to }: { readonly from: LocalPlace; readonly to: CopyTarget },
  { files, work }: { readonly files: readonly FileToRead[]; readonly work: CopyWork },
  tools: Tools,
): Promise<Copied> {
  const nothing: Copied = { digests: new Map() };
  const progress = totals(work);
  const copied = await inListed<Copied>({ place: from, tools }, nothing, async (source) => {
    const args = [PROGRAM, source.forOthers, to.target.forOthers, to.partial.forOthers];
    const shares = await inLanes(files, async (share): Promise<Copied> => {
      const { digests, ending, current } = await filesApart({ ...work, args }, { files: share, step: progress }, tools);
      return ending.status === 'ended' ? { digests, failure: ended(ending, from, current) } : { digests };
    });
    const failure = shares.find((share) => share.failure !== undefined)?.failure;
    const digests = new Map(shares.flatMap((share) => [...share.digests]));
    return { ok: true, value: failure === undefined ? { digests } : { digests, failure } };
  });
  return copied.ok ? copied.value : { ...nothing, failure: copied.error };
}

function ended(ending: Parameters<typeof endedFailure>[0], from: LocalPlace, current: FileToRead | undefined): Failure {
  const path = joinPath(from.path, current?.path ?? ROOT);
  return endedFailure(ending, `copying ${showLocation({ ...from, path })}`);
}

function totals({ progress }: CopyWork): (files: number, bytes: number) => void {
  let [files, bytes] = [0, 0];
  return (moreFiles, moreBytes) => {
    files += moreFiles;
    bytes += moreBytes;
    progress(files, bytes);
  };
}
