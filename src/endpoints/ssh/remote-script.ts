import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { encodeRsyncName } from '../../inventory/rsync-name.ts';
import { fromLatin1 } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { takeListing } from '../shared/listing-file.ts';
import { sshArguments } from './ssh-command.ts';
import { sshFailure } from './ssh-failure.ts';

/** What one part of a script said. `stderr` is undefined where its beginning was lost to the length of what others said. */
export interface Section {
  readonly stdout: Buffer;
  readonly stderr: string | undefined;
  readonly exit: number;
}

/** Runs scripts at the far side, and gives a section for each. */
export type RunScripts = (scripts: readonly string[]) => Promise<Result<readonly Section[], Failure>>;

/** Any login shell, csh and fish too, reads this the same way. */
const REMOTE_COMMAND = 'exec sh -s';

/**
 * Runs scripts at the far side, one after another over one connection, each in a subshell of its own with nothing on stdin.
 * Scripts are bytes (one character each) and go over stdin: nothing is in an argument list, and any name passes, quoted by
 * `shellQuote`. A marker that nobody can foresee keeps each answer apart from the others' and from what the login prints.
 */
export async function runRemote(
  endpoint: SshEndpoint,
  scripts: readonly string[],
  tools: Tools,
): Promise<Result<readonly Section[], Failure>> {
  const args = sshArguments(endpoint, REMOTE_COMMAND);
  if (!args.ok) return args;
  const marker = randomBytes(16).toString('hex');
  const printed = await takeListing(
    {
      program: 'ssh',
      args: args.value,
      input: Buffer.from(framedScript(marker, scripts), 'latin1'),
      limits: tools.limits,
    },
    `ssh to ${endpoint.name}`,
    tools,
  );
  if (!printed.ok) return printed;
  const { raw, ending } = printed.value;
  const sections = sectionsIn({ stdout: raw, stderr: ending.stderr, marker, count: scripts.length });
  if (sections !== undefined) return ok(sections);
  return err(ending.code === 255 ? sshFailure(ending.stderr, endpoint) : noAnswer(endpoint, ending.stderr));
}

/**
 * The whole script. It stands in one pair of braces, so that nothing of it runs before all of it has arrived: a cut
 * connection cannot make a shorter command of it.
 */
export function framedScript(marker: string, scripts: readonly string[]): string {
  const lines = ['{', 'LC_ALL=C TZ=UTC0; export LC_ALL TZ', 'unset CDPATH POSIXLY_CORRECT'];
  for (const [position, script] of scripts.entries()) {
    const [begin, end] = [`${marker} begin ${position}`, `${marker} end ${position}`];
    lines.push(`echo '${begin}'; echo '${begin}' >&2`, '(', script, ') </dev/null', `echo "${end} $?"; echo '${end}' >&2`);
  }
  return `${[...lines, 'exit 0', '}'].join('\n')}\n`;
}

interface Answer {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly marker: string;
  readonly count: number;
}

/** The parts of an answer; undefined when one is missing or cut short. */
function sectionsIn(answer: Answer): readonly Section[] | undefined {
  const sections: Section[] = [];
  let at = 0;
  for (let position = 0; position < answer.count; position++) {
    const section = sectionAt(answer, position, at);
    if (section === undefined) return undefined;
    sections.push(section.section);
    at = section.end;
  }
  return sections;
}

function sectionAt(
  answer: Answer,
  position: number,
  from: number,
): { readonly section: Section; readonly end: number } | undefined {
  const begin = `${answer.marker} begin ${position}\n`;
  const end = `${answer.marker} end ${position} `;
  const beginAt = answer.stdout.indexOf(begin, from);
  const endAt = beginAt < 0 ? -1 : answer.stdout.indexOf(end, beginAt);
  const newline = endAt < 0 ? -1 : answer.stdout.indexOf('\n', endAt);
  if (newline < 0) return undefined;
  const section = {
    stdout: answer.stdout.subarray(beginAt + begin.length, endAt),
    stderr: complaints(answer, position),
    exit: Number(answer.stdout.toString('latin1', endAt + end.length, newline)),
  };
  return { section, end: newline + 1 };
}

function complaints({ stderr, marker }: Answer, position: number): string | undefined {
  const begin = `${marker} begin ${position}\n`;
  const beginAt = stderr.indexOf(begin);
  const endAt = stderr.indexOf(`${marker} end ${position}\n`);
  return beginAt < 0 || endAt < 0 ? undefined : stderr.slice(beginAt + begin.length, endAt);
}

function noAnswer(endpoint: SshEndpoint, stderr: string): Failure {
  const said = encodeRsyncName(fromLatin1(stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? ''));
  return {
    code: 'endpoint.unusable',
    message: `${endpoint.name}: the account does not run a shell for us${said === '' ? '' : ` (${said})`}`,
    hint: 'With `shell: Full` it needs sh, coreutils, find and rsync. If it may only run rsync, declare `shell: RsyncOnly`.',
    retry: 'person',
    blame: 'from',
  };
}
