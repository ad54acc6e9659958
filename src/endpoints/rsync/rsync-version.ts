import type { Tools } from '../../lib/tools.ts';
import type { CheckStep } from '../endpoint.ts';
import { endedFailure } from '../shared/ended-failure.ts';
import { noRsyncThere } from './no-rsync-there.ts';

type Version = readonly [major: number, minor: number, patch: number];

/** From here on rsync guards a pulling client against a hostile daemon. */
const SAFE: Version = [3, 5, 0];

/** The oldest that knows what is asked of the far side. */
const FAR_AT_LEAST: Version = [3, 1, 2];

const TEXT_CEILING = 65_536;

/** The version in what `rsync --version` prints, or undefined. */
function rsyncVersionIn(text: string): Version | undefined {
  const match = /^rsync\s+version v?(\d+)\.(\d+)\.(\d+)/m.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** What `test` says of our own rsync. */
export async function rsyncHereStep(tools: Tools): Promise<CheckStep> {
  const name = 'rsync here';
  const ending = await tools.spawn(
    { program: 'rsync', args: ['--version'], output: { type: 'text', ceiling: TEXT_CEILING }, limits: tools.limits },
    tools.signal,
  );
  if (ending.status === 'ended') return { name, result: { status: 'failed', failure: endedFailure(ending, 'rsync --version') } };
  const version = rsyncVersionIn(ending.stdout);
  if (version === undefined) return { name, result: { status: 'ok', detail: 'its version is not known' } };
  const text = version.join('.');
  const detail = isBelow(version, SAFE)
    ? `${text}; below 3.5.0 a hostile daemon can harm a pulling client: upgrade, and until then pull only from daemons that you trust`
    : text;
  return { name, result: { status: 'ok', detail } };
}

/** What `test` says of the rsync at the far side of an ssh connection. `printed`: what its --version printed. */
export function rsyncThereStep(endpointName: string, printed: string): CheckStep {
  const name = 'rsync there';
  const version = rsyncVersionIn(printed);
  if (version !== undefined && !isBelow(version, FAR_AT_LEAST)) {
    return { name, result: { status: 'ok', detail: version.join('.') } };
  }
  return {
    name,
    result: {
      status: 'failed',
      failure:
        version === undefined
          ? noRsyncThere(endpointName)
          : { ...noRsyncThere(endpointName), message: `${endpointName}: its rsync ${version.join('.')} is too old` },
    },
  };
}

function isBelow(version: Version, other: Version): boolean {
  const at = version.findIndex((part, position) => part !== other[position]);
  return at >= 0 && (version[at] ?? 0) < (other[at] ?? 0);
}
