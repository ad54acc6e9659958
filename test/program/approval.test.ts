import { readdirSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { requires } from '../components/requirement.ts';
import { deedsIn, journalOf } from './memory.ts';
import { events } from './run.ts';
import { local, makeMirror, mirror, type Workspace } from './workspace.ts';

const QUIET = { code: 0, stdout: '', stderr: '' };
const REPLICA = 'disk/replica';
const REASON = ['--reason', 'the old ones are wrong'];

/** `n` files, numbered from `first`. */
function files(n: number, first = 0): readonly string[] {
  return Array.from({ length: n }, (_, at) => `f${first + at} = content ${first + at} @ 1000000000`);
}

/** A mirror of sixty files, of which thirty have gone from the source, and a new one has come. */
async function shrunk(spec: object = {}): Promise<Workspace> {
  const workspace = await makeMirror(files(60), { extraneous: 'Trash', ...spec });
  await workspace.run();
  for (let at = 0; at < 30; at++) await rm(workspace.at(`disk/source/f${at}`));
  await workspace.tree('disk/source', ['new = four']);
  return workspace;
}

async function names(workspace: Workspace): Promise<readonly string[]> {
  return [...(await workspace.data(REPLICA)).keys()].sort();
}

/** The files in the state that hold what was approved and is not used up. */
function approvals(workspace: Workspace): readonly string[] {
  return readdirSync(workspace.at('state'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^approvals\/.*\.json$/.test(name),
  );
}

requires('rsync')('an approval', () => {
  test('is of what was shown: before that it is refused, and what is held is shown', async () => {
    const workspace = await shrunk();
    const before = await names(workspace);
    const refused = await workspace.run('approve', 'PoolMirror/m', ...REASON);
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toBe(
      [
        'approval.needed: disk:replica: what is held now is not what was shown last; nothing was released',
        '  Look at it: reconcile --plan -v --only PoolMirror/m',
        "  disk:replica: source.shrunk: the source has lost 30 files, 290 B that it once had: would remove 50 % of this replica's files (30 of 60), the ceiling is 10 % (30 files, 290 B listed)",
        '',
      ].join('\n'),
    );
    expect(approvals(workspace)).toEqual([]);
    expect((await workspace.run()).code).toBe(4);
    expect(await names(workspace)).toEqual([...before, 'new'].sort());
    expect((await workspace.run('approve', 'PoolMirror/m', ...REASON)).code).toBe(0);
  });

  test('lets exactly that be removed, is used up by it, and stands recorded here and there', async () => {
    const workspace = await shrunk();
    expect((await workspace.run('--plan')).stdout).toMatch(
      /source\.shrunk: .*\n.*reconcile approve PoolMirror\/m --reason TEXT\n/,
    );
    const approved = await workspace.run('approve', 'PoolMirror/m', ...REASON);
    expect(approved).toMatchObject({ code: 0, stderr: '' });
    expect(approved.stdout).toMatch(
      /^released: disk:replica: source\.shrunk: .*\(30 files, 290 B listed\)\n {2}by \S+@\S+: the old ones are wrong\. It is done by: reconcile\n$/,
    );
    expect(approvals(workspace).length).toBe(1);
    const [told] = journalOf(workspace).filter(({ type }) => type === 'approved');
    expect(told).toMatchObject({
      resource: 'PoolMirror/m',
      replica: 'disk:replica',
      code: 'source.shrunk',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      by: expect.stringMatching(/@/),
      reason: 'the old ones are wrong',
    });
    const [there = ''] = await workspace.left(REPLICA);
    expect(there).toMatch(/^\.replicas-approval-[0-9a-f]{16}\.json$/);
    const { type: _type, ...said } = told ?? {};
    expect(JSON.parse(await readFile(workspace.at(`${REPLICA}/${there}`), 'utf8'))).toEqual({
      format: 'replicas/approval/v1',
      ...said,
    });

    const shown = await workspace.run('--plan');
    expect(shown.stdout).toMatch(/move 30 files, 290 B to the trash/);
    expect(shown.stdout).toContain(' 0 held,');
    expect(await workspace.run()).toEqual(QUIET);
    expect(await workspace.data(REPLICA)).toEqual(await workspace.data('disk/source'));
    expect(approvals(workspace)).toEqual([]);
    expect(await workspace.left(REPLICA)).toContain(there);
    expect((await workspace.run('status', '--check')).code).toBe(0);

    // The same again is held again.
    await workspace.tree(REPLICA, files(30));
    expect((await workspace.run()).code).toBe(4);
    expect((await workspace.run('approve', 'PoolMirror/m', '--reason', 'again')).code).toBe(4);
  });

  test('does not cover a list that has grown; a shorter one it does', async () => {
    const grown = await shrunk();
    await grown.run('--plan');
    await rm(grown.at('disk/source/f30'));
    expect(await grown.run('approve', 'PoolMirror/m', ...REASON)).toMatchObject({ code: 4, stdout: '' });
    await rm(grown.at('disk/source/f31'));
    expect((await grown.run()).code).toBe(4);

    const later = await shrunk();
    await later.run('--plan');
    expect((await later.run('approve', 'PoolMirror/m', ...REASON)).code).toBe(0);
    await rm(later.at('disk/source/f30'));
    const before = await names(later);
    const held = await later.run();
    expect(held).toMatchObject({ code: 4, stderr: expect.stringContaining('source.shrunk') });
    expect(await names(later)).toEqual([...before, 'new'].sort());
    // With that one back, and another one too, less is removed than was approved.
    await later.tree('disk/source', [...files(1, 30), ...files(1, 5)]);
    expect((await later.run()).code).toBe(0);
    expect(await later.data(REPLICA)).toEqual(await later.data('disk/source'));
    expect((await names(later)).filter((name) => name === 'f5')).toEqual(['f5']);
  });

  test('does not cover a file that became another', async () => {
    const workspace = await shrunk({ extraneous: 'Delete' });
    await workspace.run('--plan');
    await workspace.run('approve', 'PoolMirror/m', ...REASON);
    await workspace.tree(REPLICA, ['f3 = somebody has worked on it']);
    const { code, stderr } = await workspace.run();
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(/source\.shrunk|ceiling\.exceeded/) });
    expect(await readFile(workspace.at(`${REPLICA}/f3`), 'utf8')).toBe('somebody has worked on it');
    expect(await readFile(workspace.at(`${REPLICA}/f4`), 'utf8')).toBe('content 4');
  });

  test.each(['Trash', 'Delete'])('of an emptied source lets %s take all', async (extraneous) => {
    const workspace = await makeMirror(files(40), { extraneous });
    await workspace.run();
    await rm(workspace.at('disk/source'), { recursive: true });
    await mkdir(workspace.at('disk/source'));
    const held = await workspace.run();
    expect(held).toMatchObject({ code: 4, stderr: expect.stringMatching(/source\.emptied: .*this replica has 40 files/) });
    expect((await workspace.run('approve', 'PoolMirror/m', ...REASON)).code).toBe(4);
    expect((await workspace.run('approve', 'PoolMirror/m', '--reason', 'moved to tape')).code).toBe(0);
    expect((await names(workspace)).length).toBe(40);
    expect((await workspace.run()).code).toBe(0);
    expect(await names(workspace)).toEqual([]);
    const kept = (await workspace.left(REPLICA)).filter(
      (path) => path.startsWith('.replicas-trash/') && path.split('/').length > 3,
    );
    expect(kept.length).toBe(extraneous === 'Trash' ? 40 : 0);
    expect(approvals(workspace)).toEqual([]);
    expect(await workspace.run()).toEqual(QUIET);
  });

  test('is not given up while the source is emptied, for anything less', async () => {
    const workspace = await shrunk();
    await workspace.run('--plan');
    await workspace.run('approve', 'PoolMirror/m', ...REASON);
    await rm(workspace.at('disk/source'), { recursive: true });
    await mkdir(workspace.at('disk/source'));
    const before = await names(workspace);
    expect(await workspace.run()).toMatchObject({ code: 4, stderr: expect.stringContaining('source.emptied') });
    expect(await names(workspace)).toEqual(before);
  });

  test('is given for each replica where something is held, and used up where it is used', async () => {
    const workspace = await makeMirror(files(60));
    const replicas = ['one', 'two'].map((path) => ({ endpoint: 'disk', path }));
    await workspace.declare(
      local('disk', workspace.at('disk')),
      mirror('m', { source: { endpoint: 'disk', path: 'source' }, replicas, extraneous: 'Trash' }),
    );
    await workspace.run();
    for (let at = 0; at < 30; at++) await rm(workspace.at(`disk/source/f${at}`));
    await workspace.run('--plan');
    const approved = await workspace.run('approve', 'PoolMirror/m', ...REASON);
    expect(approved).toMatchObject({ code: 0, stderr: '' });
    expect(approved.stdout.match(/^released: disk:(one|two): source\.shrunk: /gm)).toEqual([
      'released: disk:one: source.shrunk: ',
      'released: disk:two: source.shrunk: ',
    ]);
    expect(approvals(workspace).length).toBe(2);
    await rename(workspace.at('disk/two'), workspace.at('disk/away'));
    await workspace.tree('disk', ['two = no directory']);
    expect((await workspace.run()).code).toBe(3);
    expect(await workspace.data('disk/one')).toEqual(await workspace.data('disk/source'));
    expect(approvals(workspace).length).toBe(1);
    await rm(workspace.at('disk/two'));
    await rename(workspace.at('disk/away'), workspace.at('disk/two'));
    expect(await workspace.run()).toMatchObject({ code: 0 });
    expect(await workspace.data('disk/two')).toEqual(await workspace.data('disk/source'));
    expect(approvals(workspace)).toEqual([]);
  });

  test('needs a reason, and something that is held', async () => {
    const workspace = await makeMirror(files(2));
    await workspace.run();
    expect(await workspace.run('approve', 'PoolMirror/m')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--reason TEXT'),
    });
    expect(await workspace.run('approve', 'PoolMirror/m', '--reason', ' ')).toMatchObject({ code: 64 });
    expect(await workspace.run('approve', 'PoolMirror/m', ...REASON)).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('nothing is held there that an approval releases'),
    });
  });
});

requires('rsync')('what overwrites proven files', () => {
  test('goes to the trash unasked below the ceilings', async () => {
    const workspace = await makeMirror(files(30));
    await workspace.run();
    await workspace.tree('disk/source', ['f7 = new content']);
    const ran = await workspace.run('--json');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(deedsIn(events(ran.stdout))).toEqual(['transfer disk:replica 1', 'verify disk:replica 1', 'publish disk:replica 0']);
    expect(await workspace.data(REPLICA)).toEqual(await workspace.data('disk/source'));
    const [kept = ''] = (await workspace.left(REPLICA)).filter((path) => path.endsWith('/f7'));
    expect(kept).toMatch(/^\.replicas-trash\/\d{4}-\d\d-\d\d\/[0-9a-f]{16}\/f7$/);
    expect(await readFile(workspace.at(`${REPLICA}/${kept}`), 'utf8')).toBe('content 7');
  });

  test('is held above the ceilings while what is missing is copied, until it is approved', async () => {
    const workspace = await makeMirror(files(60));
    await workspace.run();
    await workspace.tree('disk/source', [
      ...files(30).map((line) => line.replace(/content (\d+) .*/, 'another $1')),
      'new = four',
    ]);
    const before = await workspace.data(REPLICA);
    const held = await workspace.run();
    expect(held).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringMatching(/ceiling\.exceeded: would overwrite 49\.2 % of this replica's files/),
    });
    const after = await workspace.data(REPLICA);
    expect([...after.keys()].filter((path) => !before.has(path))).toEqual(['new']);
    expect(new Map([...after].filter(([path]) => before.has(path)))).toEqual(before);
    expect((await workspace.run('status', '--check')).code).toBe(3);
    expect((await workspace.run('--plan')).stdout).toMatch(/held: replace 30 files/);
    expect((await workspace.run('approve', 'PoolMirror/m', ...REASON)).code).toBe(0);
    expect(await workspace.run()).toMatchObject({ code: 0 });
    expect(await workspace.data(REPLICA)).toEqual(await workspace.data('disk/source'));
    expect((await workspace.left(REPLICA)).filter((path) => /\/f\d+$/.test(path)).length).toBe(30);
    expect((await workspace.run('status', '--check')).code).toBe(0);
    expect(approvals(workspace)).toEqual([]);
  });

  test('and what is removed may be held together: one approval releases both', async () => {
    const workspace = await makeMirror(files(90), { extraneous: 'Trash' });
    await workspace.run();
    for (let at = 0; at < 30; at++) await rm(workspace.at(`disk/source/f${at}`));
    await workspace.tree(
      'disk/source',
      files(30, 30).map((line) => line.replace(/content (\d+) .*/, 'another $1')),
    );
    expect((await workspace.run()).code).toBe(4);
    await workspace.run('--plan');
    expect((await workspace.run('approve', 'PoolMirror/m', ...REASON)).code).toBe(0);
    expect((await workspace.run()).code).toBe(0);
    expect(await workspace.data(REPLICA)).toEqual(await workspace.data('disk/source'));
    expect(approvals(workspace)).toEqual([]);
  });
});
