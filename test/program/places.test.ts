import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { anSshd, local, makeMirror, makeWorkspace, mirror, ssh } from './workspace.ts';

// Each step at the other end is an ssh session of its own, and machines are busy.
vi.setConfig({ testTimeout: 120_000 });

const BOTH = { endpoint: 'to', path: 'pool' };

requires('rsync')('places that are one through links', () => {
  test('a source inside its own replica is held, and nothing of it is lost', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('r/pool/sub/pool', ['a = 1', 'b = 2']);
    await symlink(workspace.at('r/pool/sub'), workspace.at('s'));
    await workspace.declare(
      local('from', workspace.at('s')),
      local('to', workspace.at('r')),
      mirror('m', { source: { endpoint: 'from', path: 'pool' }, replicas: [BOTH], extraneous: 'Delete' }),
    );
    expect((await workspace.run('validate')).code).toBe(0);
    const before = await workspace.data('r');
    expect(await workspace.run()).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/manifest\.conflict: to:pool holds its own source/),
    });
    expect(await workspace.data('r')).toEqual(before);
  });

  test('a replica inside its own source is held before anything is made there', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('s/pool', ['a = 1', 'inner/']);
    await symlink(workspace.at('s/pool/inner'), workspace.at('r'));
    await workspace.declare(
      local('from', workspace.at('s')),
      local('to', workspace.at('r')),
      mirror('m', { source: { endpoint: 'from', path: 'pool' }, replicas: [BOTH] }),
    );
    expect(await workspace.run()).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/to:pool lies inside its own source from:pool/),
    });
    expect([...(await workspace.all('s')).keys()].sort()).toEqual(['pool', 'pool/a', 'pool/inner']);
  });

  test('two mirrors into one directory under two names are both held', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('disk', ['one/a = 1', 'two/b = 2', 'r/']);
    await symlink(workspace.at('disk/r'), workspace.at('other'));
    await workspace.declare(
      local('from', workspace.at('disk')),
      local('to', workspace.at('disk/r')),
      local('again', workspace.at('other')),
      mirror('m1', { source: { endpoint: 'from', path: 'one' }, replicas: [BOTH], extraneous: 'Delete' }),
      mirror('m2', {
        source: { endpoint: 'from', path: 'two' },
        replicas: [{ endpoint: 'again', path: 'pool' }],
        extraneous: 'Delete',
      }),
    );
    const ended = await workspace.run();
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain('the same directory as again:pool of PoolMirror/m2');
    expect(ended.stderr).toContain('the same directory as to:pool of PoolMirror/m1');
    expect(await workspace.data('disk/r')).toEqual(new Map());
  });
});

requires('rsync', 'sshd')('places of this host that are reached by ssh too', () => {
  test('one directory under two endpoints is held at both; one file system is remarked upon, and holds nothing', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('disk', ['source/a = 1', 'r/']);
    const sshd = await anSshd();
    const identityFile = await sshd.authorize({ type: 'shell' });
    const declare = (path: string): Promise<void> =>
      workspace.declare(
        local('from', workspace.at('disk')),
        local('to', workspace.at('disk/r')),
        ssh('far', sshd, { root: workspace.at('disk'), identityFile }),
        mirror('m', { source: { endpoint: 'from', path: 'source' }, replicas: [BOTH, { endpoint: 'far', path }] }),
      );
    await declare('r/pool');
    expect((await workspace.run('validate')).code).toBe(0);
    const ended = await workspace.run();
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain('to:pool: manifest.conflict: it is the same directory as far:r/pool');
    expect(ended.stderr).toContain('far:r/pool: manifest.conflict: it is the same directory as to:pool');
    expect(await workspace.data('disk/r')).toEqual(new Map());
    await declare('source/in');
    expect((await workspace.run()).stderr).toContain('far:source/in lies inside its own source from:source');
    await declare('far');
    expect(await workspace.run()).toMatchObject({ code: 0 });
    expect(await workspace.data('disk/far')).toEqual(await workspace.data('disk/source'));
    expect((await workspace.run('status')).stdout).toContain(
      'PoolMirror/m: its source from:source, to:pool and far:far are on one file system: they are one copy',
    );
  });
});

requires('rsync')('a place that is swapped while it is written to', () => {
  test('what is put in the place of .replicas-partial is not written to', async () => {
    const workspace = await makeMirror(Array.from({ length: 300 }, (_, at) => `f${at} = new ${at}`));
    await workspace.tree(
      'outside',
      Array.from({ length: 300 }, (_, at) => `f${at} = precious ${at}`),
    );
    const before = await workspace.data('outside');
    // An rsync that is begun only after somebody has put a link in the place of the directory.
    await mkdir(workspace.at('bin'));
    const rsync = (await run('sh', ['-c', 'command -v rsync'])).stdout.trim();
    const partial = workspace.at('disk/replica/.replicas-partial');
    const script = `#!/bin/sh\nif [ -d '${partial}' ] && [ ! -L '${partial}' ]; then mv '${partial}' '${partial}.moved'; ln -s '${workspace.at('outside')}' '${partial}'; fi\nexec ${rsync} "$@"\n`;
    await writeFile(workspace.at('bin/rsync'), script, { mode: 0o755 });
    const ended = await workspace.runWith({ env: { PATH: `${workspace.at('bin')}:${process.env.PATH}` } });
    expect(await workspace.data('outside')).toEqual(before);
    await rm(partial, { force: true });
    await rename(`${partial}.moved`, partial).catch(() => undefined);
    expect([0, 3]).toContain(ended.code);
    expect(await workspace.run()).toMatchObject({ code: 0 });
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  });
});
