import { Buffer } from 'node:buffer';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeRsyncName } from '../../inventory/rsync-name.ts';
import { latin1Lines } from '../../lib/latin1-lines.ts';
import { fromLatin1, joinPath, type PathBytes, ROOT, staysInside, utf8Of } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation, showPath } from '../../model/names.ts';
import type { ReceivingPlace, RsyncAddress } from '../endpoint.ts';
import { filesFromInput } from '../rsync/files-from.ts';
import { rsyncFailure } from '../rsync/rsync-failure.ts';
import { enteringTrouble, type RsyncPlace } from '../rsync/rsync-list.ts';
import { endedFailure } from '../shared/ended-failure.ts';
import { forbiddenPath, writeFailureOf } from '../shared/file-failure.ts';
import { PARTIAL } from '../shared/partial.ts';
import { rootMissing } from '../shared/root-missing.ts';
import { emptyDirectory, scratchFile } from '../shared/scratch.ts';
import { splitPath } from '../shared/split-path.ts';

type RootPlace = RsyncPlace & { readonly endpoint: SshEndpoint };

const TEXT_CEILING = 1024 * 1024;

/** What rsync is given to say what stands at each step of a path: a dry run of these names alone. */
export function stepsArguments(address: RsyncAddress, empty: string): readonly string[] {
  return [
    '-n',
    '-l',
    '-D',
    '--dirs',
    '--from0',
    '--files-from=-',
    '--out-format=%i|%n',
    ...address.options,
    address.argument,
    empty,
  ];
}

/** What rsync is given to make directories out of empty ones here: no attributes, and parents are not touched. */
export function skeletonArguments(address: RsyncAddress, skeleton: string): readonly string[] {
  return ['--dirs', '--no-implied-dirs', '--from0', '--files-from=-', ...address.options, skeleton, address.argument];
}

/**
 * Makes a directory and its place for partial files where only rsync can write. rsync would remove a file that stands
 * where a directory is to be, and go through links: so what is there is looked at first.
 */
export async function prepareByRsync(root: RootPlace, path: PathBytes, tools: Tools): Promise<Result<ReceivingPlace, Failure>> {
  const { endpoint } = root;
  if (path !== ROOT && !staysInside(path)) return err(forbiddenPath(showLocation({ endpoint, path })));
  const steps = stepsOf(joinPath(path, PARTIAL));
  const found = await lookAtSteps(root, steps, tools);
  if (!found.ok) return found;
  for (const step of steps) {
    const kind = found.value.get(step);
    if (kind === undefined || kind === 'd') continue;
    return err(writeFailureOf(kind === 'L' ? 'ELOOP' : 'ENOTDIR', showLocation({ endpoint, path: step })));
  }
  const made = await push(
    root,
    steps.filter((step, position) => !found.value.has(step) || position === steps.length - 1),
    tools,
  );
  if (!made.ok) return made;
  const directory = [endpoint.root.replace(/\/+$/, ''), ...(path === ROOT ? [] : [utf8Of(path) ?? '']), PARTIAL];
  return ok({ partial: directory.join('/'), close: async () => undefined });
}

/** `a`, `a/b`, `a/b/c` */
function stepsOf(path: PathBytes): readonly PathBytes[] {
  const parts = splitPath(path);
  return parts.map((_, position) => fromLatin1(parts.slice(0, position + 1).join('/')));
}

/** What stands at each step, as rsync's letter for it (d directory, L link, f file); nothing for what is not there. */
async function lookAtSteps(
  root: RootPlace,
  steps: readonly PathBytes[],
  tools: Tools,
): Promise<Result<ReadonlyMap<PathBytes, string>, Failure>> {
  const empty = await emptyDirectory(tools);
  const ending = await tools.spawn(
    {
      program: 'rsync',
      args: stepsArguments(root.address, empty),
      env: root.address.env,
      input: filesFromInput(steps),
      output: { type: 'text', ceiling: TEXT_CEILING },
      limits: tools.limits,
    },
    tools.signal,
  );
  await rm(empty, { recursive: true, force: true });
  if (ending.status === 'ended') return err(endedFailure(ending, `rsync to ${root.endpoint.name}`));
  const trouble = enteringTrouble(ending, root);
  if (trouble !== undefined) return err(trouble === 'absent' ? rootMissing(root.endpoint) : trouble);
  const found = new Map<PathBytes, string>();
  for (const line of latin1Lines(Buffer.from(ending.stdout, 'latin1'))) {
    const [, kind = '', name = ''] = /^.(.)[^|]*\|(.+)$/s.exec(line) ?? [];
    if (name !== '') found.set(fromLatin1(decodeRsyncName(name).replace(/\/$/, '')), kind);
  }
  // Whatever could not be looked at, for another reason than that it is not there, must not be written over.
  const other = ending.stderr.split('\n').find((line) => / failed: (?!No such file or directory)/.test(line));
  if (other !== undefined) return err(rsyncFailure(ending, { from: root }));
  return ok(found);
}

async function push(root: RootPlace, steps: readonly PathBytes[], tools: Tools): Promise<Result<void, Failure>> {
  const skeleton = scratchFile(tools, 'skeleton');
  for (const step of steps) {
    const text = utf8Of(step);
    if (text === undefined) throw new Error(`not an argument: ${showPath(step)}`);
    await mkdir(join(skeleton, text), { recursive: true });
  }
  const ending = await tools.spawn(
    {
      program: 'rsync',
      args: skeletonArguments(root.address, `${skeleton}/`),
      env: root.address.env,
      input: filesFromInput(steps),
      output: { type: 'text', ceiling: TEXT_CEILING },
      limits: tools.limits,
    },
    tools.signal,
  );
  await rm(skeleton, { recursive: true, force: true });
  if (ending.status === 'exited' && ending.code === 0) return ok(undefined);
  return err(rsyncFailure(ending, { from: root, to: root }));
}
