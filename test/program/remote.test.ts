import { mkdir, rm } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { requires } from '../components/requirement.ts';
import { aDaemon, anSshd, daemon, local, makeWorkspace, mirror, ssh } from './workspace.ts';

// Each step at the other end is an ssh session of its own, and machines are busy.
vi.setConfig({ testTimeout: 120_000 });

const QUIET = { code: 0, stdout: '', stderr: '' };

requires(
  'rsync',
  'sshd',
  'rrsync',
)('mirrors of remote places', () => {
  test('two modules reach two replicas in one apply, the second one fed from the first', async () => {
    const workspace = await makeWorkspace();
    const sshd = await anSshd();
    await workspace.tree('pv', ['a = one', 'd/b = two', 'd/link -> b']);
    await workspace.tree('qs', ['c = three']);
    const icc = await aDaemon({ name: 'PV', path: workspace.at('pv') }, { name: 'QS', path: workspace.at('qs') });
    for (const name of ['archive', 'far']) await mkdir(workspace.at(name));
    const mirrorOf = (module: string): object =>
      mirror(module.toLowerCase(), {
        source: { endpoint: 'icc', module },
        replicas: [
          { endpoint: 'archive', path: `pools/${module}` },
          { endpoint: 'mirror2', path: module, from: 'archive' },
        ],
      });
    await workspace.declare(
      daemon('icc', icc),
      local('archive', workspace.at('archive')),
      ssh('mirror2', sshd, { root: workspace.at('far'), identityFile: await sshd.authorize({ type: 'shell' }) }),
      mirrorOf('PV'),
      mirrorOf('QS'),
    );
    const plan = await workspace.run('--plan', '--detailed-exitcode');
    expect(plan).toMatchObject({ code: 2, stderr: '' });
    expect(plan.stdout).toContain('replica.upstream-first');
    expect(plan.stdout).toContain('then copy to mirror2:PV: fed from archive');
    expect(await workspace.run()).toEqual(QUIET);
    for (const [module, from] of [
      ['PV', 'pv'],
      ['QS', 'qs'],
    ]) {
      expect(await workspace.data(`archive/pools/${module}`)).toEqual(await workspace.data(from ?? ''));
      expect(await workspace.data(`far/${module}`)).toEqual(await workspace.data(from ?? ''));
    }
    expect(await workspace.run('--plan', '--detailed-exitcode')).toEqual({
      code: 0,
      stdout: 'Nothing to do: 4 replicas are as declared.\n',
      stderr: '',
    });
    // Fed from the archive and from nothing else.
    await icc.stop();
    expect((await workspace.run()).code).toBe(3);
  });

  test('modules by pattern: one mirror each, and one that appears later follows', async () => {
    const workspace = await makeWorkspace();
    for (const name of ['PVa', 'PV b', 'QS']) await workspace.tree(`pools/${name}`, [`of ${name} = ${name}`]);
    await mkdir(workspace.at('archive'));
    const module = (name: string): { name: string; path: string } => ({ name, path: workspace.at(`pools/${name}`) });
    const first = await aDaemon(module('PVa'), module('QS'));
    const declare = (icc: typeof first): Promise<void> =>
      workspace.declare(
        daemon('icc', icc),
        local('archive', workspace.at('archive')),
        mirror('pv', { source: { endpoint: 'icc', modules: ['PV*'] }, replicas: [{ endpoint: 'archive', path: 'pools' }] }),
      );
    await declare(first);
    expect(await workspace.run()).toEqual(QUIET);
    expect([...(await workspace.data('archive/pools')).keys()]).toEqual(['PVa', 'PVa/of PVa']);
    await first.stop();
    await declare(await aDaemon(module('PVa'), module('PV b'), module('QS')));
    expect(await workspace.run()).toEqual(QUIET);
    expect([...(await workspace.data('archive/pools')).keys()].sort()).toEqual(['PV b', 'PV b/of PV b', 'PVa', 'PVa/of PVa']);
    expect((await workspace.run('--plan')).stdout).toBe('Nothing to do: 2 replicas are as declared.\n');
  });

  test('an account that may only rsync is a source, and with Keep a replica', async () => {
    const workspace = await makeWorkspace();
    const sshd = await anSshd();
    await workspace.tree('from', ['a = one', 'd/b = two', 'd/link -> b']);
    await workspace.tree('to', ['copy/extra = stays']);
    await mkdir(workspace.at('here'));
    const only = async (directory: string, mode: 'ReadOnly' | 'ReadWrite'): Promise<object> =>
      ssh(directory, sshd, {
        root: '/',
        shell: 'RsyncOnly',
        identityFile: await sshd.authorize({ type: 'rrsync', directory: workspace.at(directory), mode }),
      });
    await workspace.declare(
      await only('from', 'ReadOnly'),
      await only('to', 'ReadWrite'),
      local('here', workspace.at('here')),
      mirror('m', {
        source: { endpoint: 'from', path: '.' },
        replicas: [
          { endpoint: 'here', path: 'copy' },
          { endpoint: 'to', path: 'copy' },
        ],
      }),
    );
    expect(await workspace.run()).toEqual(QUIET);
    const want = await workspace.data('from');
    expect(await workspace.data('here/copy')).toEqual(want);
    const far = await workspace.data('to/copy');
    expect(new Map([...far].filter(([path]) => path !== 'extra'))).toEqual(want);
    expect(far.size).toBe(want.size + 1);
    // Such an account cannot remove a directory; it may stay, empty, and nothing else of ours does.
    const ours = await workspace.left('to');
    expect(ours.filter((path) => path !== 'copy/.replicas-partial')).toEqual([]);
    expect((await workspace.run('--plan', '--detailed-exitcode')).code).toBe(0);
    // What is kept there is not what is said to be verified.
    await rm(workspace.at('from/a'));
    expect(await workspace.run()).toEqual(QUIET);
    expect((await workspace.run('--plan', '--detailed-exitcode')).code).toBe(0);
    expect([...(await workspace.data('here/copy')).keys()]).toContain('a');
  });

  test('trash at a shell account lies beside the data there', async () => {
    const workspace = await makeWorkspace();
    const sshd = await anSshd();
    await workspace.tree('disk/source', ['a = one']);
    await workspace.tree('far/copy', ['gone/b = two', 'c = three']);
    await workspace.declare(
      local('disk', workspace.at('disk')),
      ssh('far', sshd, { root: workspace.at('far'), identityFile: await sshd.authorize({ type: 'shell' }) }),
      mirror('m', {
        source: { endpoint: 'disk', path: 'source' },
        replicas: [{ endpoint: 'far', path: 'copy' }],
        extraneous: 'Trash',
      }),
    );
    expect(await workspace.run()).toEqual(QUIET);
    expect(await workspace.data('far/copy')).toEqual(await workspace.data('disk/source'));
    const trashed = [...(await workspace.all('far/copy')).keys()].map((path) =>
      path.replace(/^.*?trash\/[-0-9]+\/[0-9a-f]+/, 'T'),
    );
    expect(trashed.filter((path) => path.startsWith('T/')).sort()).toEqual(['T/c', 'T/gone', 'T/gone/b']);
  });
});
