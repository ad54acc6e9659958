import { chmod, mkdir, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../components/port.ts';
import { requires } from '../components/requirement.ts';
import { startRsyncDaemon } from '../components/rsync-daemon.ts';
import { run } from '../components/run.ts';
import type { Sshd } from '../components/sshd.ts';
import { start } from './run.ts';
import { aDaemon, anSshd, daemon, local, makeWorkspace, mirror, slowly, ssh, type Workspace } from './workspace.ts';

// Each step at the other end is an ssh session of its own, and machines are busy.
vi.setConfig({ testTimeout: 120_000 });

/** A source here, and mirrors of it to an ssh endpoint `far` (PoolMirror/bad) and to a Local one (PoolMirror/good). */
async function toSsh(sshd: Sshd, spec: object): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('disk/source', ['a = one', 'd/b = two']);
  for (const name of ['here', 'far']) await mkdir(workspace.at(name), { recursive: true });
  const source = { endpoint: 'disk', path: 'source' };
  const identityFile = await sshd.authorize({ type: 'shell' });
  await workspace.declare(
    local('disk', workspace.at('disk')),
    local('here', workspace.at('here')),
    ssh('far', sshd, { root: workspace.at('far'), identityFile, ...spec }),
    mirror('bad', { source, replicas: [{ endpoint: 'far', path: 'copy' }] }),
    mirror('good', { source, replicas: [{ endpoint: 'here', path: 'copy' }] }),
  );
  return workspace;
}

requires(
  'rsync',
  'sshd',
  'rrsync',
)('an ssh endpoint', () => {
  test.each<[string, string, (sshd: Sshd, port: number) => Promise<object>]>([
    ['whose host does not answer', 'endpoint.unreachable', async (_, port) => ({ port })],
    ['that refuses the key', 'endpoint.auth', async (sshd) => ({ identityFile: (await sshd.stranger()).key })],
    [
      'whose host key is unknown',
      'endpoint.host-key',
      async (sshd) => ({ knownHostsFile: (await sshd.stranger()).emptyHostsFile }),
    ],
    [
      'whose host key has changed',
      'endpoint.host-key',
      async (sshd) => ({ knownHostsFile: (await sshd.stranger()).knownHostsFile }),
    ],
    ['whose root is not there', 'endpoint.root-missing', async () => ({ root: '/nonexistent/root' })],
    ['without rsync', 'endpoint.unusable', async () => ({ rsyncPath: '/nonexistent/rsync' })],
  ])('%s: %s, and everything else is done', async (_, code, wrong) => {
    const sshd = await anSshd();
    const workspace = await toSsh(sshd, await wrong(sshd, await freePort()));
    const told = await workspace.run();
    expect(told).toMatchObject({ code: 3, stdout: '' });
    expect(told.stderr).toMatch(new RegExp(`^PoolMirror/bad far:copy: ${code.replace('.', '\\.')}: .+\n {2}.+\n$`));
    expect(await workspace.data('here/copy')).toEqual(await workspace.data('disk/source'));
    expect([...(await workspace.all('far')).values()].filter(({ type }) => type === 'file')).toEqual([]);
    expect(await workspace.run('test', 'far')).toMatchObject({ code: 3, stdout: expect.stringContaining(code) });
  });

  test.each<[NodeJS.Signals, number | null]>([
    ['SIGKILL', null],
    ['SIGTERM', 143],
  ])('%s while it writes there: the next one takes over and converges', async (signal, code) => {
    const workspace = await toSsh(await anSshd(), {});
    await run('dd', ['if=/dev/urandom', `of=${workspace.at('disk/source/big')}`, 'bs=1M', 'count=6']);
    const pass = await start(workspace.path, ['--only', 'PoolMirror/bad'], { env: await slowly(workspace) });
    const partial = workspace.at('far/copy/.replicas-partial');
    while ((await run('find', [partial, '-type', 'f', '-size', '+0'])).stdout === '') await sleep(20);
    pass.signal(signal);
    expect((await pass.ended).code).toBe(code);
    expect(await workspace.run()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await workspace.data('far/copy')).toEqual(await workspace.all('disk/source'));
    expect(await workspace.left('far/copy')).toEqual([]);
  });
});

requires(
  'rsync',
  'sshd',
  'rrsync',
  'mount',
)('an ssh endpoint', () => {
  test('whose disk is full: told as such, and it follows when there is room', async () => {
    const workspace = await toSsh(await anSshd(), {});
    await run('dd', ['if=/dev/urandom', `of=${workspace.at('disk/source/big')}`, 'bs=1M', 'count=6']);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=755', 'none', workspace.at('far')]);
    onTestFinished(async () => void (await run('umount', ['-l', workspace.at('far')])));
    const told = await workspace.run();
    expect(told).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^PoolMirror\/bad far:copy: target\.full: /),
    });
    const want = await workspace.data('disk/source');
    for (const [path, entry] of await workspace.data('far/copy')) expect(entry).toEqual(want.get(path));
    await run('mount', ['-o', 'remount,size=16m', workspace.at('far')]);
    expect((await workspace.run()).code).toBe(0);
    expect(await workspace.data('far/copy')).toEqual(await workspace.all('disk/source'));
    expect(await workspace.left('far/copy')).toEqual([]);
  });
});

async function fromDaemon(module: { readonly as?: 'Ordinary' }, spec: object = {}): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('pv', ['open/a = one', 'closed/b = two']);
  await mkdir(workspace.at('here'));
  const icc = await aDaemon({ name: 'PV', path: workspace.at('pv'), ...module });
  await workspace.declare(
    daemon('icc', icc),
    local('here', workspace.at('here')),
    mirror('m', { source: { endpoint: 'icc', module: 'PV' }, replicas: [{ endpoint: 'here', path: 'pv' }], ...spec }),
  );
  return workspace;
}

requires('rsync', 'ordinary account')('a daemon', () => {
  test('that cannot read a directory: a gap, the rest is copied, nothing is removed', async () => {
    const workspace = await fromDaemon({ as: 'Ordinary' }, { extraneous: 'Delete' });
    await workspace.tree('here/pv', ['closed/b = of before', 'extra = stays']);
    await chmod(workspace.at('pv/closed'), 0o700);
    const told = await workspace.run();
    expect(told).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('source.gaps') });
    expect([...(await workspace.data('here/pv')).keys()].sort()).toEqual(['closed', 'closed/b', 'extra', 'open', 'open/a']);
    await chmod(workspace.at('pv/closed'), 0o755);
    expect((await workspace.run()).code).toBe(0);
    expect(await workspace.data('here/pv')).toEqual(await workspace.data('pv'));
  });

  test('that cannot read a file: the rest is copied, the file is named', async () => {
    const workspace = await fromDaemon({ as: 'Ordinary' });
    await chmod(workspace.at('pv/closed/b'), 0o600);
    const told = await workspace.run();
    expect(told).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/transfer\.partial[\s\S]*closed\/b/) });
    expect([...(await workspace.data('here/pv')).keys()].sort()).toEqual(['closed', 'open', 'open/a']);
  });
});

requires('rsync')('a daemon', () => {
  test('that dies in the middle of a copy: unreachable, and it converges when it is back', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('pv', ['a = one']);
    await run('dd', ['if=/dev/urandom', `of=${workspace.at('pv/big')}`, 'bs=1M', 'count=6']);
    await mkdir(workspace.at('here'));
    const modules = [{ name: 'PV', path: workspace.at('pv') }];
    const icc = await aDaemon(...modules);
    await workspace.declare(
      daemon('icc', icc),
      local('here', workspace.at('here')),
      mirror('m', {
        source: { endpoint: 'icc', module: 'PV' },
        replicas: [{ endpoint: 'here', path: 'pv' }],
        extraneous: 'Delete',
      }),
    );
    const pass = await start(workspace.path, [], { env: await slowly(workspace) });
    const partial = workspace.at('here/pv/.replicas-partial');
    while ((await run('find', [partial, '-type', 'f', '-size', '+0'])).stdout === '') await sleep(20);
    await icc.stop();
    expect(await pass.ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('endpoint.unreachable') });
    expect([...(await workspace.data('here/pv')).keys()]).toEqual(['a']);
    const back = await startRsyncDaemon({ modules, port: icc.port });
    onTestFinished(() => back.stop());
    const recovered = await workspace.run();
    expect(recovered).toMatchObject({ code: 0, stderr: expect.stringContaining('recovered') });
    expect(await workspace.data('here/pv')).toEqual(await workspace.all('pv'));
    expect(await workspace.left('here/pv')).toEqual([]);
    await rm(workspace.at('here/pv'), { recursive: true });
  });
});
