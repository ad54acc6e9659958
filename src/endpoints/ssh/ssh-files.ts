import { Buffer } from 'node:buffer';
import { type PathBytes, ROOT, staysInside } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Location, SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import type { Fence, FileAccess } from '../endpoint.ts';
import { leaseLost } from '../shared/fence.ts';
import { forbiddenPath } from '../shared/file-failure.ts';
import { CLAIM_PATTERN } from '../shared/lease-owner.ts';
import { isOurs } from '../shared/ours.ts';
import { tooLarge } from '../shared/small-file.ts';
import { TEMPORARY_MINUTES, TEMPORARY_PATTERN, temporaryName } from '../shared/temporary.ts';
import { type ToldStep, told } from '../shared/told.ts';
import { complaintWord, lookTrouble, writeTrouble } from './far-complaint.ts';
import { fenceFunction } from './far-fence.ts';
import { FAR_EXIT, farFunctions, goStrictly, inParentOf } from './far-shell.ts';
import { type RunScripts, runRemote, type Section } from './remote-script.ts';
import { installRemotely } from './ssh-install.ts';
import { restoreRemotely } from './ssh-restore.ts';
import { retireRemotely } from './ssh-retire.ts';

/** Single files below a root at the far side, by scripts. Parents are entered without passing a link. */
export function sshFiles(endpoint: SshEndpoint, tools: Tools, run: RunScripts = alone(endpoint, tools)): FileAccess {
  const far: Far = { endpoint, tools, run };
  return {
    read: (path, ceiling) => read(far, path, ceiling),
    create: (path, content) => create(far, path, content),
    replace: (path, content, fence) => replace(far, path, { content, fence }),
    remove: (path, fence) => removing(far, path, { how: 'rm -f', fence }),
    retire: (path, entries, into, fence) => retireRemotely({ place: { endpoint, path }, entries, fence, tools }, into),
    install: (path, exchange, fence) => installRemotely({ place: { endpoint, path }, fence, tools }, exchange),
    restore: (path, entries, from, fence) => restoreRemotely({ place: { endpoint, path }, entries, fence, tools }, from),
    erase: (path, fence) => erase(far, path, fence),
    sweep: (path) => sweep(far, path),
  };
}

interface Far {
  readonly endpoint: SshEndpoint;
  readonly tools: Tools;
  readonly run: RunScripts;
}

/** Each in a remote command of its own. */
function alone(endpoint: SshEndpoint, tools: Tools): RunScripts {
  return (scripts) => runRemote(endpoint, scripts, tools);
}

async function read(far: Far, path: PathBytes, ceiling: number): Promise<Seen<Uint8Array>> {
  const place = { endpoint: far.endpoint, path };
  const { go, name } = inParentOf(path);
  const look = [
    `[ ! -L ${name} ] || exit ${FAR_EXIT.noFile}`,
    `ls -d -- ${name} >/dev/null || exit ${FAR_EXIT.noDirectory}`,
    `[ -f ${name} ] || exit ${FAR_EXIT.noFile}`,
    `head -c ${ceiling + 1} -- ${name} || exit ${FAR_EXIT.failed}`,
  ];
  const ran = await runIn(far, path, [go, ...look]);
  const at = far.tools.now();
  if (!ran.ok) return { state: 'unknown', because: ran.error, at };
  if (ran.value.exit === 0) {
    const { stdout } = ran.value;
    return stdout.length > ceiling
      ? { state: 'unknown', because: tooLarge(showLocation(place), ceiling), at }
      : { state: 'present', value: stdout, at };
  }
  const trouble = lookTrouble(place, ran.value);
  return trouble === 'absent' ? { state: 'absent', at } : { state: 'unknown', because: trouble, at };
}

async function create(far: Far, path: PathBytes, content: Uint8Array): Promise<Result<'created' | 'exists', Failure>> {
  const { go, name } = inParentOf(path);
  const temporary = `./${temporaryName()}`;
  const ran = await change(far, { what: 'write', path }, [
    go,
    ...written(temporary, content),
    // link(2): whole at once, and it never replaces.
    `said=$(ln -T -- ${temporary} ${name} 2>&1); made=$?; rm -f -- ${temporary}`,
    `[ "$made" -eq 0 ] || { printf '%s\\n' "$said" >&2; exit ${FAR_EXIT.failed}; }`,
  ]);
  if (!ran.ok) return ran;
  if (ran.value.exit === 0) return ok('created');
  if (ran.value.exit === FAR_EXIT.failed && complaintWord(ran.value.stderr ?? '') === 'EEXIST') return ok('exists');
  return err(writeTrouble({ endpoint: far.endpoint, path }, ran.value));
}

async function replace(
  far: Far,
  path: PathBytes,
  { content, fence }: { readonly content: Uint8Array; readonly fence: Fence | undefined },
): Promise<Result<void, Failure>> {
  const { go, name } = inParentOf(path);
  const temporary = `./${temporaryName()}`;
  const ran = await change(far, { what: 'write', path }, [
    ...(fence === undefined ? [] : [fenceFunction(fence)]),
    go,
    ...written(temporary, content),
    ...(fence === undefined ? [] : [`( holds 0 ) || { rm -f -- ${temporary}; exit ${FAR_EXIT.leaseLost}; }`]),
    `mv -f -T -- ${temporary} ${name} || { said=$?; rm -f -- ${temporary}; exit $said; }`,
  ]);
  if (ran.ok && ran.value.exit === FAR_EXIT.leaseLost) return err(leaseLost(showLocation({ endpoint: far.endpoint, path })));
  return settled(far, path, ran);
}

/** Lines that make a file of `content`, on the disk, or leave none. The bytes go as base64: a shell's words hold no NUL. */
function written(temporary: string, content: Uint8Array): readonly string[] {
  const text = Buffer.from(content).toString('base64');
  const lines = text.match(/.{1,76}/g) ?? [];
  return [
    'umask 022',
    `base64 -d > ${temporary} <<'END' || { rm -f -- ${temporary}; exit ${FAR_EXIT.notMade}; }`,
    ...lines,
    'END',
    // An older sync takes no file and syncs all: slower, and as safe.
    `sync -- ${temporary} 2>/dev/null || sync`,
  ];
}

function erase(far: Far, path: PathBytes, fence: Fence | undefined): Promise<Result<void, Failure>> {
  if (isOurs(path)) return removing(far, path, { how: 'rm -r -f', fence });
  return Promise.resolve(err(forbiddenPath(showLocation({ endpoint: far.endpoint, path }))));
}

/** What killed writers left in the working directory; what cannot be removed stays: it harms nothing. */
export const SWEEP: string = `find . -maxdepth 1 \\( -name '${TEMPORARY_PATTERN}' -o -name '${CLAIM_PATTERN}' \\) -type f -mmin +${TEMPORARY_MINUTES} -exec rm -f -- {} + 2>/dev/null`;

async function sweep(far: Far, path: PathBytes): Promise<Result<void, Failure>> {
  const lines = [goStrictly(path), SWEEP, 'exit 0'];
  // The root itself is no file of ours, but may hold some.
  const run = (): Promise<Result<Section, Failure>> => (path === ROOT ? runLines(far, lines) : runIn(far, path, lines));
  return settled(far, path, await told(far.tools, { what: 'remove', at: { endpoint: far.endpoint, path } }, run));
}

/** What is gone already, its parents too, is no error. */
async function removing(
  far: Far,
  path: PathBytes,
  { how, fence }: { readonly how: 'rm -f' | 'rm -r -f'; readonly fence: Fence | undefined },
): Promise<Result<void, Failure>> {
  const { go, name } = inParentOf(path);
  const guard = fence === undefined ? [] : [fenceFunction(fence), 'holds 0'];
  const ran = await change(far, { what: 'remove', path }, [...guard, go, `${how} -- ${name}`]);
  if (ran.ok && ran.value.exit === FAR_EXIT.leaseLost) return err(leaseLost(showLocation({ endpoint: far.endpoint, path })));
  if (ran.ok && ran.value.exit === FAR_EXIT.noDirectory && complaintWord(ran.value.stderr ?? '') === 'ENOENT')
    return ok(undefined);
  return settled(far, path, ran);
}

function settled(far: Far, path: PathBytes, ran: Result<Section, Failure>): Result<void, Failure> {
  if (!ran.ok) return ran;
  return ran.value.exit === 0 ? ok(undefined) : err(writeTrouble({ endpoint: far.endpoint, path }, ran.value));
}

function change(
  far: Far,
  { what, path }: { readonly what: ToldStep['what']; readonly path: PathBytes },
  lines: readonly string[],
): Promise<Result<Section, Failure>> {
  return told(far.tools, { what, at: { endpoint: far.endpoint, path } }, () => runIn(far, path, lines));
}

async function runIn(far: Far, path: PathBytes, lines: readonly string[]): Promise<Result<Section, Failure>> {
  const place: Location = { endpoint: far.endpoint, path };
  return staysInside(path) ? runLines(far, lines) : err(forbiddenPath(showLocation(place)));
}

async function runLines(far: Far, lines: readonly string[]): Promise<Result<Section, Failure>> {
  const ran = await far.run([[farFunctions(far.endpoint), ...lines].join('\n')]);
  if (!ran.ok) return ran;
  const [section] = ran.value;
  if (section === undefined) throw new Error('one script, one section');
  return ok(section);
}
