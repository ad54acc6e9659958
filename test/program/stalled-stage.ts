import { mkdir } from 'node:fs/promises';
import { expect, onTestFinished, vi } from 'vitest';
import type { Network } from '../components/network.ts';
import { descendantsOf, type Process, processesWith } from '../components/processes.ts';
import { startRsyncDaemon } from '../components/rsync-daemon.ts';
import { run } from '../components/run.ts';
import { startSshd } from '../components/sshd.ts';
import { type Started, start } from './run.ts';
import { daemon, local, makeWorkspace, mirror, slowly, ssh, type Workspace } from './workspace.ts';

const PATIENCE = { stalledAfter: '3s' };
/** Three seconds without progress, TERM, two seconds, KILL; and whatever else is asked of that place before the pass ends is told the same. */
const LIMIT_MS = 40_000;
/** For one test: it waits for what is slow on purpose. */
export const TEST_MS: number = 120_000;

/** Which of the two places is the remote one: the source of a pull, the replica of a push. */
export type Direction = 'pull' | 'push';

/** A mirror of `from/data` at `to/copy`, of which one is remote. */
export interface Stage extends Workspace {
  /** Starts a pass that moves 1 MB a second, and waits until the big file is on its way. */
  begin(env?: Readonly<Record<string, string>>): Promise<Started>;
  /** Declares the same with the usual patience: for a pass on a busy machine that nothing hinders. */
  relax(): Promise<void>;
  /** The server that stands between: its descendants serve the connections. */
  readonly serverPid: number;
}

/** What is between: the endpoint as a document, on which side it is, and the server behind it. */
interface Remote {
  readonly remote: (spec: object) => object;
  readonly pid: number;
  readonly side: 'from' | 'to';
  readonly module?: string;
}

async function makeStage(declare: (workspace: Workspace) => Promise<Remote>): Promise<Stage> {
  const workspace = await makeWorkspace();
  await workspace.tree('from/data', ['a = one', 'z/z = two']);
  await run('dd', ['if=/dev/urandom', `of=${workspace.at('from/data/big')}`, 'bs=1M', 'count=8']);
  await mkdir(workspace.at('to'));
  const { remote, pid, side, module } = await declare(workspace);
  const other = side === 'from' ? 'to' : 'from';
  const declareAll = (...endpoints: readonly object[]): Promise<void> =>
    workspace.declare(
      ...endpoints,
      mirror('m', {
        source: { endpoint: 'from', ...(module === undefined ? { path: 'data' } : { module }) },
        replicas: [{ endpoint: 'to', path: 'copy' }],
      }),
    );
  await declareAll(remote(PATIENCE), local(other, workspace.at(other), PATIENCE));
  const slow = await slowly(workspace);
  return {
    ...workspace,
    serverPid: pid,
    relax: () => declareAll(remote({}), local(other, workspace.at(other))),
    async begin(env = {}) {
      const started = await start(workspace.path, [], { env: { ...slow, ...env } });
      await vi.waitFor(async () => expect(await arriving(workspace)).toBeGreaterThan(0), { timeout: 20_000, interval: 20 });
      return started;
    },
  };
}

/** How much lies where the big file is being received. */
async function arriving(workspace: Workspace): Promise<number> {
  const { stdout } = await run('find', [workspace.at('to/copy/.replicas-partial'), '-type', 'f', '-printf', '%s\n']);
  return Math.max(0, ...stdout.split('\n').map(Number));
}

/** Pulled from a daemon; `at` says how it is reached. */
export function fromDaemon(
  network?: Network,
  at: (address: { host: string; port: number }) => Promise<{ host: string; port: number }> = async (it) => it,
): Promise<Stage> {
  return makeStage(async (workspace) => {
    const modules = [{ name: 'data', path: workspace.at('from/data') }];
    const started = await startRsyncDaemon({ modules, ...(network === undefined ? {} : { network }) });
    onTestFinished(() => started.stop());
    const address = await at(started);
    return { remote: (spec) => daemon('from', address, spec), pid: started.pid, side: 'from', module: 'data' };
  });
}

/** One of the two behind ssh. */
export function overSsh(direction: Direction, network?: Network): Promise<Stage> {
  return makeStage(async (workspace) => {
    const sshd = await startSshd(network);
    onTestFinished(() => sshd.stop());
    const side = direction === 'pull' ? 'from' : 'to';
    const identityFile = await sshd.authorize({ type: 'shell' });
    const place = { root: workspace.at(side), identityFile };
    return { remote: (spec) => ssh(side, sshd, { ...place, ...spec }), pid: sshd.pid, side };
  });
}

/** What serves the connections of a stage. */
export function serving(stage: Stage, which: (it: Process) => boolean = () => true): readonly Process[] {
  const found = descendantsOf(stage.serverPid).filter(which);
  expect(found.length).toBeGreaterThan(0);
  return found;
}

export const isFarRsync = ({ args }: Process): boolean => args.includes('--server');
export const isSession = ({ args }: Process): boolean => args[0]?.startsWith('sshd') ?? false;

/** From now on nothing moves: the pass ends within its limit, says so, and leaves no process behind. */
export async function expectTold(pass: Started, stage: Stage): Promise<void> {
  const began = performance.now();
  const ended = await pass.ended;
  const ms = performance.now() - began;
  expect(ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('transfer.stalled') });
  expect(ended.stderr).not.toMatch(/\n\s+at /);
  expect(ms).toBeLessThan(LIMIT_MS);
  expect(
    processesWith(stage.path).filter((it) => it.args[0] === 'rsync' && !it.args.includes('--daemon') && !isFarRsync(it)),
  ).toEqual([]);
}

/** A pass that nothing hinders makes the copy whole; after it there is nothing to do. */
export async function expectConverges(stage: Stage): Promise<void> {
  await stage.relax();
  expect(await stage.run()).toMatchObject({ code: 0 });
  expect(await stage.data('to/copy')).toEqual(await stage.data('from/data'));
  expect((await stage.run('--plan', '--detailed-exitcode')).code).toBe(0);
}
