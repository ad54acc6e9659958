import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { makeScratch } from '../world.ts';
import { HERE, type Network } from './network.ts';
import { freePort, untilGreeted } from './port.ts';
import { type Running, startProgram } from './program.ts';
import { run } from './run.ts';

/**
 * What a key may do. `shell`: any command, run by `program` (default: the account's shell as sshd starts it) with only
 * the programs in `path`. `rrsync`: nothing but rsync below `directory`. `Ordinary`: without root's rights when the test has them.
 */
export type Grant =
  | { readonly type: 'shell'; readonly path?: string; readonly as?: 'Ordinary' }
  | { readonly type: 'rrsync'; readonly directory: string; readonly mode: 'ReadWrite' | 'ReadOnly'; readonly as?: 'Ordinary' };

export interface Sshd {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly pid: number;
  /** Holds the server's true host key. */
  readonly knownHostsFile: string;
  /** Client settings that keep the person's own ssh configuration, agent and shared connections out. */
  readonly configFile: string;
  /** Lets a new key in and gives the path of its private half. */
  authorize(grant: Grant): Promise<string>;
  /** What leads to a refusal: a key that is not let in, a list without this host, and one with another key for it. */
  stranger(): Promise<Stranger>;
  log(): string;
  stop(): Promise<void>;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

interface Stranger {
  readonly key: string;
  readonly emptyHostsFile: string;
  readonly knownHostsFile: string;
}

export const RRSYNC = '/usr/bin/rrsync';
/** Gives up root's rights for the program that follows. */
export const AS_NOBODY: readonly string[] = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

const ATTEMPTS = 5;

/**
 * Starts a real sshd on a free port, of the loopback interface where no other is named, as a child, for logins as oneself; root or
 * not. Ready when this returns.
 */
export async function startSshd(network: Network = HERE): Promise<Sshd> {
  const { host } = network;
  const scratch = await makeScratch();
  const { path } = scratch;
  await makeKey(join(path, 'hostkey'));
  const authorized = join(path, 'authorized_keys');
  await writeFile(authorized, '', { mode: 0o644 });
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const running = await launch(path, network, port);
    if ((await untilGreeted({ host, port }, 'SSH-2.0', running)) === 'ended') {
      if (attempt === ATTEMPTS) throw new Error(`sshd did not start: ${running.log()}`);
      continue;
    }
    const stop = async (): Promise<void> => {
      await running.stop();
      await scratch.remove();
    };
    let keys = 0;
    const authorize = async (grant: Grant): Promise<string> => {
      keys += 1;
      const key = join(path, `id-${keys}`);
      await makeKey(key);
      await appendFile(authorized, `${restriction(grant)}${await readFile(`${key}.pub`, 'utf8')}`);
      return key;
    };
    const clientFiles = await writeClientFiles(path, { host, port });
    const { pid, log } = running;
    const user = userInfo().username;
    return { host, port, user, pid, ...clientFiles, authorize, stranger: () => makeStranger(path, { host, port }), log, stop };
  }
}

async function launch(directory: string, network: Network, port: number): Promise<Running> {
  const config = join(directory, 'sshd_config');
  const lines = [
    `ListenAddress ${network.host}`,
    `Port ${port}`,
    `HostKey ${join(directory, 'hostkey')}`,
    'PidFile none',
    `AuthorizedKeysFile ${join(directory, 'authorized_keys')}`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 200',
    'LogLevel VERBOSE',
    'UseDNS no',
  ];
  // Newer servers lock an address out after a few refused logins, which these tests cause on purpose; older ones do not know the word.
  await writeFile(config, `${[...lines, 'PerSourcePenalties no'].join('\n')}\n`);
  const known = await run(sshdProgram(), ['-t', '-f', config]);
  if (known.code !== 0) await writeFile(config, `${lines.join('\n')}\n`);
  const [program = '', ...args] = [...network.within, sshdProgram(), '-D', '-e', '-f', config];
  return startProgram(program, args);
}

/** The absolute path of sshd, which refuses to start by any other. */
export function sshdProgram(): string {
  return ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find((path) => existsSync(path)) ?? '/usr/sbin/sshd';
}

async function makeKey(path: string): Promise<void> {
  const made = await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
  if (made.code !== 0) throw new Error(made.stderr);
}

async function writeClientFiles(directory: string, at: Address): Promise<Pick<Sshd, 'knownHostsFile' | 'configFile'>> {
  const knownHostsFile = join(directory, 'known_hosts');
  await writeFile(knownHostsFile, await knownHost(join(directory, 'hostkey'), at));
  const configFile = join(directory, 'ssh_config');
  const settings = [
    'IdentitiesOnly yes',
    'IdentityAgent none',
    'GlobalKnownHostsFile /dev/null',
    'UpdateHostKeys no',
    'ControlMaster no',
    'ControlPath none',
  ];
  await writeFile(configFile, `Host *\n${settings.map((line) => `  ${line}\n`).join('')}`);
  return { knownHostsFile, configFile };
}

async function makeStranger(directory: string, at: Address): Promise<Stranger> {
  const key = join(directory, 'stranger');
  await makeKey(key);
  const knownHostsFile = join(directory, 'other_hosts');
  await writeFile(knownHostsFile, await knownHost(key, at));
  const emptyHostsFile = join(directory, 'empty_hosts');
  await writeFile(emptyHostsFile, '');
  return { key, emptyHostsFile, knownHostsFile };
}

/** The line of known_hosts that gives this server the key whose private half is `path`. */
async function knownHost(path: string, { host, port }: Address): Promise<string> {
  const [type, key] = (await readFile(`${path}.pub`, 'utf8')).split(' ');
  return `[${host}]:${port} ${type} ${key}\n`;
}

/** The options that stand before a key in authorized_keys. */
function restriction(grant: Grant): string {
  const drop = grant.as === 'Ordinary' && process.getuid?.() === 0 ? [...AS_NOBODY] : [];
  if (grant.type === 'rrsync') {
    const words = [...drop, RRSYNC, ...(grant.mode === 'ReadOnly' ? ['-ro'] : []), grant.directory];
    return `restrict,command="${words.join(' ')}" `;
  }
  if (drop.length === 0 && grant.path === undefined) return 'restrict ';
  const path = grant.path === undefined ? [] : ['/usr/bin/env', '-i', `PATH=${grant.path}`];
  return `restrict,command="exec ${[...drop, ...path, '/bin/sh', '-c', '\\"$SSH_ORIGINAL_COMMAND\\"'].join(' ')}" `;
}
