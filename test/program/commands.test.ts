import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { requires } from '../components/requirement.ts';
import { reconcile } from './run.ts';
import { local, makeMirror, makeWorkspace, mirror, type Workspace } from './workspace.ts';

const QUIET = { code: 0, stdout: '', stderr: '' };

test.each<[string, readonly string[], RegExp]>([
  ['an unknown command', ['aply'], /unknown command "?aply.*apply/s],
  ['an unknown command with an argument', ['validat', 'manifests'], /unknown command "validat".*did you mean "?validate/is],
  ['a command of a later day is no stub', ['watch'], /unknown command "watch"/],
  ['an unknown option', ['--onyl', 'x'], /--onyl.*--only/s],
  ['an option of another command', ['status', '--detailed-exitcode'], /--detailed-exitcode is not an option of reconcile status/],
  ['an option of a plan without one', ['--out', 'x'], /--out goes with --plan/],
  ['--concise without a plan', ['--concise'], /--concise goes with --plan/],
  ['two that exclude each other', ['--plan', '--concise', '-v'], /exclude each other/],
  ['a form that a plan has not', ['--plan', '-o', 'html'], /text, json or markdown/],
  ['a form that a status has not', ['status', '-o', 'markdown'], /markdown/],
  ['a word that is missing', ['get', 'disk'], /DIR/],
  ['a word too many', ['diff', 'PoolMirror/m', 'x'], /./],
  ['a resource that is not declared', ['--only', 'PoolMirror/n'], /no PoolMirror\/n; declared are PoolMirror\/m/],
  ['a name without its kind', ['diff', 'm'], /"m" is not of the form KIND\/NAME/],
  ['a label that nothing has', ['-l', 'site=x'], /site=x/],
  ['a label without a value', ['-l', 'site'], /key=value/],
  ['an endpoint that is not declared', ['list', 'dsik'], /no endpoint "dsik"; declared are disk/],
  ['a place above the root', ['list', 'disk/../x'], /below the root/],
  ['a directory that is not there', ['-C', 'nowhere', '--plan'], /nowhere/],
  ['a plan that cannot be saved', ['--plan', '--out', 'no/where.json'], /no\/where\.json/],
])('%s is exit 64 with a message that helps', async (_, words, says) => {
  const workspace = await makeMirror(['a = one']);
  const ran = await workspace.run(...words);
  expect(ran).toMatchObject({ code: 64, stdout: '', stderr: expect.stringMatching(says) });
  expect(ran.stderr).not.toMatch(/\n\s+at /);
  expect(existsSync(workspace.at('disk/replica'))).toBe(false);
});

test('--version and --help', async () => {
  const workspace = await makeWorkspace();
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(await workspace.run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  const help = await workspace.run('--help');
  expect(help).toMatchObject({ code: 0, stderr: '' });
  for (const word of ['--plan', 'validate', 'identify', '--state', '--only']) expect(help.stdout).toContain(word);
  expect(await workspace.run('get', '--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--json') });
});

requires('rsync')('where it works', () => {
  test('state lies beside the first manifests directory, or where it is said', async () => {
    const workspace = await makeMirror(['a = one']);
    await workspace.run();
    expect(existsSync(workspace.at('state/status'))).toBe(true);
    await workspace.run('--state', 'one');
    await workspace.runWith({ env: { RECONCILE_STATE: 'two' } });
    await workspace.runWith({ env: { STATE_DIRECTORY: workspace.at('three') } });
    await workspace.runWith({ env: { RECONCILE_STATE: 'four', STATE_DIRECTORY: 'not' } });
    for (const name of ['one', 'two', 'three', 'four']) expect(existsSync(workspace.at(`${name}/status`)), name).toBe(true);
    expect(existsSync(workspace.at('not'))).toBe(false);
  });

  test('-C, -m with a file and with a directory, RECONCILE_MANIFESTS', async () => {
    const workspace = await makeMirror(['a = one']);
    await rename(workspace.at('manifests'), workspace.at('declared'));
    const settled = { code: 0, stdout: 'Nothing to do: 1 replica is as declared.\n', stderr: '' };
    expect(await reconcile('/', ['-C', workspace.path, '-m', 'declared'])).toEqual(QUIET);
    expect(existsSync(workspace.at('state/status'))).toBe(true);
    expect(await reconcile('/', ['--plan', '-m', workspace.at('declared/all.yaml')])).toMatchObject({ code: 0, stderr: '' });
    expect(await reconcile(workspace.path, ['--plan', '-m', 'declared'])).toEqual(settled);
    expect(await reconcile(workspace.path, ['--plan'], { env: { RECONCILE_MANIFESTS: 'declared' } })).toEqual(settled);
    expect((await reconcile(workspace.path, ['--plan'])).code).toBe(5);
  });

  test('a variable that is empty is as if it were not set', async () => {
    const workspace = await makeMirror(['a = one']);
    const env = { RECONCILE_MANIFESTS: '', RECONCILE_STATE: '', STATE_DIRECTORY: '' };
    expect(await workspace.runWith({ env })).toEqual(QUIET);
    expect(existsSync(workspace.at('state/status'))).toBe(true);
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  });
});

/** Three mirrors with labels, of the same source. */
async function labelled(): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('disk/source', ['a = one']);
  await mkdir(workspace.at('here'));
  const labels = { x: { site: 'north', tier: 'raw' }, y: { site: 'north', tier: 'cal' }, z: { site: 'south', tier: 'raw' } };
  await workspace.declare(
    local('disk', workspace.at('disk')),
    local('here', workspace.at('here')),
    ...Object.entries(labels).map(([name, own]) => ({
      ...mirror(name, { source: { endpoint: 'disk', path: 'source' }, replicas: [{ endpoint: 'here', path: name }] }),
      metadata: { name, labels: own },
    })),
  );
  return workspace;
}

requires('rsync')('a selection', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['--only', 'PoolMirror/x'], ['x']],
    [
      ['--only', 'PoolMirror/x', '--only', 'PoolMirror/z'],
      ['x', 'z'],
    ],
    [
      ['-l', 'site=north'],
      ['x', 'y'],
    ],
    [['-l', 'site=north', '-l', 'tier=raw'], ['x']],
    [['--only', 'PoolMirror/x', '--only', 'PoolMirror/z', '--selector', 'site=south'], ['z']],
    [[], ['x', 'y', 'z']],
  ])('%j does %j and nothing else', async (words, done) => {
    const workspace = await labelled();
    expect(await workspace.run(...words)).toEqual(QUIET);
    const names = [...(await workspace.data('here')).keys()].filter((path) => !path.includes('/'));
    expect(names.sort()).toEqual(done);
    const { resources } = JSON.parse((await workspace.run('--plan', '--json', ...words)).stdout);
    expect(resources.map(({ name }: { name: string }) => name)).toEqual(done);
  });
});
