import { mkdir, readFile, utimes } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { fromText, joinPath } from '../../src/lib/path-bytes.ts';
import { HOSTILE_NAMES, HOSTILE_TARGETS } from '../components/hostile-names.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { file, type TreeNode } from '../world.ts';
import { aDaemon, anSshd, daemon, local, makeMirror, makeWorkspace, mirror, ssh } from './workspace.ts';

// Each step at the other end is an ssh session of its own, and machines are busy.
vi.setConfig({ testTimeout: 120_000 });

const QUIET = { code: 0, stdout: '', stderr: '' };

requires('rsync')('a mirror on this host', () => {
  test('is made, and is settled after that', async () => {
    const workspace = await makeMirror(['a = one', 'd/b = two', 'empty/', 'd/link -> b', 'away -> /etc/passwd', 'pipe |']);
    expect(await workspace.run('--plan', '--detailed-exitcode')).toMatchObject({ code: 2, stderr: '' });
    expect(await workspace.run()).toEqual(QUIET);
    const want = new Map([...(await workspace.data('disk/source'))].filter(([, { type }]) => type !== 'other'));
    expect(await workspace.data('disk/replica')).toEqual(want);
    expect(await workspace.run('--plan', '--detailed-exitcode')).toEqual({
      code: 0,
      stdout: 'Nothing to do: 1 replica is as declared.\n',
      stderr: '',
    });
  });

  test('that is there already is adopted: nothing moves', async () => {
    const nodes = ['a = one @ 1000000000.123456789', 'd/b = two @ 1000000000', 'd/link -> b @ 1000000000'];
    const workspace = await makeMirror(nodes);
    await workspace.tree('disk/replica', nodes);
    const before = await run('find', [workspace.at('disk/replica'), '-mindepth', '1', '-printf', '%P %i %C@ %T@\n']);
    const plan = await workspace.run('--plan', '--detailed-exitcode');
    expect(plan).toMatchObject({ code: 2, stderr: '' });
    expect(plan.stdout).toMatch(/3 files, 6 B are already there and stay as they are/);
    expect(await workspace.run()).toEqual(QUIET);
    expect(
      await run('find', [
        workspace.at('disk/replica'),
        '-mindepth',
        '1',
        '!',
        '-name',
        '.replicas-*',
        '-printf',
        '%P %i %C@ %T@\n',
      ]),
    ).toEqual(before);
    const status = JSON.parse((await workspace.run('status', '-o', 'json')).stdout);
    expect(status.datasets[0].replicas[0]).toMatchObject({ state: 'verified', files: 3, bytes: 6, behindFiles: 0 });
  });

  test('copies what differs only in the nanoseconds, and what has another type', async () => {
    const workspace = await makeMirror(
      ['same second = new @ 1000000000.2', 'file now = f', 'directory now/inside = i', 'link now -> target', 'other target -> b'],
      { extraneous: 'Trash' },
    );
    await workspace.tree('disk/replica', [
      'same second = old @ 1000000000.1',
      'file now -> somewhere',
      'directory now = f',
      'link now = f',
      'other target -> a',
    ]);
    expect(await workspace.run()).toEqual(QUIET);
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    expect((await workspace.run('--plan', '--detailed-exitcode')).code).toBe(0);
  });

  test('replaces a directory by a file where files may be trashed, and holds that where they may not', async () => {
    const workspace = await makeMirror(['x = a file', 'y = another']);
    await workspace.tree('disk/replica', ['x/inside = kept']);
    const held = await workspace.run();
    expect(held).toMatchObject({ code: 4, stdout: '' });
    expect(held.stderr).toContain('replica.in-the-way');
    expect(await readFile(workspace.at('disk/replica/x/inside'), 'utf8')).toBe('kept');
    expect(await readFile(workspace.at('disk/replica/y'), 'utf8')).toBe('another');

    const trashing = await makeMirror(['x = a file', 'y = another'], { extraneous: 'Trash' });
    await trashing.tree('disk/replica', ['x/inside = kept']);
    await trashing.run();
    expect((await trashing.run()).code).toBe(0);
    expect(await trashing.data('disk/replica')).toEqual(await trashing.data('disk/source'));
    const kept = await run('find', [trashing.at('disk/replica/.replicas-trash'), '-name', 'inside']);
    expect(kept.stdout).toMatch(/\/x\/inside\n$/);
  });

  test('takes only what the patterns let in, and never looks into what is excluded', async () => {
    const workspace = await makeMirror(['keep/a.fits = 1', 'keep/a.tmp = 2', 'cache/a.fits = 3', 'b.fits = 4', 'note.txt = 5'], {
      exclude: ['/cache/', '*.tmp'],
      include: ['*.fits', '*/'],
    });
    await workspace.tree('disk/replica', ['cache/own = stays', 'b.tmp = stays']);
    expect(await workspace.run()).toEqual(QUIET);
    const have = [...(await workspace.data('disk/replica')).keys()].sort();
    expect(have).toEqual(['b.fits', 'b.tmp', 'cache', 'cache/own', 'keep', 'keep/a.fits']);
    expect((await workspace.run('--plan', '--detailed-exitcode')).code).toBe(0);
  });

  test('follows a changed file, and a time set back', async () => {
    const workspace = await makeMirror(['a = one', 'b = two']);
    await workspace.run();
    await workspace.tree('disk/source', ['a = longer than one']);
    await utimes(workspace.at('disk/source/b'), 1, 1);
    expect(await workspace.run()).toEqual(QUIET);
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  });

  test('several side by side, two of them to one endpoint', async () => {
    const workspace = await makeWorkspace();
    const names = ['one', 'two', 'three', 'four'];
    for (const name of names) await workspace.tree(`disk/${name}`, [`${name}/file = of ${name}`, 'same = same']);
    await mkdir(workspace.at('other'));
    await workspace.declare(
      local('disk', workspace.at('disk')),
      local('other', workspace.at('other')),
      ...names.map((name) =>
        mirror(name, {
          source: { endpoint: 'disk', path: name },
          replicas: [
            { endpoint: 'other', path: `first/${name}` },
            { endpoint: 'other', path: `second/${name}` },
          ],
        }),
      ),
    );
    expect(await workspace.run()).toEqual(QUIET);
    for (const name of names) {
      expect(await workspace.data(`other/first/${name}`)).toEqual(await workspace.data(`disk/${name}`));
      expect(await workspace.data(`other/second/${name}`)).toEqual(await workspace.data(`disk/${name}`));
    }
    expect((await workspace.run('--plan')).stdout).toBe('Nothing to do: 8 replicas are as declared.\n');
  });
});

/** Every hostile name as a file at the root and below each hostile directory of a few, and as a link with each hostile target. */
function hostileTree(): readonly TreeNode[] {
  const deep = joinPath(fromText('-d $(touch x)\n'), fromText(' e"\\#012'));
  return [
    ...HOSTILE_NAMES.map((name) => file(name, `of ${name}`, '1000000000')),
    ...HOSTILE_NAMES.map((name) => file(joinPath(deep, name), `below ${name}`, '1000000001')),
    ...HOSTILE_TARGETS.map((target, n): TreeNode => ({ type: 'link', path: fromText(`links -> /${n} -> \n`), target })),
  ];
}

requires(
  'rsync',
  'sshd',
  'rrsync',
)('hostile names', () => {
  test('reach each type of replica, byte for byte', async () => {
    const workspace = await makeWorkspace();
    const sshd = await anSshd();
    await workspace.tree('disk/source', hostileTree());
    for (const name of ['here', 'shell', 'only']) await mkdir(workspace.at(name));
    await workspace.declare(
      local('disk', workspace.at('disk')),
      local('here', workspace.at('here')),
      ssh('shell', sshd, { root: workspace.at('shell'), identityFile: await sshd.authorize({ type: 'shell' }) }),
      ssh('only', sshd, {
        root: '/',
        shell: 'RsyncOnly',
        identityFile: await sshd.authorize({ type: 'rrsync', directory: workspace.at('only'), mode: 'ReadWrite' }),
      }),
      mirror('m', {
        source: { endpoint: 'disk', path: 'source' },
        replicas: ['here', 'shell', 'only'].map((endpoint) => ({ endpoint, path: 'copy of it' })),
      }),
    );
    expect(await workspace.run()).toEqual(QUIET);
    const want = await workspace.data('disk/source');
    for (const name of ['here', 'shell', 'only']) expect(await workspace.data(`${name}/copy of it`), name).toEqual(want);
    expect((await workspace.run('--plan')).stdout).toBe('Nothing to do: 3 replicas are as declared.\n');
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });

  test('come from each type of source, byte for byte', async () => {
    const workspace = await makeWorkspace();
    const sshd = await anSshd();
    const served = await workspace.tree('disk', hostileTree());
    const icc = await aDaemon({ name: 'pool', path: served });
    await mkdir(workspace.at('here'));
    await workspace.declare(
      local('here', workspace.at('here')),
      daemon('icc', icc),
      ssh('shell', sshd, { root: served, identityFile: await sshd.authorize({ type: 'shell' }) }),
      ssh('only', sshd, {
        root: '/',
        shell: 'RsyncOnly',
        identityFile: await sshd.authorize({ type: 'rrsync', directory: served, mode: 'ReadOnly' }),
      }),
      mirror('d', { source: { endpoint: 'icc', module: 'pool' }, replicas: [{ endpoint: 'here', path: 'icc' }] }),
      mirror('s', { source: { endpoint: 'shell', path: '.' }, replicas: [{ endpoint: 'here', path: 'shell' }] }),
      mirror('o', { source: { endpoint: 'only', path: '.' }, replicas: [{ endpoint: 'here', path: 'only' }] }),
    );
    expect(await workspace.run()).toEqual(QUIET);
    const want = await workspace.data('disk');
    for (const name of ['icc', 'shell', 'only']) expect(await workspace.data(`here/${name}`), name).toEqual(want);
    expect((await workspace.run('--plan')).stdout).toBe('Nothing to do: 3 replicas are as declared.\n');
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });
});
