import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { nameOf } from '../../src/lib/path-bytes.ts';
import { type ModuleSetting, type RsyncDaemon, startRsyncDaemon } from '../components/rsync-daemon.ts';
import { run } from '../components/run.ts';
import { type Sshd, startSshd } from '../components/sshd.ts';
import { dataOf, makeScratch, makeTree, readTree, type Tree, type TreeNode } from '../world.ts';
import { type Ended, type RunOptions, reconcile } from './run.ts';

/** A directory with manifests, in which the program is run; gone at the end of the test. */
export interface Workspace {
  readonly path: string;
  /** An absolute path inside. */
  at(path: string): string;
  /** Writes the only manifest file. */
  declare(...documents: readonly object[]): Promise<void>;
  /** Makes a tree inside, in the notation of world.ts. */
  tree(path: string, nodes: readonly (string | TreeNode)[]): Promise<string>;
  /** The data below a path inside, without what the program keeps for itself. */
  data(path: string): Promise<Tree>;
  /** Everything below a path inside. */
  all(path: string): Promise<Tree>;
  /** What the program has left of its own below a path, but for `.replicas-state.json`, which is to stay. */
  left(path: string): Promise<readonly string[]>;
  run(...args: readonly string[]): Promise<Ended>;
  runWith(options: RunOptions, ...args: readonly string[]): Promise<Ended>;
}

/** A new workspace without manifests. */
export async function makeWorkspace(): Promise<Workspace> {
  const scratch = await makeScratch();
  onTestFinished(() => scratch.remove());
  const { path } = scratch;
  const at = (inside: string): string => join(path, inside);
  return {
    path,
    at,
    async declare(...documents) {
      await mkdir(at('manifests'), { recursive: true });
      await writeFile(at('manifests/all.yaml'), documents.map((document) => `---\n${JSON.stringify(document)}\n`).join(''));
    },
    async tree(inside, nodes) {
      await makeTree(at(inside), nodes);
      return at(inside);
    },
    data: async (inside) => dataOf(await readTree(at(inside))),
    all: (inside) => readTree(at(inside)),
    async left(inside) {
      const paths = [...(await readTree(at(inside))).keys()];
      return paths.filter((it) => it.includes('.replicas-') && nameOf(it) !== '.replicas-state.json');
    },
    run: (...args) => reconcile(path, args),
    runWith: (options, ...args) => reconcile(path, args, options),
  };
}

/** A workspace with a source `source` and a mirror `PoolMirror/m` of it at `replica`, both in one Local endpoint `disk`. */
export async function makeMirror(nodes: readonly (string | TreeNode)[], spec: object = {}): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('disk/source', nodes);
  await workspace.declare(
    local('disk', workspace.at('disk')),
    mirror('m', { source: { endpoint: 'disk', path: 'source' }, replicas: [{ endpoint: 'disk', path: 'replica' }], ...spec }),
  );
  return workspace;
}

/** Declares the mirror `m` of disk:source at disk:first and disk:second. `second`: what else is said of that one; `spec`: of the mirror. */
export function declareTwo(workspace: Workspace, second: object = {}, spec: object = {}): Promise<void> {
  const replicas = [
    { endpoint: 'disk', path: 'first' },
    { endpoint: 'disk', path: 'second', ...second },
  ];
  return workspace.declare(
    local('disk', workspace.at('disk')),
    mirror('m', { source: { endpoint: 'disk', path: 'source' }, replicas, ...spec }),
  );
}

/** Gives everything inside to the account without rights, so that the program can be run by it. */
export async function giveAway(workspace: Workspace): Promise<void> {
  if (process.getuid?.() === 0) await run('chown', ['-hR', '65534:65534', workspace.path]);
}

/** The environment in which rsync moves one megabyte a second: the real one, told so by a stand-in before it in PATH. */
export async function slowly(workspace: Workspace): Promise<Readonly<Record<string, string>>> {
  const directory = workspace.at('slow');
  const rsync = (await run('sh', ['-c', 'command -v rsync'])).stdout.trim();
  await mkdir(directory);
  await writeFile(join(directory, 'rsync'), `#!/bin/sh\nexec ${rsync} --bwlimit=1000 "$@"\n`);
  await chmod(join(directory, 'rsync'), 0o755);
  return { PATH: `${directory}:${process.env.PATH}` };
}

/** A daemon that ends with the test. */
export async function aDaemon(...modules: readonly ModuleSetting[]): Promise<RsyncDaemon> {
  const started = await startRsyncDaemon({ modules });
  onTestFinished(() => started.stop());
  return started;
}

/** An sshd that ends with the test. */
export async function anSshd(): Promise<Sshd> {
  const started = await startSshd();
  onTestFinished(() => started.stop());
  return started;
}

function document(kind: string, name: string, spec: object): object {
  return { apiVersion: 'replicas/v1', kind, metadata: { name }, spec };
}

export function local(name: string, root: string, spec: object = {}): object {
  return document('Endpoint', name, { type: 'Local', root, ...spec });
}

export function daemon(name: string, { host, port }: Pick<RsyncDaemon, 'host' | 'port'>, spec: object = {}): object {
  return document('Endpoint', name, { type: 'RsyncDaemon', host, port, ...spec });
}

interface SshSpec {
  readonly root: string;
  readonly identityFile: string;
  readonly shell?: 'Full' | 'RsyncOnly';
}

export function ssh(name: string, sshd: Sshd, spec: SshSpec): object {
  const { host, port, user, knownHostsFile, configFile } = sshd;
  return document('Endpoint', name, { type: 'Ssh', host, port, user, knownHostsFile, configFile, ...spec });
}

export function mirror(name: string, spec: object): object {
  return document('PoolMirror', name, spec);
}
