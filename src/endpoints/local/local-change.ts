import { joinPath, type PathBytes } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { LocalEndpoint, Location } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { FileEntry } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { RetireReport } from '../endpoint.ts';
import { leaseLost } from '../shared/fence.ts';
import { errorWord, writeFailure } from '../shared/file-failure.ts';
import { isOurs } from '../shared/ours.ts';
import { isMovable, type Moving, type Refusal } from '../shared/retiring.ts';
import { splitPath } from '../shared/split-path.ts';
import { type ToldStep, told } from '../shared/told.ts';
import { again, enter, type OpenDirectory, openBelow, realRoot } from './local-directory.ts';
import { CHANGED } from './local-entry.ts';
import { holdFence } from './local-fence.ts';
import { rootTrouble } from './local-root.ts';

/** Entries of a tree of this host that are to change their places. */
export interface LocalMoving extends Moving {
  readonly place: { readonly endpoint: LocalEndpoint; readonly path: PathBytes };
  readonly tools: Tools;
}

/** What became of one entry. `changed`: it is not what was listed, and was left alone. */
export type Moved = 'done' | 'changed' | 'lost' | Failure;

/** What a change of an entry is made with. */
export interface Hands {
  /** Opens directories of one part of the tree, passing no link. */
  readonly directories: (below: PathBytes, missing: 'make' | 'fail') => Opener;
  /** Takes one step, told to the journal, at once after the fence was seen to hold and what is asked of the world was seen. */
  readonly step: (step: Step, take: () => void) => Promise<'done' | 'changed' | 'lost'>;
}

/** A step at an entry; `if`: a last look, synchronous as the step is, so that nothing comes between them. */
export interface Step {
  readonly what: ToldStep['what'];
  readonly entry: FileEntry;
  readonly if?: () => boolean;
}

/** The directory of that path, good until the next call. */
export type Opener = (path: PathBytes) => Promise<OpenDirectory>;

/** Changes one entry after another and reports the refused; from the first at which the fence does not hold, all are. */
export async function changeEach(
  moving: LocalMoving,
  refusal: Refusal,
  begin: (hands: Hands) => (entry: FileEntry) => Promise<Moved>,
): Promise<Result<RetireReport, Failure>> {
  const { endpoint, path } = moving.place;
  const missing = await rootTrouble(endpoint);
  if (missing !== undefined) return err(missing);
  const fence = await holdFence(endpoint, moving.fence);
  const openers: KeptOpener[] = [];
  try {
    const tree = await openBelow(await realRoot(endpoint.root), path, 'fail');
    try {
      const directories: Hands['directories'] = (below, how) => {
        const kept = keptOpener(tree, below, how);
        const opener = how === 'make' && isOurs(below) ? binOpener(kept, { endpoint, path: joinPath(path, below) }) : kept;
        openers.push(opener);
        return opener.open;
      };
      const step: Hands['step'] = ({ what, entry, if: asked }, take) =>
        told(moving.tools, { what, at: { endpoint, path: joinPath(path, entry.path) } }, () => {
          if (!fence.holds()) return 'lost';
          if (asked?.() === false) return 'changed';
          take();
          return 'done';
        });
      const change = begin({ directories, step });
      return ok(await reported(moving, refusal, async (entry) => (fence.holds() ? change(entry) : 'lost')));
    } finally {
      for (const opener of openers) await opener.close();
      await tree.close();
    }
  } catch (error) {
    return err(writeFailure(error, showLocation(moving.place)));
  } finally {
    await fence.close();
  }
}

async function reported(
  { place, entries }: LocalMoving,
  refusal: Refusal,
  change: (entry: FileEntry) => Promise<Moved>,
): Promise<RetireReport> {
  const refused: { readonly path: PathBytes; readonly because: Failure }[] = [];
  let lost: Failure | undefined;
  for (const entry of entries) {
    const moved = lost ?? (isMovable(entry) ? await change(entry).catch(failureOf(place, entry)) : 'changed');
    if (moved === 'done') continue;
    const because = moved === 'changed' ? refusal(place, entry) : moved === 'lost' ? leaseLost(showLocation(place)) : moved;
    if (because.code === 'lease.lost') lost = because;
    refused.push({ path: entry.path, because });
  }
  return { retired: entries.length - refused.length, refused };
}

/** What an error of the file system says of an entry. Rethrows what is none. */
function failureOf(place: LocalMoving['place'], entry: FileEntry): (error: unknown) => Moved {
  return (error) => {
    if (error instanceof BinTrouble) return error.failure;
    if (CHANGED.has(errorWord(error) ?? '')) return 'changed';
    return writeFailure(error, showLocation({ endpoint: place.endpoint, path: joinPath(place.path, entry.path) }));
  };
}

/** What is in the way of a bin says nothing of the entries that were to go there. */
class BinTrouble extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

function binOpener({ open, close }: KeptOpener, bin: Location): KeptOpener {
  return {
    close,
    open: (path) =>
      open(path).catch((error) => {
        throw new BinTrouble(writeFailure(error, showLocation(bin)));
      }),
  };
}

interface KeptOpener {
  readonly open: Opener;
  readonly close: () => Promise<void>;
}

/** Keeps the last directory open, for as long as it is found in its place: neighbours come one after another. */
function keptOpener(tree: OpenDirectory, below: PathBytes, missing: 'make' | 'fail'): KeptOpener {
  let last: { readonly path: PathBytes; readonly directory: OpenDirectory } | undefined;
  const close = async (): Promise<void> => {
    const directory = last?.directory;
    last = undefined;
    await directory?.close();
  };
  const open: Opener = async (path) => {
    if (last?.path === path && last.directory.isInPlace()) return last.directory;
    await close();
    const directory = await enter(await again(tree), splitPath(joinPath(below, path)), missing);
    last = { path, directory };
    return directory;
  };
  return { open, close };
}
