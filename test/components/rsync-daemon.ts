import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeScratch } from '../world.ts';
import { HERE, type Network } from './network.ts';
import { freePort, untilGreeted } from './port.ts';
import { type Running, startProgram } from './program.ts';

/** One module of a daemon. With a user, only that user with that password may enter. */
export interface ModuleSetting {
  readonly name: string;
  readonly path: string;
  readonly comment?: string;
  readonly login?: { readonly user: string; readonly password: string };
  /** Default: only reading. */
  readonly access?: 'ReadOnly' | 'ReadWrite';
  /** Default: shown in the list of modules. */
  readonly listed?: 'Shown' | 'Hidden';
  readonly hostsDeny?: string;
  /** Whose rights the module has when the test runs as root; default root's. */
  readonly as?: 'Ordinary';
  /** Further lines of rsyncd.conf(5), as they are written there. */
  readonly settings?: readonly string[];
}

export interface RsyncDaemon {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  log(): string;
  stop(): Promise<void>;
}

const ATTEMPTS = 5;

/** Starts a real rsync daemon on a free port, of the loopback interface where no other is named, as a child; ready when this returns. */
export async function startRsyncDaemon(setting: {
  readonly modules: readonly ModuleSetting[];
  readonly port?: number;
  readonly network?: Network;
}): Promise<RsyncDaemon> {
  const network = setting.network ?? HERE;
  const { host } = network;
  const scratch = await makeScratch();
  for (let attempt = 1; ; attempt += 1) {
    const port = setting.port ?? (await freePort());
    const running = await launch(scratch.path, { network, port }, setting.modules);
    if ((await untilGreeted({ host, port }, '@RSYNCD:', running)) === 'ready') {
      const stop = async (): Promise<void> => {
        await running.stop();
        await scratch.remove();
      };
      return { host, port, pid: running.pid, log: running.log, stop };
    }
    // Somebody else took the port between our asking and the daemon's binding.
    if (attempt === ATTEMPTS || setting.port !== undefined) throw new Error(`rsync --daemon did not start: ${running.log()}`);
  }
}

async function launch(
  directory: string,
  { network, port }: { readonly network: Network; readonly port: number },
  modules: readonly ModuleSetting[],
): Promise<Running> {
  const config = join(directory, 'rsyncd.conf');
  const texts: string[] = [];
  for (const module of modules) texts.push(await moduleText(directory, module));
  const head = [
    `address = ${network.host}`,
    `port = ${port}`,
    'use chroot = no',
    'reverse lookup = no',
    `lock file = ${join(directory, 'lock')}`,
    'log file = /dev/stderr',
  ];
  await writeFile(config, `${head.join('\n')}\n${texts.join('')}`);
  const [program = 'rsync', ...args] = [...network.within, 'rsync', '--daemon', '--no-detach', `--config=${config}`];
  return startProgram(program, args);
}

async function moduleText(directory: string, module: ModuleSetting): Promise<string> {
  const lines = [`path = ${module.path}`, `read only = ${module.access === 'ReadWrite' ? 'no' : 'yes'}`];
  if (module.comment !== undefined) lines.push(`comment = ${module.comment}`);
  if (module.listed === 'Hidden') lines.push('list = no');
  if (module.hostsDeny !== undefined) lines.push(`hosts deny = ${module.hostsDeny}`);
  if (process.getuid?.() === 0)
    lines.push(...(module.as === 'Ordinary' ? ['uid = nobody', 'gid = *'] : ['uid = root', 'gid = root']));
  if (module.login !== undefined) {
    const secrets = join(directory, `${module.name}.secrets`);
    await writeFile(secrets, `${module.login.user}:${module.login.password}\n`, { mode: 0o600 });
    lines.push(`auth users = ${module.login.user}`, `secrets file = ${secrets}`);
  }
  return `[${module.name}]\n${[...lines, ...(module.settings ?? [])].map((line) => `    ${line}\n`).join('')}`;
}
