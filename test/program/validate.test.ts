import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Ended } from './run.ts';
import { local, makeWorkspace, mirror, type Workspace } from './workspace.ts';

const ENDPOINT = `apiVersion: replicas/v1
kind: Endpoint
metadata: {name: disk}
spec: {type: Local, root: /data}
`;
const WRONG = `${ENDPOINT}---
apiVersion: replicas/v1
kind: PoolMirror
metadata: {name: m}
spec:
  source: {endpoint: dsik, path: a}
  replicas: [{endpoint: disk, path: b}]
  extranous: Trash
`;

async function withManifest(content: string | Uint8Array): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await mkdir(workspace.at('manifests'));
  await writeFile(workspace.at('manifests/m.yaml'), content);
  return workspace;
}

function expectNoStack({ stdout, stderr }: Ended): void {
  expect(stdout + stderr).not.toMatch(/\n\s+at |internal error/);
}

test('good manifests: exit 0 and a line that says so', async () => {
  const workspace = await withManifest(ENDPOINT);
  expect(await workspace.run('validate')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^.+\n$/) });
  expect((await workspace.run('validate', 'manifests/m.yaml')).code).toBe(0);
  expect((await workspace.run('validate', '-m', 'manifests')).code).toBe(0);
});

test('the examples of the project are good', async () => {
  const workspace = await makeWorkspace();
  const examples = join(import.meta.dirname, '..', '..', 'manifests');
  expect((await workspace.run('validate', examples)).code).toBe(0);
});

test('all problems at once, with place, code frame and what was meant', async () => {
  const workspace = await withManifest(WRONG);
  const { code, stdout, stderr } = await workspace.run('validate');
  expect({ code, stderr }).toEqual({ code: 5, stderr: '' });
  expect(stdout).toContain('manifests/m.yaml:10:22');
  expect(stdout).toContain('manifests/m.yaml:12:3');
  expect(stdout).toContain('manifest.reference');
  expect(stdout).toContain('manifest.schema');
  expect(stdout).toMatch(/\^{2,}/);
  expect(stdout).toMatch(/did you mean "?disk/i);
  expect(stdout).toMatch(/did you mean "?extraneous/i);
});

test('in each format', async () => {
  const workspace = await withManifest(WRONG);
  const as = async (format: string): Promise<string> => {
    const ran = await workspace.run('validate', '--format', format);
    expect(ran).toMatchObject({ code: 5, stderr: '' });
    return ran.stdout;
  };
  const json = JSON.parse(await as('json'));
  expect(JSON.stringify(json)).toContain('manifest.reference');
  const sarif = JSON.parse(await as('sarif'));
  expect(sarif).toMatchObject({ version: '2.1.0', runs: [{ results: [{}, {}] }] });
  expect(await as('junit')).toMatch(/^<\?xml[\s\S]*<failure[\s\S]*<\/testsuites?>\s*$/);
  const github = await as('github');
  expect(github).toMatch(/^::error file=manifests\/m\.yaml,line=10,/m);
  expect((await workspace.runWith({ env: { GITHUB_ACTIONS: 'true' } }, 'validate')).stdout).toBe(github);
  expect(await as('auto')).toBe(await as('text'));
  expect((await workspace.run('validate', '--format', 'xml')).code).toBe(64);
});

test.each<[string, string | Uint8Array]>([
  ['malformed YAML', 'a: [b\nc: }'],
  ['an alias bomb', aliasBomb()],
  ['binary rubbish', Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256)],
  ['duplicate keys', ENDPOINT.replace('metadata:', 'kind: Endpoint\nmetadata:')],
  ['an unknown kind', ENDPOINT.replace('Endpoint', 'Endpiont')],
  ['a list at the top', '- a\n- b\n'],
  ['deep nesting', '['.repeat(20_000)],
  ['an absolute path', mirrorWith({ path: '/etc' })],
  ['a path that leads out', mirrorWith({ path: 'a/../../b' })],
  ['a number where an object belongs', 'apiVersion: replicas/v1\nkind: PoolMirror\nmetadata: 3\nspec: 4\n'],
])('%s: a diagnostic and exit 5', async (_, content) => {
  const workspace = await withManifest(content);
  const ran = await workspace.run('validate');
  expect(ran).toMatchObject({
    code: 5,
    stderr: '',
    stdout: expect.stringMatching(/^manifests\/m\.yaml(:\d+:\d+)?: error manifest\./),
  });
  expect(ran.stdout.length).toBeLessThan(100_000);
  expectNoStack(ran);
  const pass = await workspace.run();
  expect(pass).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('manifests/m.yaml') });
  expectNoStack(pass);
});

test.each<[string, string]>([
  ['10 MB of documents', `${ENDPOINT}---\n`.repeat(100_000)],
  ['10 MB in one value', ENDPOINT.replace('/data', `/${'x'.repeat(10_000_000)}`)],
  ['an empty file', ''],
  ['only comments', '# nothing\n---\n# here\n'],
])('%s: an answer and exit 5, never a stack trace', async (_, content) => {
  const ran = await (await withManifest(content)).run('validate');
  expect(ran).toMatchObject({ code: 5, stderr: '', stdout: expect.stringMatching(/^manifests.*: error manifest\./) });
  expect(ran.stdout.length).toBeLessThan(10_000);
  expectNoStack(ran);
});

test('no manifests, a directory that is missing, a file that is missing', async () => {
  const workspace = await makeWorkspace();
  expect(await workspace.run('validate')).toMatchObject({ code: 5, stdout: expect.stringContaining('manifest.none') });
  expect(await workspace.run()).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('manifest.none') });
  await mkdir(workspace.at('manifests'));
  await writeFile(workspace.at('manifests/.hidden.yaml'), ENDPOINT);
  await writeFile(workspace.at('manifests/readme.txt'), ENDPOINT);
  expect(await workspace.run('validate')).toMatchObject({ code: 5, stdout: expect.stringContaining('manifest.none') });
  expect(await workspace.run('validate', 'nowhere.yaml')).toMatchObject({
    code: 5,
    stdout: expect.stringContaining('nowhere.yaml'),
  });
});

test('what contradicts itself across manifests', async () => {
  const workspace = await makeWorkspace();
  const source = { endpoint: 'disk', path: 'a' };
  await workspace.declare(
    local('disk', '/data'),
    mirror('one', { source, replicas: [{ endpoint: 'disk', path: 'same' }] }),
    mirror('two', { source, replicas: [{ endpoint: 'disk', path: 'same/inside' }] }),
    mirror('three', { source, replicas: [{ endpoint: 'disk', path: 'a/below' }] }),
  );
  const { code, stdout } = await workspace.run('validate');
  expect(code).toBe(5);
  expect(stdout.match(/manifest\.conflict/g)?.length).toBe(2);
});

test('a manifest that is a link to nowhere, or in circles', async () => {
  const workspace = await withManifest(ENDPOINT);
  await symlink('nowhere', workspace.at('manifests/dangling.yaml'));
  await symlink('circle.yaml', workspace.at('manifests/circle.yaml'));
  await symlink('.', workspace.at('manifests/loop'));
  const ran = await workspace.run('validate');
  expect(ran.code).toBe(5);
  expect(ran.stdout.match(/^manifests\/(dangling|circle)\.yaml: error manifest\.none/gm)?.length).toBe(2);
  expectNoStack(ran);
});

test('a manifest that may not be read', async () => {
  const workspace = await withManifest(ENDPOINT);
  await chmod(workspace.at('manifests/m.yaml'), 0o000);
  const ran = await workspace.runWith({ as: 'Ordinary' }, 'validate');
  expect(ran).toMatchObject({ code: 5, stdout: expect.stringContaining('manifests/m.yaml') });
  expectNoStack(ran);
});

test('the schemas are printed, of each kind and of all', async () => {
  const workspace = await makeWorkspace();
  for (const words of [[], ['Endpoint'], ['PoolMirror'], ['NotificationChannel']]) {
    const { code, stdout } = await workspace.run('schema', ...words);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
  }
  expect(await workspace.run('schema', 'Pool')).toMatchObject({ code: 64, stderr: expect.stringContaining('PoolMirror') });
});

function aliasBomb(): string {
  const levels = Array.from({ length: 12 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]\n`);
  return `a0: &a0 [lol]\n${levels.join('')}`;
}

function mirrorWith(replica: object): string {
  const source = { endpoint: 'disk', path: 'a' };
  return [local('disk', '/data'), mirror('m', { source, replicas: [{ endpoint: 'disk', ...replica }] })]
    .map((document) => `---\n${JSON.stringify(document)}\n`)
    .join('');
}
