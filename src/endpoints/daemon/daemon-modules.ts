import { decodeRsyncName } from '../../inventory/rsync-name.ts';
import { ROOT, utf8Of } from '../../lib/path-bytes.ts';
import type { Tools } from '../../lib/tools.ts';
import type { DaemonModule, RsyncDaemonEndpoint } from '../../model/endpoint.ts';
import { showPath } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import { rsyncFailure } from '../rsync/rsync-failure.ts';
import { endedFailure } from '../shared/ended-failure.ts';
import { daemonAddress } from './daemon-address.ts';
import { passwordFileTrouble } from './password-file.ts';

const CEILING = 16 * 1024 * 1024;

/** The modules that a daemon offers, in its order. */
export async function listModules(endpoint: RsyncDaemonEndpoint, tools: Tools): Promise<Seen<readonly DaemonModule[]>> {
  const trouble = await passwordFileTrouble(endpoint);
  if (trouble !== undefined) return { state: 'unknown', because: trouble, at: tools.now() };
  const { argument, options, env } = daemonAddress(endpoint, ROOT);
  const ending = await tools.spawn(
    { program: 'rsync', args: [...options, argument], env, output: { type: 'text', ceiling: CEILING }, limits: tools.limits },
    tools.signal,
  );
  const at = tools.now();
  if (ending.status === 'ended') return { state: 'unknown', because: endedFailure(ending, `rsync to ${endpoint.name}`), at };
  if (ending.code !== 0) return { state: 'unknown', because: rsyncFailure(ending, { from: { endpoint, path: ROOT } }), at };
  return { state: 'present', value: modulesIn(ending.stdout), at };
}

/** The modules in what rsync prints: names filled up to 15 columns, a tab, the comment. The daemon's greeting comes before. */
function modulesIn(printed: string): readonly DaemonModule[] {
  return printed.split('\n').flatMap((line) => {
    const match = /^([^\t]{15,})\t(.*)$/.exec(line);
    const [, name = '', comment = ''] = match ?? [];
    return match === null ? [] : [{ name: shown(name.trimEnd()), comment: shown(comment) }];
  });
}

function shown(printed: string): string {
  const bytes = decodeRsyncName(printed);
  return utf8Of(bytes) ?? showPath(bytes);
}
