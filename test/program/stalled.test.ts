import { mkdir } from 'node:fs/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Link, makeLink } from '../components/link.ts';
import type { Network } from '../components/network.ts';
import { descendantsOf, type Process, processesWith, stopAll } from '../components/processes.ts';
import { startProxy } from '../components/proxy.ts';
import { requires } from '../components/requirement.ts';
import { startRsyncDaemon } from '../components/rsync-daemon.ts';
import { run } from '../components/run.ts';
import { startSshd } from '../components/sshd.ts';
import { events, type Started, start } from './run.ts';
import { daemon, local, makeWorkspace, mirror, slowly, ssh, type Workspace } from './workspace.ts';

const QUIET = { code: 0, stdout: '', stderr: '' };
const PATIENCE = { stalledAfter: '2s' };
/** Two seconds without progress, TERM, two seconds, KILL; and whatever else is asked of that place before the pass ends is told the same. */
const LIMIT_MS = 40_000;
const TEST_MS = 120_000;

type Direction = 'pull' | 'push';

/** A mirror of `from/data` at `to/copy`, of which one is remote. */
interface Stage extends Workspace {
  /** Starts a pass that moves 1 MB a second, and waits until the big file is on its way. */
  begin(env?: Readonly<Record<string, string>>): Promise<Started>;
  /** The server that stands between: its descendants serve the connections. */
  readonly serverPid: number;
}

async function makeStage(
  declare: (workspace: Workspace) => Promise<{ readonly remote: object; readonly pid: number; readonly side: 'from' | 'to' }>,
): Promise<Stage> {
  const workspace = await makeWorkspace();
  await workspace.tree('from/data', ['a = one', 'z/z = two']);
  await run('dd', ['if=/dev/urandom', `of=${workspace.at('from/data/big')}`, 'bs=1M', 'count=8']);
  await mkdir(workspace.at('to'));
  const { remote, pid, side } = await declare(workspace);
  const other = side === 'from' ? 'to' : 'from';
  await workspace.declare(
    remote,
    local(other, workspace.at(other), PATIENCE),
    mirror('m', {
      source: { endpoint: 'from', ...(JSON.stringify(remote).includes('RsyncDaemon') ? { module: 'data' } : { path: 'data' }) },
      replicas: [{ endpoint: 'to', path: 'copy' }],
    }),
  );
  const slow = await slowly(workspace);
  return {
    ...workspace,
    serverPid: pid,
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
function fromDaemon(
  network?: Network,
  at: (address: { host: string; port: number }) => Promise<{ host: string; port: number }> = async (it) => it,
): Promise<Stage> {
  return makeStage(async (workspace) => {
    const modules = [{ name: 'data', path: workspace.at('from/data') }];
    const started = await startRsyncDaemon({ modules, ...(network === undefined ? {} : { network }) });
    onTestFinished(() => started.stop());
    return { remote: daemon('from', await at(started), PATIENCE), pid: started.pid, side: 'from' };
  });
}

/** One of the two behind ssh: the source of a pull, the replica of a push. */
function overSsh(direction: Direction, network?: Network): Promise<Stage> {
  return makeStage(async (workspace) => {
    const sshd = await startSshd(network);
    onTestFinished(() => sshd.stop());
    const side = direction === 'pull' ? 'from' : 'to';
    const identityFile = await sshd.authorize({ type: 'shell' });
    return { remote: ssh(side, sshd, { root: workspace.at(side), identityFile, ...PATIENCE }), pid: sshd.pid, side };
  });
}

function serving(stage: Stage, which: (it: Process) => boolean = () => true): readonly Process[] {
  const found = descendantsOf(stage.serverPid).filter(which);
  expect(found.length).toBeGreaterThan(0);
  return found;
}

const isFarRsync = ({ args }: Process): boolean => args.includes('--server');
const isSession = ({ args }: Process): boolean => args[0]?.startsWith('sshd') ?? false;

/** From now on nothing moves: the pass ends within its limit, says so, and leaves no process behind. */
async function expectTold(pass: Started, stage: Stage): Promise<void> {
  const began = performance.now();
  const ended = await pass.ended;
  const ms = performance.now() - began;
  expect(ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('transfer.stalled') });
  expect(ended.stderr).not.toMatch(/\n\s+at /);
  expect(ms).toBeLessThan(LIMIT_MS);
  expect(
    processesWith(stage.path).filter(
      ({ args }) => args[0] === 'rsync' && !args.includes('--daemon') && !isFarRsync({ args, pid: 0, parent: 0 }),
    ),
  ).toEqual([]);
}

async function expectConverges(stage: Stage): Promise<void> {
  expect(await stage.run()).toMatchObject({ code: 0 });
  expect(await stage.data('to/copy')).toEqual(await stage.data('from/data'));
  expect((await stage.run('--plan', '--detailed-exitcode')).code).toBe(0);
}

requires('rsync')('a daemon that stops serving in the middle of a copy', () => {
  test('its process is stopped: the pass ends, and the next one goes on', { timeout: TEST_MS }, async () => {
    const stage = await fromDaemon();
    const pass = await stage.begin();
    stopAll(serving(stage));
    await expectTold(pass, stage);
    await expectConverges(stage);
  });

  test('what lies between passes nothing on any more: the pass ends', { timeout: TEST_MS }, async () => {
    const stalls: (() => void)[] = [];
    const stage = await fromDaemon(undefined, async (address) => {
      const proxy = await startProxy(address.port);
      onTestFinished(() => proxy.stop());
      stalls.push(() => proxy.stallAfter(0));
      return { ...address, port: proxy.port };
    });
    const pass = await stage.begin();
    for (const stall of stalls) stall();
    await expectTold(pass, stage);
  });
});

requires('rsync', 'sshd')('an ssh host that stops in the middle of a copy', () => {
  test.each<Direction>(['pull', 'push'])(
    '%s: its rsync is stopped, and is ended there too; the next pass goes on',
    { timeout: TEST_MS },
    async (direction) => {
      const stage = await overSsh(direction);
      const pass = await stage.begin();
      stopAll(serving(stage, isFarRsync));
      await expectTold(pass, stage);
      expect(processesWith(stage.path).filter(isFarRsync)).toEqual([]);
      await expectConverges(stage);
    },
  );

  test.each<Direction>(['pull', 'push'])(
    '%s: the session is stopped: the pass ends, and the next one goes on',
    { timeout: TEST_MS },
    async (direction) => {
      const stage = await overSsh(direction);
      const pass = await stage.begin();
      stopAll(serving(stage, isSession));
      await expectTold(pass, stage);
      await expectConverges(stage);
    },
  );
});

async function aLink(): Promise<Link> {
  const link = await makeLink();
  onTestFinished(() => link.remove());
  return link;
}

requires(
  'rsync',
  'sshd',
  'netns',
)('a link that is cut in the middle of a copy', () => {
  test.each<[string, (link: Link) => Promise<Stage>]>([
    ['a pull from a daemon', (link) => fromDaemon(link)],
    ['a pull over ssh', (link) => overSsh('pull', link)],
    ['a push over ssh', (link) => overSsh('push', link)],
  ])('%s: the pass ends', { timeout: TEST_MS }, async (_, open) => {
    const link = await aLink();
    const stage = await open(link);
    const pass = await stage.begin();
    await link.cut();
    await expectTold(pass, stage);
  });
});

requires('rsync', 'sshd')('a pass that is killed while it pushes', () => {
  test('the next one takes over, ends what it left at the far side, and converges', { timeout: TEST_MS }, async () => {
    const stage = await overSsh('push');
    const pass = await stage.begin();
    const left = serving(stage, isFarRsync);
    // So that they do not notice by themselves.
    stopAll(left);
    pass.signal('SIGKILL');
    await pass.ended;
    expect(processesWith(stage.path).filter(isFarRsync).length).toBeGreaterThan(0);
    const next = await stage.run('--json');
    expect(next.code).toBe(0);
    expect(events(next.stdout)).toContainEqual(
      expect.objectContaining({
        type: 'lease-taken-over',
        place: 'to:copy',
        from: expect.stringContaining(`process ${pass.pid} on `),
      }),
    );
    expect(processesWith(stage.path).filter(isFarRsync)).toEqual([]);
    await expectConverges(stage);
  });
});

requires('rsync')('a pass that is stopped beyond the time to live of its lease', () => {
  test('another takes over; the first wakes up, does nothing more there, and says so', { timeout: TEST_MS }, async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('disk/source', ['a = one', 'z/z = two']);
    await workspace.tree('disk/replica', ['extra = goes']);
    await run('dd', ['if=/dev/urandom', `of=${workspace.at('disk/source/big')}`, 'bs=1M', 'count=6']);
    await workspace.declare(
      local('disk', workspace.at('disk')),
      mirror('m', {
        source: { endpoint: 'disk', path: 'source' },
        replicas: [{ endpoint: 'disk', path: 'replica' }],
        extraneous: 'Delete',
      }),
    );
    const env = { RECONCILE_LEASE_TTL: '2s' };
    const first = await start(workspace.path, [], { env: { ...(await slowly(workspace)), ...env } });
    const partial = workspace.at('disk/replica/.replicas-partial');
    await vi.waitFor(async () => expect((await run('find', [partial, '-type', 'f'])).stdout).not.toBe(''), {
      timeout: 20_000,
      interval: 20,
    });
    first.signal('SIGSTOP');
    onTestFinished(() => first.signal('SIGKILL'));
    // Its state is its own: the lease at the replica tells them apart.
    const second = (): ReturnType<Workspace['runWith']> => workspace.runWith({ env }, '--state', 'other');
    expect(await second()).toMatchObject({ code: 6 });
    await vi.waitFor(async () => expect(await second()).toEqual(QUIET), { timeout: 30_000, interval: 500 });
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    // What it would still remove, were it not for the lease.
    await workspace.tree('disk/replica', ['extra = came back']);
    first.signal('SIGCONT');
    const ended = await first.ended;
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(/lease\.lost|process\.failed/);
    expect([...(await workspace.data('disk/replica')).keys()]).toContain('extra');
    expect((await workspace.run()).code).toBe(0);
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  });
});
