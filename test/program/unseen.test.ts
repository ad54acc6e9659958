import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import { requires } from '../components/requirement.ts';
import { damage, datasetOf, deedsIn, recordsIn } from './memory.ts';
import { events } from './run.ts';
import { giveAway, local, makeWorkspace, mirror, type Workspace } from './workspace.ts';

const STATEMENT = '.replicas-state.json';
const NODES = ['open/a = one @ 1000000000', 'closed/b = two @ 1000000000', 'closed/c = three @ 1000000000'];

interface Roots {
  readonly disk?: object;
  readonly there?: object;
}

/** A source in the endpoint `disk`, and a replica of it in each of `here` and `there`, which removes what the source has not. */
async function twoReplicas(roots: Roots = {}): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('disk/source', NODES);
  for (const name of ['here', 'there']) await mkdir(workspace.at(name));
  await workspace.declare(
    local('disk', workspace.at('disk'), roots.disk),
    local('here', workspace.at('here')),
    local('there', workspace.at('there'), roots.there),
    mirror('m', {
      source: { endpoint: 'disk', path: 'source' },
      replicas: ['here', 'there'].map((endpoint) => ({ endpoint, path: 'copy' })),
      extraneous: 'Delete',
    }),
  );
  return workspace;
}

/** The state, code and figures that the status tells of each replica. */
async function told(workspace: Workspace): Promise<readonly string[]> {
  const { replicas } = await datasetOf(workspace);
  return replicas.map(({ endpoint, state }) => `${endpoint} ${state}`);
}

const there = (path: string): ReturnType<typeof fromText> => fromText(path);

requires('rsync', 'ordinary account')('where a part cannot be read', () => {
  test('of the source: the rest is copied and read back; nothing is removed, published or called verified', async () => {
    const workspace = await twoReplicas();
    await workspace.tree('here/copy', ['extra = stays']);
    await giveAway(workspace);
    await chmod(workspace.at('disk/source/closed'), 0o000);
    const ran = await workspace.runWith({ as: 'Ordinary' });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr.match(/source\.gaps: /g)?.length).toBe(2);
    for (const name of ['here', 'there']) {
      expect((await workspace.data(`${name}/copy`)).get(there('open/a'))).toMatchObject({ size: 3 });
      expect((await workspace.all(`${name}/copy`)).has(there(STATEMENT)), name).toBe(false);
      expect(recordsIn(workspace, `${name}:copy`), name).toBe(1);
    }
    expect((await workspace.data('here/copy')).has(there('extra'))).toBe(true);
    expect(await told(workspace)).toEqual(['here unknown', 'there unknown']);
    expect(await workspace.runWith({ as: 'Ordinary' })).toEqual({ code: 3, stdout: '', stderr: '' });
    expect((await workspace.run('status', '--check')).code).toBe(3);

    await chmod(workspace.at('disk/source/closed'), 0o755);
    expect(await workspace.runWith({ as: 'Ordinary' })).toMatchObject({ code: 0 });
    for (const name of ['here', 'there']) {
      expect(await workspace.data(`${name}/copy`)).toEqual(await workspace.data('disk/source'));
      expect((await workspace.all(`${name}/copy`)).has(there(STATEMENT)), name).toBe(true);
    }
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });

  test('what was corrupt and is repaired is not told as if it were not', async () => {
    const workspace = await twoReplicas();
    await giveAway(workspace);
    expect((await workspace.runWith({ as: 'Ordinary' })).code).toBe(0);
    await damage(workspace.at('there/copy/open/a'));
    await chmod(workspace.at('disk/source/closed'), 0o000);
    const ran = await workspace.runWith({ as: 'Ordinary' });
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('there:copy: 1 corrupt file repaired') });
    expect(ran.stderr).not.toContain('replica.corrupt');
  });

  test('and something is held as well: what could not be read decides how it ends', async () => {
    const workspace = await twoReplicas();
    for (const name of ['here', 'there']) await workspace.tree(`${name}/copy`, ['open/a = eno @ 1000000000']);
    await giveAway(workspace);
    await chmod(workspace.at('disk/source/closed'), 0o000);
    const ran = await workspace.runWith({ as: 'Ordinary' });
    expect(ran.code).toBe(3);
    for (const code of ['source.gaps', 'replica.differs']) expect(ran.stderr).toContain(` here:copy: ${code}: `);
    const plan = await workspace.runWith({ as: 'Ordinary' }, '--plan');
    expect(plan).toMatchObject({ code: 3, stdout: expect.stringContaining('reconcile approve PoolMirror/m --reason TEXT') });
    expect((await workspace.runWith({ as: 'Ordinary' }, 'verify', 'PoolMirror/m')).code).toBe(3);
    await chmod(workspace.at('disk/source/closed'), 0o755);
    expect((await workspace.runWith({ as: 'Ordinary' })).code).toBe(4);
    expect((await workspace.runWith({ as: 'Ordinary' }, 'verify', 'PoolMirror/m')).code).toBe(3);
  });

  test('of a replica that was verified: what it said of itself stays, nothing is removed there, the other goes on', async () => {
    const workspace = await twoReplicas();
    await giveAway(workspace);
    await workspace.runWith({ as: 'Ordinary' });
    const said = await readFile(workspace.at(`there/copy/${STATEMENT}`), 'utf8');
    await workspace.tree('disk/source', ['new = n @ 1000000000']);
    await workspace.tree('there/copy', ['extra = stays']);
    await giveAway(workspace);
    await chmod(workspace.at('there/copy/closed'), 0o000);
    const ran = await workspace.runWith({ as: 'Ordinary' });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(/^PoolMirror\/m there:copy: source\.gaps: .*there:copy.*closed/);
    expect(ran.stderr).not.toContain(' here:copy');
    expect((await workspace.data('here/copy')).has(there('new'))).toBe(true);
    const data = await workspace.data('there/copy').catch(() => undefined);
    await chmod(workspace.at('there/copy/closed'), 0o755);
    expect([...(data ?? (await workspace.data('there/copy'))).keys()]).toEqual(expect.arrayContaining(['new', 'extra']));
    expect(await readFile(workspace.at(`there/copy/${STATEMENT}`), 'utf8')).toBe(said);
    expect(await told(workspace)).toEqual(['here verified', 'there unknown']);
    expect((await workspace.runWith({ as: 'Ordinary' })).code).toBe(0);
    expect(await workspace.data('there/copy')).toEqual(await workspace.data('disk/source'));
    expect(await told(workspace)).toEqual(['here verified', 'there verified']);
  });

  test('a file of a replica that cannot be opened is not called verified, and is no reason to copy it again', async () => {
    const workspace = await twoReplicas();
    await giveAway(workspace);
    await workspace.runWith({ as: 'Ordinary' });
    await rm(workspace.at('state'), { recursive: true });
    await chmod(workspace.at('there/copy/closed/b'), 0o000);
    const ran = await workspace.runWith({ as: 'Ordinary' }, '--json');
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/^PoolMirror\/m there:copy: source\.gaps: there:copy: "closed\/b" could not be read\n/);
    expect(deedsIn(events(ran.stdout)).filter((deed) => deed.startsWith('transfer'))).toEqual([]);
    expect(await told(workspace)).toEqual(['here verified', 'there copied']);
    await chmod(workspace.at('there/copy/closed/b'), 0o644);
    expect((await workspace.runWith({ as: 'Ordinary' })).code).toBe(0);
    expect(await told(workspace)).toEqual(['here verified', 'there verified']);
  });
});

requires('rsync')('where a root', () => {
  test('of a replica is gone: the other is served, and what was known of this one is not called verified', async () => {
    const workspace = await twoReplicas();
    await workspace.run();
    await rename(workspace.at('there'), workspace.at('away'));
    await workspace.tree('disk/source', ['new = n @ 1000000000']);
    await rm(workspace.at('disk/source/open/a'));
    const ran = await workspace.run();
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(/^PoolMirror\/m there:copy: endpoint\.root-missing: /);
    expect(await workspace.data('here/copy')).toEqual(await workspace.data('disk/source'));
    expect(await told(workspace)).toEqual(['here verified', 'there unknown']);
    expect((await workspace.run('verify', 'PoolMirror/m')).code).toBe(3);
    expect((await workspace.run('status', '--check')).code).toBe(3);
    await rename(workspace.at('away'), workspace.at('there'));
    expect((await workspace.run()).code).toBe(0);
    expect(await workspace.data('there/copy')).toEqual(await workspace.data('disk/source'));
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });

  test.each(['disk', 'there'] as const)(
    'of %s is not mounted, or is another: told apart, nothing is done there, released by itself',
    async (which) => {
      const workspace = await twoReplicas({ [which]: { identity: 'Required' } });
      expect((await workspace.run('identify', which)).code).toBe(0);
      await workspace.run();
      const places = which === 'disk' ? ['here', 'there'] : ['there'];
      const before = await workspace.all(which);
      const mine = await readFile(workspace.at(`${which}/.replicas-endpoint`), 'utf8');
      await workspace.tree('disk/source', ['new = n @ 1000000000']);
      const changed = await workspace.all(which);
      for (const [content, code, exit] of [
        [undefined, 'endpoint.not-identified', 3],
        [mine.replace(/"name": ?"[a-z]+"/, '"name":"elsewhere"'), 'endpoint.swapped', 4],
        ['garbage', 'endpoint.not-identified', 3],
      ] as const) {
        await rm(workspace.at(`${which}/.replicas-endpoint`), { force: true });
        if (content !== undefined) await writeFile(workspace.at(`${which}/.replicas-endpoint`), content);
        const ran = await workspace.run();
        expect({ code: ran.code, stdout: ran.stdout }, code).toEqual({ code: exit, stdout: '' });
        for (const place of places)
          expect(ran.stderr).toMatch(new RegExp(`^PoolMirror/m ${place}:copy: ${code.replace('.', '\\.')}: `, 'm'));
        const after = [...(await workspace.all(which)).keys()].filter((path) => path !== '.replicas-endpoint');
        expect(after).toEqual([...changed.keys()].filter((path) => path !== '.replicas-endpoint'));
        expect((await workspace.data('here/copy')).has(there('new'))).toBe(which === 'there');
      }
      await writeFile(workspace.at(`${which}/.replicas-endpoint`), mine);
      expect((await workspace.run()).code).toBe(0);
      for (const name of ['here', 'there'])
        expect(await workspace.data(`${name}/copy`)).toEqual(await workspace.data('disk/source'));
      expect((await workspace.run('status', '--check')).code).toBe(0);
      expect(before.size).toBeGreaterThan(0);
    },
  );

  test('of the only good copy is not mounted, a corrupt file waits for it', async () => {
    const workspace = await twoReplicas();
    await workspace.run();
    const good = await workspace.data('here/copy');
    await damage(workspace.at('here/copy/closed/b'));
    await rename(workspace.at('disk'), workspace.at('away'));
    const ran = await workspace.run();
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('endpoint.root-missing') });
    expect(await workspace.data('here/copy')).not.toEqual(good);
    await rename(workspace.at('away'), workspace.at('disk'));
    expect(await workspace.run()).toMatchObject({ code: 0, stderr: expect.stringContaining('1 corrupt file repaired') });
    expect(await workspace.data('here/copy')).toEqual(good);
  });
});
