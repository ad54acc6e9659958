import { ROOT } from '../../lib/path-bytes.ts';
import type { Tools } from '../../lib/tools.ts';
import { formatBytes } from '../../lib/units.ts';
import type { EndpointIdentity, SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { Seen } from '../../model/probe.ts';
import type { CheckStep } from '../endpoint.ts';
import { rsyncHereStep, rsyncThereStep } from '../rsync/rsync-version.ts';
import { stepsUntilFailed } from '../shared/check-steps.ts';
import { identityStep } from '../shared/identity-step.ts';
import { READ_ONLY } from '../shared/read-only-text.ts';
import { lookTrouble } from './far-complaint.ts';
import { farFunctions } from './far-shell.ts';
import { runRemote, type Section } from './remote-script.ts';
import { shellQuote } from './shell-quote.ts';

/** What `test` says of a host with a shell. Everything is asked in one remote command; nothing is written. */
export async function checkSsh(
  endpoint: SshEndpoint,
  identity: () => Promise<Seen<EndpointIdentity>>,
  tools: Tools,
): Promise<readonly CheckStep[]> {
  const functions = farFunctions(endpoint);
  const here = await rsyncHereStep(tools);
  const ran = await runRemote(
    endpoint,
    [
      `${functions}\nenter_root; pwd -P`,
      `${shellQuote(endpoint.rsyncPath)} --version`,
      'find . -maxdepth 0 -printf ok',
      `${functions}\nenter_root; [ -r . ] && [ -x . ] || exit 1; if [ -w . ]; then echo writable; fi`,
      `${functions}\nenter_root; df -P -k .`,
    ],
    tools,
  );
  if (!ran.ok) return stepsUntilFailed([here, { name: 'login', result: { status: 'failed', failure: ran.error } }]);
  const [root, rsync, find, access, space] = ran.value;
  if (root === undefined || rsync === undefined || find === undefined || access === undefined || space === undefined)
    throw new Error('five scripts, five sections');
  return stepsUntilFailed([
    here,
    { name: 'login', result: { status: 'ok', detail: loginText(endpoint) } },
    rootStep(endpoint, root),
    rsyncThereStep(endpoint.name, rsync.stdout.toString('latin1')),
    findStep(endpoint, find),
    accessStep(endpoint, access),
    identityStep(endpoint, await identity()),
    { name: 'free space', result: { status: 'ok', detail: spaceText(space.stdout.toString('latin1')) } },
  ]);
}

function rootStep(endpoint: SshEndpoint, section: Section): CheckStep {
  if (section.exit === 0) return { name: 'root', result: { status: 'ok', detail: section.stdout.toString('utf8').trimEnd() } };
  const failure = lookTrouble({ endpoint, path: ROOT }, section);
  if (failure === 'absent') throw new Error('a root is never absent');
  return { name: 'root', result: { status: 'failed', failure } };
}

function findStep(endpoint: SshEndpoint, section: Section): CheckStep {
  if (section.stdout.toString('latin1') === 'ok') return { name: 'find there', result: { status: 'ok', detail: 'GNU find' } };
  const failure: Failure = {
    code: 'endpoint.unusable',
    message: `${endpoint.name}: GNU find was not found there`,
    hint: 'Install findutils there, or declare the endpoint with `shell: RsyncOnly`.',
    retry: 'person',
    blame: 'from',
  };
  return { name: 'find there', result: { status: 'failed', failure } };
}

function accessStep(endpoint: SshEndpoint, section: Section): CheckStep {
  const name = 'permissions';
  if (section.stdout.toString('latin1').includes('writable')) {
    return { name, result: { status: 'ok', detail: 'readable and writable' } };
  }
  if (section.exit === 0) return { name, result: { status: 'ok', detail: READ_ONLY } };
  const failure: Failure = {
    code: 'endpoint.access',
    message: `${endpoint.name}: its root ${endpoint.root} cannot be read by this account`,
    hint: 'Give the account the permission to read and enter it.',
    retry: 'person',
    blame: 'from',
  };
  return { name, result: { status: 'failed', failure } };
}

function loginText(endpoint: SshEndpoint): string {
  return endpoint.user === undefined ? endpoint.host : `${endpoint.user}@${endpoint.host}`;
}

/** The available bytes in what `df -P -k` prints: the third number before the percentage. */
function spaceText(printed: string): string {
  const available = /\s\d+\s+\d+\s+(\d+)\s+\d+%\s/.exec(printed)?.[1];
  return available === undefined ? 'not known' : formatBytes(Number(available) * 1024);
}
