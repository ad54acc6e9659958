import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tools } from '../../lib/tools.ts';
import type { EndpointIdentity, SshEndpoint } from '../../model/endpoint.ts';
import type { Seen } from '../../model/probe.ts';
import type { RsyncAddress } from '../endpoint.ts';
import { filesFromInput } from '../rsync/files-from.ts';
import { rsyncFailure } from '../rsync/rsync-failure.ts';
import { enteringTrouble, type RsyncPlace } from '../rsync/rsync-list.ts';
import { endedFailure } from '../shared/ended-failure.ts';
import { errorWord } from '../shared/file-failure.ts';
import { IDENTITY_CEILING, IDENTITY_FILE, malformed, parseIdentity } from '../shared/identity-file.ts';
import { rootMissing } from '../shared/root-missing.ts';
import { scratchFile } from '../shared/scratch.ts';

const TEXT_CEILING = 65_536;

/** What rsync is given to fetch the identity file, and nothing larger than one can be. Links are not taken. */
export function identityArguments(address: RsyncAddress, to: string): readonly string[] {
  return ['--from0', '--files-from=-', `--max-size=${IDENTITY_CEILING}`, ...address.options, address.argument, to];
}

/** The identity of a root where only rsync can read: the file is fetched into the scratch directory. */
export async function fetchIdentity(
  root: RsyncPlace & { readonly endpoint: SshEndpoint },
  tools: Tools,
): Promise<Seen<EndpointIdentity>> {
  const directory = scratchFile(tools, 'identity');
  await mkdir(directory);
  const ending = await tools.spawn(
    {
      program: 'rsync',
      args: identityArguments(root.address, `${directory}/`),
      env: root.address.env,
      input: filesFromInput([IDENTITY_FILE]),
      output: { type: 'text', ceiling: TEXT_CEILING },
      limits: tools.limits,
    },
    tools.signal,
  );
  const text = await textOf(join(directory, IDENTITY_FILE));
  await rm(directory, { recursive: true, force: true });
  const at = tools.now();
  if (ending.status === 'ended') return { state: 'unknown', because: endedFailure(ending, `rsync to ${root.endpoint.name}`), at };
  const trouble = enteringTrouble(ending, root);
  if (trouble === 'absent') return { state: 'unknown', because: rootMissing(root.endpoint), at };
  if (trouble !== undefined) return { state: 'unknown', because: trouble, at };
  if (ending.code === 23 && /link_stat ".*" (?:\(in .*\) )?failed: No such file or directory/.test(ending.stderr))
    return { state: 'absent', at };
  if (ending.code !== 0) return { state: 'unknown', because: rsyncFailure(ending, { from: root }), at };
  // It is there, and was not taken.
  if (text === undefined) return { state: 'unknown', because: malformed(root.endpoint), at };
  const identity = parseIdentity(text, root.endpoint);
  return identity.ok ? { state: 'present', value: identity.value, at } : { state: 'unknown', because: identity.error, at };
}

/** Undefined where rsync has brought no file: nothing, or a directory. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorWord(error) === 'ENOENT' || errorWord(error) === 'EISDIR') return undefined;
    throw error;
  }
}
