import { connect } from 'node:net';
import type { Tools } from '../../lib/tools.ts';
import type { RsyncDaemonEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { CheckStep } from '../endpoint.ts';
import { rsyncHereStep } from '../rsync/rsync-version.ts';
import { stepsUntilFailed } from '../shared/check-steps.ts';
import { listModules } from './daemon-modules.ts';
import { passwordFileTrouble } from './password-file.ts';

const GREETING_MS = 5000;
const GREETING_CEILING = 4096;

/** What `test` says of a daemon. Whether the password is right shows only where a module is looked at. */
export async function checkDaemon(endpoint: RsyncDaemonEndpoint, tools: Tools): Promise<readonly CheckStep[]> {
  const before = stepsUntilFailed([await rsyncHereStep(tools), await passwordStep(endpoint)]);
  // A password file that others can read is refused before any connection.
  if (before.some(isFailed)) return before;
  const steps = [...before, await greetingStep(endpoint, tools.signal)];
  if (steps.some(isFailed)) return steps;
  const modules = await listModules(endpoint, tools);
  if (modules.state === 'unknown') return [...steps, { name: 'modules', result: { status: 'failed', failure: modules.because } }];
  const names = modules.state === 'present' ? modules.value.map(({ name }) => name) : [];
  return [
    ...steps,
    { name: 'modules', result: { status: 'ok', detail: names.length === 0 ? NONE : names.join(', ') } },
    { name: 'login', result: { status: 'ok', detail: NOT_TRIED } },
  ];
}

/** A daemon asks for the password when a module is entered, and not before. */
const NOT_TRIED = 'not tried: only a module asks for the password; to try it, run: reconcile test KIND/NAME';

const NONE =
  'none are shown: it hides them, or offers nothing to this host; ask the people who run it for the name of the module';

function isFailed({ result }: CheckStep): boolean {
  return result.status === 'failed';
}

async function passwordStep(endpoint: RsyncDaemonEndpoint): Promise<CheckStep> {
  const name = 'password file';
  const failure = await passwordFileTrouble(endpoint);
  if (failure !== undefined) return { name, result: { status: 'failed', failure } };
  return { name, result: { status: 'ok', detail: endpoint.passwordFile ?? 'none is declared' } };
}

/** Asks the daemon for its first line: `@RSYNCD: 32.0 …`, its protocol. Its release it does not tell. */
async function greetingStep(endpoint: RsyncDaemonEndpoint, signal: AbortSignal): Promise<CheckStep> {
  const name = 'daemon';
  const said = await firstLine(endpoint, signal);
  const protocol = /^@RSYNCD: (\d+(?:\.\d+)?)/.exec(said.text)?.[1];
  if (protocol !== undefined)
    return { name, result: { status: 'ok', detail: `answers with protocol ${protocol}${age(Number(protocol))}` } };
  return { name, result: { status: 'failed', failure: noDaemon(endpoint, said.trouble) } };
}

/** Protocol 32 came with rsync 3.4.0. */
function age(protocol: number): string {
  return protocol < 32 ? ': its rsync is older than 3.4; ask the people who run it to upgrade' : '';
}

function firstLine(
  { host, port }: RsyncDaemonEndpoint,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly trouble: string }> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: GREETING_MS });
    let text = '';
    const end = (trouble: string): void => {
      signal.removeEventListener('abort', cancel);
      socket.destroy();
      resolve({ text, trouble });
    };
    const cancel = (): void => end('cancelled');
    signal.addEventListener('abort', cancel, { once: true });
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.includes('\n') || text.length > GREETING_CEILING) end('it does not speak as an rsync daemon does');
    });
    socket.on('timeout', () => end(`no answer within ${GREETING_MS} ms`));
    socket.on('error', (error) => end(error.message));
    socket.on('close', () => end('it hung up without a word'));
  });
}

function noDaemon(endpoint: RsyncDaemonEndpoint, trouble: string): Failure {
  return {
    code: 'endpoint.unreachable',
    message: `${endpoint.name}: no rsync daemon answers at ${endpoint.host} port ${endpoint.port} (${trouble})`,
    hint: 'Check host and port; a firewall on the way must let the port through. Ask the people who run the daemon whether it is up.',
    retry: 'later',
    blame: 'from',
  };
}
