import { mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { type Ended, reconcile } from './run.ts';
import { makeMirror, makeWorkspace, type Workspace } from './workspace.ts';

/** Ends the program where it waits for what never comes, or takes more memory than a manifest is worth. */
const WITHIN = ['timeout', '-s', 'KILL', '20', 'prlimit', '--data=4000000000'];

function bounded(workspace: Workspace, ...args: readonly string[]): Promise<Ended> {
  return workspace.runWith({ within: WITHIN }, ...args);
}

async function oddFile(path: string, odd: 'FIFO' | 'zero'): Promise<void> {
  await rm(path, { force: true });
  await mkdir(dirname(path), { recursive: true });
  await (odd === 'FIFO' ? run('mkfifo', [path]) : symlink('/dev/zero', path));
}

const STACK = /\n\s+at |internal error|Unhandled/;

test.each(['FIFO', 'zero'] as const)('a manifest that is a %s is told, with the others', async (odd) => {
  const workspace = await makeMirror(['a = one']);
  await oddFile(workspace.at('manifests/f.yaml'), odd);
  await writeFile(workspace.at('manifests/g.yaml'), 'kind: [');
  for (const words of [['validate'], [], ['--plan'], ['status']]) {
    const ran = await bounded(workspace, ...words);
    expect(ran.code).toBe(5);
    expect(ran.stdout + ran.stderr).toMatch(/manifests\/f\.yaml.*manifest\.syntax.*it is not a regular file/);
    expect(ran.stdout + ran.stderr).toMatch(/manifests\/g\.yaml:1/);
  }
  const named = await bounded(workspace, 'validate', '-m', 'manifests/f.yaml');
  expect(named).toMatchObject({ code: 5, stdout: expect.stringContaining('it is not a regular file') });
});

test('a manifest larger than any is told without being read', async () => {
  const workspace = await makeMirror(['a = one']);
  await writeFile(workspace.at('manifests/f.yaml'), '');
  await truncate(workspace.at('manifests/f.yaml'), 2 ** 42);
  expect(await bounded(workspace, 'validate')).toMatchObject({
    code: 5,
    stdout: expect.stringMatching(/manifests\/f\.yaml.*manifest\.syntax.*larger than/),
  });
});

test.each(['FIFO', 'zero'] as const)('a plan that is a %s is invalid', async (odd) => {
  const workspace = await makeMirror(['a = one']);
  await oddFile(workspace.at('plan.json'), odd);
  const ran = await bounded(workspace, 'apply', 'plan.json');
  expect(ran).toMatchObject({ code: 5, stdout: '', stderr: expect.stringMatching(/plan\.invalid.*it is not a regular file/) });
});

test.each(['a directory', 'nothing', 'enormous'])('a plan that is %s is invalid', async (odd) => {
  const workspace = await makeMirror(['a = one']);
  if (odd === 'a directory') await mkdir(workspace.at('plan.json'));
  if (odd === 'enormous') {
    await writeFile(workspace.at('plan.json'), '');
    await truncate(workspace.at('plan.json'), 2 ** 32);
  }
  const ran = await bounded(workspace, 'apply', 'plan.json');
  expect(ran).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('plan.invalid: plan.json: ') });
  expect(ran.stderr).not.toMatch(STACK);
});

requires('rsync')('state files that are none', () => {
  test.each(['FIFO', 'zero'] as const)('%s: what they would say is forgotten', async (odd) => {
    const workspace = await makeMirror(['a = one']);
    await workspace.run();
    for (const name of ['PoolMirror/m.json', 'last-pass.json', 'problems.json'])
      await oddFile(workspace.at(`state/status/${name}`), odd);
    expect(await bounded(workspace, 'status')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('no pass yet'),
      stderr: '',
    });
    expect(await bounded(workspace)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await bounded(workspace, 'status')).toMatchObject({ code: 0, stdout: expect.stringContaining('last pass') });
  });

  test.each(['FIFO', 'read FIFO', 'zero'] as const)('a journal that is a %s is told, and the copy is made', async (odd) => {
    const workspace = await makeMirror(['a = one']);
    // A run around midnight writes the next day's.
    const days = [0, 86_400_000].map((later) => new Date(Date.now() + later).toISOString().slice(0, 10));
    const journals = days.map((day) => workspace.at(`state/journal/${day}.ndjson`));
    for (const journal of journals) await oddFile(journal, odd === 'zero' ? 'zero' : 'FIFO');
    const read = odd === 'read FIFO' ? ['sh', '-c', `exec 3<>'${journals[0]}' 4<>'${journals[1]}'; exec "$@"`, 'sh'] : [];
    const ran = await workspace.runWith({ within: [...read, ...WITHIN] });
    expect(ran).toMatchObject({ stdout: '', stderr: expect.stringMatching(/state\.not-writable.*ndjson.*not a regular file/) });
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  });
});

test.each(['list disk', 'get disk/source out', 'test disk'])('%s without a place for what is temporary says so', async (line) => {
  const workspace = await makeMirror(['a = one']);
  const ran = await workspace.runWith({ env: { TMPDIR: '/nonexistent' } }, ...line.split(' '));
  expect(ran).toMatchObject({ code: 64, stdout: '', stderr: expect.stringMatching(/\/nonexistent.*TMPDIR/s) });
  expect(ran.stderr).not.toMatch(STACK);
});

test('a current directory that was removed is told; -C leads out of it', async () => {
  const workspace = await makeMirror(['a = one']);
  const within = ['sh', '-c', 'mkdir gone; cd gone; rmdir ../gone; exec "$@"', 'sh'];
  const ran = await workspace.runWith({ within }, 'validate');
  expect(ran).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining('current directory') });
  expect(ran.stderr).not.toMatch(STACK);
  expect(await workspace.runWith({ within }, '-C', workspace.path, 'validate')).toMatchObject({ code: 0, stderr: '' });
  expect(await workspace.runWith({ within }, '--version')).toMatchObject({ code: 0, stderr: '' });
});

test.each(['--version', '--help', 'get --help', 'schema'])('%s to nobody, and to a full disk', async (line) => {
  const words = line.split(' ');
  const workspace = await makeWorkspace();
  // The reader is gone before the program writes.
  const within = ['sh', '-c', '{ sleep 0.2; "$@"; echo $? >code; } | true', 'sh'];
  expect((await reconcile(workspace.path, words, { within })).stderr).toBe('');
  expect(await readFile(workspace.at('code'), 'utf8')).toBe('0\n');
  const full = await reconcile(workspace.path, words, { within: ['sh', '-c', '"$@" >/dev/full', 'sh'] });
  expect(full).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^reconcile: the output could not be written: .*ENOSPC.*\n$/),
  });
});

test('the first of the state directories of systemd is taken', async () => {
  const workspace = await makeMirror(['a = one']);
  await rm(workspace.at('disk/source'), { recursive: true });
  await workspace.runWith({ env: { STATE_DIRECTORY: `${workspace.at('one')}:${workspace.at('two')}` } });
  expect((await readdir(workspace.path)).sort()).toEqual(['disk', 'manifests', 'one']);
});

test('more manifests than files may be open', async () => {
  const workspace = await makeMirror(['a = one']);
  const names = Array.from({ length: 10_000 }, (_, number) => `e${number}`);
  for (const name of names) {
    const spec = { apiVersion: 'replicas/v1', kind: 'Endpoint', metadata: { name }, spec: { type: 'Local', root: `/${name}` } };
    await writeFile(workspace.at(`manifests/${name}.yaml`), JSON.stringify(spec));
  }
  const within = ['sh', '-c', 'ulimit -n 256; exec "$@"', 'sh'];
  const ran = await workspace.runWith({ within }, 'validate');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(await workspace.runWith({ within })).toEqual({ code: 0, stdout: '', stderr: '' });
});
