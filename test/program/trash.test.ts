import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import { thisProcess } from '../../src/lib/this-process.ts';
import { printLease } from '../../src/state/lease-file.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { anSshd, local, makeMirror, makeWorkspace, mirror, ssh, type Workspace } from './workspace.ts';

const QUIET = { code: 0, stdout: '', stderr: '' };
const REPLICA = 'disk/replica';
const REMOVED_AGAIN = 'What the source still lacks would be removed again. Bring it back there, or say extraneous: Keep.\n';

async function names(workspace: Workspace, of = REPLICA): Promise<readonly string[]> {
  return [...(await workspace.data(of)).keys()].sort();
}

/** The day so many days ago, as a bin of the trash is named. */
function day(ago: number): string {
  return new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
}

requires('rsync')('undo', () => {
  test('brings back what was trashed last, and then what was trashed before', async () => {
    const workspace = await makeMirror(['a = one', 'keep = k'], { extraneous: 'Trash' });
    await workspace.run();
    const first = ['old/x = 1 @ 1000000000', 'old/deep/y = 2 @ 1000000000', 'old/link -> x', 'old/empty/'];
    await workspace.tree(REPLICA, first);
    const all = await workspace.data(REPLICA);
    await workspace.run();
    await workspace.tree(REPLICA, ['later = 3 @ 1000000000']);
    await workspace.run();
    expect(await names(workspace)).toEqual(['a', 'keep']);

    const undone = await workspace.run('undo', 'PoolMirror/m');
    expect(undone).toMatchObject({ code: 0, stderr: '' });
    expect(undone.stdout).toMatch(
      /^disk:replica: 1 file, 1 B brought back from \.replicas-trash\/\d{4}-\d\d-\d\d\/[0-9a-f]{16}\n/,
    );
    expect(undone.stdout.endsWith(REMOVED_AGAIN)).toBe(true);
    expect(await names(workspace)).toEqual(['a', 'keep', 'later']);
    expect((await workspace.run('undo', 'PoolMirror/m')).stdout).toMatch(/^disk:replica: 3 files, 2 B brought back from /);
    await rm(workspace.at(`${REPLICA}/later`));
    expect(await workspace.data(REPLICA)).toEqual(all);
    expect(await workspace.run('undo', 'PoolMirror/m')).toMatchObject({
      code: 0,
      stdout: 'disk:replica: the trash is empty\n',
    });
  });

  test.each(['link', 'file', 'pipe'])('%s in the place of the trash: nothing is removed, and it is named', async (kind) => {
    const workspace = await makeMirror(['a = one @ 1000000000', 'x = two @ 1000000000'], { extraneous: 'Trash' });
    expect(await workspace.run()).toEqual(QUIET);
    await workspace.tree('disk/outside', ['2020-01-01/plan/precious = kept']);
    const trash = workspace.at(`${REPLICA}/.replicas-trash`);
    if (kind === 'link') await symlink('../outside', trash);
    else if (kind === 'file') await writeFile(trash, 'mine');
    else await run('mkfifo', [trash]);
    await rm(workspace.at('disk/source/x'));
    const told = await workspace.run();
    expect(told.code).toBe(3);
    expect(told.stderr).toMatch(
      /^PoolMirror\/m disk:replica: target\.not-writable: disk:replica\/\.replicas-trash\/[^.]* cannot be/,
    );
    expect(await names(workspace)).toEqual(['a', 'x']);
    expect([...(await workspace.data('disk/outside')).keys()]).toContain('2020-01-01/plan/precious');
    const undone = await workspace.run('undo', 'PoolMirror/m');
    expect(undone).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('disk:replica/.replicas-trash') });
  });

  test('never puts it over what stands there now', async () => {
    const workspace = await makeMirror(['a = one'], { extraneous: 'Trash' });
    await workspace.run();
    await workspace.tree(REPLICA, ['x = old', 'y = old too']);
    await workspace.run();
    await workspace.tree(REPLICA, ['x = new']);
    const undone = await workspace.run('undo', 'PoolMirror/m');
    expect(undone.code).toBe(3);
    expect(undone.stdout).toMatch(/1 file, 7 B brought back.*\n {2}stays in the trash, something stands in its place: x\n/);
    expect(await readFile(workspace.at(`${REPLICA}/x`), 'utf8')).toBe('new');
    expect(await readFile(workspace.at(`${REPLICA}/y`), 'utf8')).toBe('old too');
    await rm(workspace.at(`${REPLICA}/x`));
    expect((await workspace.run('undo', 'PoolMirror/m')).stdout).toMatch(/1 file, 3 B brought back/);
    expect(await readFile(workspace.at(`${REPLICA}/x`), 'utf8')).toBe('old');
  });

  test('brings back a file that was overwritten once the new one is moved away', async () => {
    const workspace = await makeMirror(['a = one']);
    await workspace.run();
    await workspace.tree('disk/source', ['a = two words']);
    await workspace.run();
    expect((await workspace.run('undo', 'PoolMirror/m')).stdout).toMatch(
      /0 files, 0 B brought back.*\n {2}stays in the trash, .*: a\n/,
    );
    await rm(workspace.at(`${REPLICA}/a`));
    expect((await workspace.run('undo', 'PoolMirror/m')).stdout).toMatch(/1 file, 3 B brought back/);
    expect(await readFile(workspace.at(`${REPLICA}/a`), 'utf8')).toBe('one');
  });

  test('passes over what was only replaced, says so, and brings back what was removed before that', async () => {
    const workspace = await makeMirror(['a = one', 'x = gone'], { extraneous: 'Trash' });
    await workspace.run();
    await rm(workspace.at('disk/source/x'));
    await workspace.run();
    await workspace.tree('disk/source', ['a = two words']);
    await workspace.run();
    const undone = await workspace.run('undo', 'PoolMirror/m');
    expect(undone).toMatchObject({ code: 3, stderr: '' });
    expect(undone.stdout).toMatch(
      /^disk:replica: 0 files, 0 B brought back from .*\n {2}stays in the trash, .*: a\ndisk:replica: 1 file, 4 B brought back from /,
    );
    expect(await names(workspace)).toEqual(['a', 'x']);
    expect(await readFile(workspace.at(`${REPLICA}/a`), 'utf8')).toBe('two words');
    expect(await readFile(workspace.at(`${REPLICA}/x`), 'utf8')).toBe('gone');
  });

  test('names no more than ten of what stays', async () => {
    const names = Array.from({ length: 13 }, (_, at) => `f${at}`);
    const workspace = await makeMirror(names.map((name) => `${name} = one`));
    await workspace.run();
    await workspace.tree(
      'disk/source',
      names.map((name) => `${name} = two words`),
    );
    await workspace.run();
    const { stdout } = await workspace.run('undo', 'PoolMirror/m');
    expect(stdout.match(/stays in the trash/g)).toHaveLength(10);
    expect(stdout.endsWith('  and 3 files more\n')).toBe(true);
  });

  test('leaves it to whoever works there now: exit 6', async () => {
    const workspace = await makeMirror(['a = one'], { extraneous: 'Trash' });
    await workspace.run();
    await workspace.tree(REPLICA, ['x = old']);
    await workspace.run();
    const times = { since: '2026-01-02T03:04:05.000Z', fence: 1, beat: 0, ttlMs: 120_000 };
    const lease = printLease({ ...thisProcess(), owner: 'another', ...times, children: [] });
    await writeFile(workspace.at(`${REPLICA}/.replicas-lease`), lease);
    expect(await workspace.run('undo', 'PoolMirror/m')).toMatchObject({ code: 6, stderr: expect.stringContaining('lease.held') });
    expect(await names(workspace)).toEqual(['a']);
    await rm(workspace.at(`${REPLICA}/.replicas-lease`));
    expect((await workspace.run('undo', 'PoolMirror/m')).code).toBe(0);
    expect(await names(workspace)).toEqual(['a', 'x']);
  });

  test('brings back nothing of what was deleted', async () => {
    const workspace = await makeMirror(['a = one'], { extraneous: 'Delete' });
    await workspace.run();
    await workspace.tree(REPLICA, ['x = old']);
    await workspace.run();
    expect(await workspace.run('undo', 'PoolMirror/m')).toMatchObject({
      code: 0,
      stdout: 'disk:replica: the trash is empty\n',
    });
    expect(await names(workspace)).toEqual(['a']);
  });
});

requires('rsync')('the trash', () => {
  test('is emptied of whole days that are over, of nothing else, and told beforehand', async () => {
    const workspace = await makeMirror(['a = one'], { trash: { keep: '30d' } });
    await workspace.run();
    const old = [`${day(32)}/plan/x = old`, `${day(400)}/plan/d/y = older`, `${day(400)}/other/empty/`];
    const stays = [
      `${day(30)}/plan/z = young`,
      'notes/n = mine',
      '2001-02-31/p/n = no day',
      '2001-2-3/p/n = no day',
      '2001-02-03.txt = mine',
    ];
    await workspace.tree(`${REPLICA}/.replicas-trash`, [...old, ...stays]);
    await workspace.tree(`${REPLICA}/.replicas-quarantine`, [`${day(400)}/plan/x = evidence`]);
    const plan = await workspace.run('--plan', '-v');
    expect(plan.stdout).toMatch(
      /delete 2 files, 8 B from the trash for good\n +because 2 files in the trash for longer than it is kept\n/,
    );
    const keep = [...(await workspace.all(`${REPLICA}/.replicas-quarantine`)).keys()];
    expect(await workspace.run()).toEqual(QUIET);
    expect(await names(workspace)).toEqual(['a']);
    const left = [...(await workspace.all(`${REPLICA}/.replicas-trash`)).entries()].filter(([, { type }]) => type === 'file');
    expect(left.map(([path]) => path).sort()).toEqual(stays.map((line) => line.replace(/ = .*/, '')).sort());
    expect((await workspace.all(`${REPLICA}/.replicas-trash`)).has(fromText(day(400)))).toBe(false);
    expect([...(await workspace.all(`${REPLICA}/.replicas-quarantine`)).keys()]).toEqual(keep);
    expect((await workspace.run('--plan', '--detailed-exitcode')).code).toBe(0);
    const inAMonth = new Date(Date.now() + 33 * 86_400_000).toISOString().slice(0, 10);
    const later = await workspace.run('--plan', '--at', inAMonth);
    expect(later.stdout).toMatch(/delete 1 file, 5 B from the trash for good/);
    expect((await workspace.all(`${REPLICA}/.replicas-trash`)).size).toBeGreaterThan(0);
  });

  test('is kept as long as the manifest says, and is emptied whatever the ceilings', async () => {
    const workspace = await makeMirror(['a = one'], { trash: { keep: '5000d' } });
    await workspace.tree(
      `${REPLICA}/.replicas-trash`,
      Array.from({ length: 40 }, (_, n) => `${day(4000)}/plan/f${n} = old`),
    );
    expect(await workspace.run()).toEqual(QUIET);
    expect((await workspace.all(`${REPLICA}/.replicas-trash`)).size).toBe(42);
    const source = { endpoint: 'disk', path: 'source' };
    const spec = { source, replicas: [{ endpoint: 'disk', path: 'replica' }], ceilings: { files: 1 } };
    await workspace.declare(local('disk', workspace.at('disk')), mirror('m', spec));
    expect(await workspace.run()).toEqual(QUIET);
    expect((await workspace.left(REPLICA)).filter((path) => path.endsWith('/f1'))).toEqual([]);
  });
});

requires('rsync', 'sshd')('the trash at the other end of ssh', () => {
  test('is filled, brought back and emptied', { timeout: 120_000 }, async () => {
    const workspace = await makeWorkspace();
    const sshd = await anSshd();
    await workspace.tree('disk/source', ['a = one @ 1000000000']);
    await workspace.tree('far/copy', [`.replicas-trash/${day(40)}/plan/x = old`, 'gone/b = two @ 1000000000']);
    await mkdir(workspace.at('far/copy/.replicas-quarantine'));
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
    expect(await names(workspace, 'far/copy')).toEqual(['a']);
    const kept = (await workspace.left('far/copy')).filter((path) => /\/[bx]$/.test(path));
    expect(kept).toEqual([expect.stringMatching(/^\.replicas-trash\/\d{4}-\d\d-\d\d\/[0-9a-f]{16}\/gone\/b$/)]);
    expect((await workspace.run('undo', 'PoolMirror/m')).stdout).toMatch(/^far:copy: 1 file, 3 B brought back/);
    expect(await names(workspace, 'far/copy')).toEqual(['a', 'gone', 'gone/b']);
  });
});

requires(
  'rsync',
  'sshd',
  'rrsync',
)('the trash of an account that may only rsync', () => {
  test('keeps what was overwritten beside the data; nothing is brought back there', { timeout: 120_000 }, async () => {
    const workspace = await makeWorkspace();
    const sshd = await anSshd();
    await workspace.tree('disk/source', ['d/a = one @ 1000000000', 'b = two @ 1000000000']);
    await mkdir(workspace.at('far'));
    const identityFile = await sshd.authorize({ type: 'rrsync', directory: workspace.at('far'), mode: 'ReadWrite' });
    await workspace.declare(
      local('disk', workspace.at('disk')),
      ssh('far', sshd, { root: '/', shell: 'RsyncOnly', identityFile }),
      mirror('m', { source: { endpoint: 'disk', path: 'source' }, replicas: [{ endpoint: 'far', path: 'a copy' }] }),
    );
    expect(await workspace.run()).toEqual(QUIET);
    await workspace.tree('disk/source', ['d/a = new @ 1000000001']);
    expect(await workspace.run()).toEqual(QUIET);
    expect(await workspace.data('far/a copy')).toEqual(await workspace.data('disk/source'));
    const [kept = ''] = (await workspace.left('far')).filter((path) => path.endsWith('/d/a'));
    expect(kept).toMatch(/^a copy\/\.replicas-trash\/\d{4}-\d\d-\d\d\/[0-9a-f]{16}\.\d+\/d\/a$/);
    expect(await readFile(workspace.at(`far/${kept}`), 'utf8')).toBe('one');
    expect((await workspace.run('status', '--check')).code).toBe(0);
    expect(await workspace.run('undo', 'PoolMirror/m')).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'endpoint.access: far:a copy: nothing can be renamed there, so nothing can be brought back\n  What was overwritten lies below .replicas-trash there: bring it back by hand.\n',
    });
    expect(await workspace.data('far/a copy')).toEqual(await workspace.data('disk/source'));
  });
});

test('undo brings back what file systems keep for themselves too, where it was data, and loses nothing of it', async () => {
  const workspace = await makeMirror(['keep = it', '.snapshot/', '.snapshot/s = one', 'n = two'], {
    extraneous: 'Trash',
    include: ['.snapshot/', '**'],
  });
  expect((await workspace.run()).code).toBe(0);
  const before = await workspace.data('disk/replica');
  await rm(workspace.at('disk/source/.snapshot'), { recursive: true });
  await rm(workspace.at('disk/source/n'));
  expect((await workspace.run()).code).toBe(0);
  const undone = await workspace.run('undo', 'PoolMirror/m');
  expect(undone).toMatchObject({ code: 0, stderr: '' });
  expect(undone.stdout).toContain('2 files, 6 B brought back');
  expect(await workspace.data('disk/replica')).toEqual(before);
});
