import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, LOOPBACK } from '../components/port.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { aDaemon, daemon, giveAway, local, makeMirror, makeWorkspace, mirror, type Workspace } from './workspace.ts';

const LOGIN = { user: 'alice', password: 'Wo5-schatz' };

/** A mirror `PoolMirror/good` that has work to do, and documents for others beside it, all into the endpoint `here`. */
async function besideAGoodOne(...documents: readonly object[]): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('disk/good', ['a = one']);
  await workspace.tree('here/bad', ['kept = as it was']);
  await workspace.declare(
    local('disk', workspace.at('disk')),
    local('here', workspace.at('here')),
    mirror('good', { source: { endpoint: 'disk', path: 'good' }, replicas: [{ endpoint: 'here', path: 'good' }] }),
    ...documents,
  );
  return workspace;
}

function bad(source: object): object {
  return mirror('bad', { source, replicas: [{ endpoint: 'here', path: 'bad' }], extraneous: 'Delete' });
}

/** The pass fails with this code for `bad`, `bad` is untouched and `good` is done. */
async function expectTold(workspace: Workspace, code: string, ...says: readonly (string | RegExp)[]): Promise<void> {
  const before = await workspace.all('here/bad');
  const plan = await workspace.run('--plan');
  expect(plan).toMatchObject({ code: 3, stderr: '' });
  expect(plan.stdout).toContain(`${code}: `);
  const told = await workspace.run();
  expect(told).toMatchObject({ code: 3, stdout: '' });
  expect(told.stderr).toMatch(new RegExp(`^PoolMirror/bad here:bad: ${code.replace('.', '\\.')}: `));
  for (const text of says) expect(told.stderr).toMatch(text);
  expect(await workspace.all('here/bad')).toEqual(before);
  expect(await workspace.data('here/good')).toEqual(await workspace.data('disk/good'));
  const { datasets } = JSON.parse((await workspace.run('status', '-o', 'json')).stdout);
  expect(datasets[0]).toMatchObject({ resource: 'bad', needs: [{ code }] });
}

requires('rsync')('a source', () => {
  test('that vanished: unknown, nothing changes', async () => {
    await expectTold(await besideAGoodOne(bad({ endpoint: 'disk', path: 'bad' })), 'source.absent', 'disk:bad');
  });

  test('whose root vanished', async () => {
    await expectTold(
      await besideAGoodOne(local('gone', '/nonexistent/root'), bad({ endpoint: 'gone', path: '.' })),
      'endpoint.root-missing',
      '/nonexistent/root',
    );
  });

  test('whose daemon is down', async () => {
    const port = await freePort();
    const icc = daemon('icc', { host: LOOPBACK, port });
    await expectTold(await besideAGoodOne(icc, bad({ endpoint: 'icc', module: 'PV' })), 'endpoint.unreachable', 'icc');
  });

  test('whose module is gone, and whose module has no directory any more', async () => {
    const started = await aDaemon({ name: 'unmounted', path: '/nonexistent/pool' });
    const gone = await besideAGoodOne(daemon('icc', started), bad({ endpoint: 'icc', module: 'PV' }));
    await expectTold(gone, 'source.absent', 'no module PV', 'reconcile list icc');
    const unmounted = await besideAGoodOne(daemon('icc', started), bad({ endpoint: 'icc', module: 'unmounted' }));
    await expectTold(unmounted, 'source.absent', 'the directory behind the module');
  });

  test('that refuses the password: the three causes are named, the password is not', async () => {
    const started = await aDaemon({ name: 'PV', path: '/', login: LOGIN });
    const spec = { user: 'alice', passwordFile: 'secrets/icc' };
    const workspace = await besideAGoodOne(daemon('icc', started, spec), bad({ endpoint: 'icc', module: 'PV' }));
    await mkdir(workspace.at('manifests/secrets'), { recursive: true });
    await writeFile(workspace.at('manifests/secrets/icc'), 'not-the-password\n', { mode: 0o600 });
    await expectTold(
      workspace,
      'endpoint.auth',
      /three causes/,
      /password/,
      /user/,
      /secrets file can be read by others/,
      /reconcile --plan/,
    );
    const said = await run('grep', ['-rl', 'not-the-password', workspace.path]);
    expect(said.stdout).toBe(`${workspace.at('manifests/secrets/icc')}\n`);
  });

  test('whose password file others can read: refused before any connection', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
    onTestFinished(() => void server.close());
    const spec = { user: 'alice', passwordFile: 'secrets/icc' };
    const icc = daemon('icc', { host: LOOPBACK, port }, spec);
    const workspace = await besideAGoodOne(icc, bad({ endpoint: 'icc', module: 'PV' }));
    await mkdir(workspace.at('manifests/secrets'), { recursive: true });
    await writeFile(workspace.at('manifests/secrets/icc'), `${LOGIN.password}\n`);
    await chmod(workspace.at('manifests/secrets/icc'), 0o644);
    await expectTold(workspace, 'endpoint.auth', /chmod 600 \S*secrets\/icc/);
    for (const words of [
      ['list', 'icc'],
      ['list', 'icc/PV'],
      ['test', 'icc'],
      ['get', 'icc/PV', 'x'],
    ]) {
      expect((await workspace.run(...words)).code, words.join(' ')).toBe(3);
      expect(connections, words.join(' ')).toBe(0);
    }
    expect(await workspace.run('validate')).toMatchObject({ code: 5, stdout: expect.stringContaining('manifest.secret') });
    await chmod(workspace.at('manifests/secrets/icc'), 0o600);
    await workspace.run();
    expect(connections).toBeGreaterThan(0);
  });
});

requires('rsync', 'ordinary account')('a source that can be read in part', () => {
  const LEFT = ['open/a = one', 'closed/b = two', 'open/c = three'];

  test.each(['closed', 'lost+found'])('one directory is a gap (%s): the rest is copied, nothing is removed', async (name) => {
    const spec = { extraneous: 'Delete', ...(name === 'closed' ? {} : { include: ['/lost+found/', '**'] }) };
    const workspace = await makeMirror(LEFT, spec);
    if (name !== 'closed') await rename(workspace.at('disk/source/closed'), workspace.at('disk/source/lost+found'));
    await workspace.tree('disk/replica', ['extra = stays', `${name}/b = of before`]);
    await giveAway(workspace);
    await chmod(workspace.at(`disk/source/${name}`), 0o000);
    const ran = await workspace.runWith({ as: 'Ordinary' });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(/source\.gaps: .*disk:source.*(closed|lost\+found)/);
    const replica = await workspace.data('disk/replica');
    expect([...replica.keys()].sort()).toEqual([name, `${name}/b`, 'extra', 'open', 'open/a', 'open/c'].sort());
    expect((await workspace.runWith({ as: 'Ordinary' }, '--plan')).code).toBe(3);

    await chmod(workspace.at(`disk/source/${name}`), 0o755);
    expect((await workspace.runWith({ as: 'Ordinary' })).code).toBe(0);
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  });

  test('one file: the rest is copied and removed, it alone is told', async () => {
    const workspace = await makeMirror(LEFT, {});
    await giveAway(workspace);
    await chmod(workspace.at('disk/source/closed/b'), 0o000);
    const ran = await workspace.runWith({ as: 'Ordinary' });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(/transfer\.partial/);
    expect(ran.stderr).toContain('closed/b');
    expect([...(await workspace.data('disk/replica')).keys()].sort()).toEqual(['closed', 'open', 'open/a', 'open/c']);
  });

  test('lost+found at its root, root alone may enter it: no trouble at all', async () => {
    const workspace = await makeMirror(['a = one', 'lost+found/'], { extraneous: 'Delete' });
    await giveAway(workspace);
    await chmod(workspace.at('disk/source/lost+found'), 0o700);
    await run('chown', ['0:0', workspace.at('disk/source/lost+found')]);
    if (process.getuid?.() !== 0) await chmod(workspace.at('disk/source/lost+found'), 0o000);
    expect(await workspace.runWith({ as: 'Ordinary' })).toEqual({ code: 0, stdout: '', stderr: '' });
    expect([...(await workspace.data('disk/replica')).keys()]).toEqual(['a']);
    await rm(workspace.at('disk/source/lost+found'), { recursive: true });
  });
});
