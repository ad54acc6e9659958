import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { damage, deedsIn, rewriteRecords, statusOf } from './memory.ts';
import { events } from './run.ts';
import { aDaemon, anSshd, daemon, local, makeMirror, makeWorkspace, mirror, ssh, type Workspace } from './workspace.ts';

const QUIET = { code: 0, stdout: '', stderr: '' };
const DAY_MS = 86_400_000;
// Older than any granularity, so that nothing is too young to be proven.
const FILES = ['a = one @ 1000000000', 'd/b = second @ 1000000000', 'd/link -> b'];
const MEMORY = 'state/settled/PoolMirror/m.json';

function memoryOf(workspace: Workspace): Promise<string> {
  return readFile(workspace.at(MEMORY), 'utf8');
}

/** A mirror that was copied, read back and is settled, and remembered as that. */
async function settled(spec: object = {}): Promise<Workspace> {
  const workspace = await makeMirror(FILES, spec);
  expect(await workspace.run()).toEqual(QUIET);
  expect(JSON.parse(await memoryOf(workspace))).toMatchObject({
    replicas: { 'disk:replica': { facts: { holds: { files: 3 } } } },
  });
  return workspace;
}

/** What a pass that must be fine did. */
async function deedsOfPass(workspace: Workspace): Promise<readonly string[]> {
  const ran = await workspace.run('--json');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return deedsIn(events(ran.stdout));
}

requires('rsync')('a settled mirror', () => {
  test('is settled by memory, with all there is to be said of it, and what is remembered stays', async () => {
    const workspace = await settled();
    const memory = await memoryOf(workspace);
    const replicas = async (): Promise<unknown> =>
      (await statusOf(workspace)).datasets.map((it) => it.replicas.map((one) => ({ ...one, lastSuccessAt: '' })));
    const before = await replicas();
    const ran = await workspace.run('--json');
    expect(events(ran.stdout)).toMatchObject([
      { type: 'pass-started' },
      { type: 'looked' },
      { type: 'looked' },
      { type: 'looked' },
      { type: 'decided', replica: 'disk:replica', decision: 'settled' },
      { type: 'pass-ended' },
      { type: 'exit', code: 0 },
    ]);
    const looked = events(ran.stdout).filter(({ type, state }) => type === 'looked' && state === 'present');
    expect(looked.map(({ place, files }) => [place, files]).sort()).toEqual([
      ['disk:replica', 3],
      ['disk:source', 3],
    ]);
    expect(await replicas()).toEqual(before);
    expect(await memoryOf(workspace)).toBe(memory);
    expect(await workspace.run('status', '--refresh', '--check')).toMatchObject({ code: 0 });
    expect(await workspace.run('--plan', '--detailed-exitcode')).toMatchObject({
      code: 0,
      stdout: 'Nothing to do: 1 replica is as declared.\n',
    });
  });

  test('shows what it rests on to whoever asks, as if nothing were remembered', async () => {
    const workspace = await settled();
    await workspace.tree('disk/replica', ['own = x @ 1000000000']);
    expect(await workspace.run()).toEqual(QUIET);
    const shown = async (): Promise<readonly unknown[]> => {
      const plan = JSON.parse((await workspace.run('--plan', '-o', 'json')).stdout);
      return [
        { ...plan, createdAt: '' },
        await workspace.run('diff', 'PoolMirror/m'),
        await workspace.run('explain', 'PoolMirror/m', 'd/b'),
        await workspace.run('explain', 'PoolMirror/m', 'own'),
        await workspace.run('--plan', '-v'),
      ];
    };
    const known = await shown();
    expect(JSON.stringify(known)).toContain('own');
    await rm(workspace.at('state/settled'), { recursive: true });
    expect(await shown()).toEqual(known);
  });

  test('whose file was changed with the same size and time is repaired', async () => {
    const workspace = await settled();
    await damage(workspace.at('disk/replica/d/b'));
    expect(await workspace.run()).toMatchObject({ code: 0, stderr: expect.stringContaining('1 corrupt file repaired') });
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    expect(await deedsOfPass(workspace)).toEqual([]);
  });

  test('whose listings are the same is repaired once a re-check has found that a file is corrupt', async () => {
    const workspace = await settled();
    await damage(workspace.at('disk/replica/d/b'));
    const stat = (await run('find', [workspace.at('disk/replica/d/b'), '-printf', '%i %C@'])).stdout;
    rewriteRecords(workspace, 'disk:replica', (record) => (record.endsWith(' d/b') ? record.replace(/^\S+ \S+/, stat) : record));
    // Nothing shows, and it is remembered so.
    expect(await deedsOfPass(workspace)).toEqual([]);
    expect(await deedsOfPass(workspace)).toEqual([]);
    const listings = async (): Promise<unknown> => {
      const { from, to } = JSON.parse(await memoryOf(workspace)).replicas['disk:replica'];
      return [from, to];
    };
    const before = await listings();
    expect((await workspace.run('verify', 'PoolMirror/m')).code).toBe(3);
    expect(JSON.parse(await memoryOf(workspace)).replicas).toEqual({});
    expect(await workspace.run()).toMatchObject({ code: 0 });
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    expect(await listings()).not.toEqual(before);
  });

  test('whose ledgers are lost is read again', async () => {
    const workspace = await settled();
    await rm(workspace.at('state/ledger'), { recursive: true });
    expect(await deedsOfPass(workspace)).toContain('verify disk:replica 2');
    expect(await deedsOfPass(workspace)).toEqual([]);
  });

  test('that is declared otherwise is decided anew', async () => {
    const workspace = await settled();
    await workspace.tree('disk/replica', ['own = x @ 1000000000']);
    expect(await deedsOfPass(workspace)).toEqual([]);
    expect(await deedsOfPass(workspace)).toEqual([]);
    const manifest = await readFile(workspace.at('manifests/all.yaml'), 'utf8');
    await writeFile(
      workspace.at('manifests/all.yaml'),
      manifest.replace('"spec":{"source"', '"spec":{"extraneous":"Trash","source"'),
    );
    expect(await deedsOfPass(workspace)).toEqual(['remove disk:replica 1']);
    expect((await workspace.data('disk/replica')).has(fromText('own'))).toBe(false);
  });

  test('is read again when its proofs are due', async () => {
    const workspace = await makeMirror(FILES, { verify: { every: '3s' } });
    expect(await workspace.run()).toEqual(QUIET);
    await vi.waitFor(async () => expect(await deedsOfPass(workspace)).toEqual(['verify disk:replica 2']), {
      timeout: 20_000,
      interval: 100,
    });
    const monthly = await settled();
    const at = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
    expect((await monthly.run('--plan', '--at', at(29))).stdout).toContain('Nothing to do');
    expect((await monthly.run('--plan', '--at', at(31))).stdout).toContain('2 files due to be read again');
  });

  test('of which nothing else is remembered is told of as one that was there already', async () => {
    const workspace = await settled();
    await rm(workspace.at('state/status'), { recursive: true });
    expect((await workspace.run('--plan')).stdout).toMatch(/^Nothing to do.*3 files, 9 B already there/);
  });

  test.each(['rubbish', '{}', '{"format":"replicas/settled/v1","replicas":{"disk:replica":{}}}'])(
    'whose memory is %s is settled all the same',
    async (text) => {
      const workspace = await settled();
      const memory = await memoryOf(workspace);
      await writeFile(workspace.at(MEMORY), text);
      expect(await deedsOfPass(workspace)).toEqual([]);
      expect(Object.keys(JSON.parse(await memoryOf(workspace)).replicas)).toEqual(Object.keys(JSON.parse(memory).replicas));
    },
  );

  test('whose memory was edited is told of as it is', async () => {
    const workspace = await settled();
    await writeFile(workspace.at(MEMORY), (await memoryOf(workspace)).replaceAll('"files": 3', '"files": 4'));
    expect(await workspace.run()).toEqual(QUIET);
    expect((await statusOf(workspace)).datasets[0]?.replicas).toMatchObject([{ state: 'verified', files: 3 }]);
  });
});

/** A mirror that was made is remembered while it is the same; what is new is noticed. */
async function expectRemembered(
  workspace: Workspace,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  expect(await workspace.run()).toEqual(QUIET);
  const memory = await memoryOf(workspace);
  expect(Object.keys(JSON.parse(memory).replicas).length).toBe(1);
  expect(await deedsOfPass(workspace)).toEqual([]);
  expect(await memoryOf(workspace)).toBe(memory);
  await workspace.tree(from, ['n = new @ 1000000001']);
  expect(await workspace.run()).toEqual(QUIET);
  expect(await workspace.data(to)).toEqual(await workspace.data(from));
}

requires('rsync')('what a daemon serves', () => {
  test('is known again, and what is new is noticed', async () => {
    const workspace = await makeWorkspace();
    const served = await aDaemon({ name: 'M', path: await workspace.tree('served', FILES) });
    await workspace.declare(
      daemon('icc', served),
      local('disk', workspace.at('disk')),
      mirror('m', { source: { endpoint: 'icc', module: 'M' }, replicas: [{ endpoint: 'disk', path: 'm' }] }),
    );
    await workspace.tree('disk', []);
    await expectRemembered(workspace, { from: 'served', to: 'disk/m' });
  });
});

requires('rsync', 'sshd')('what lies on another host', () => {
  test('is known again, and what is new is noticed', async () => {
    const workspace = await makeWorkspace();
    const sshd = await anSshd();
    await workspace.tree('disk/source', FILES);
    await workspace.tree('far', []);
    await workspace.declare(
      local('disk', workspace.at('disk')),
      ssh('far', sshd, { root: workspace.at('far'), identityFile: await sshd.authorize({ type: 'shell' }) }),
      mirror('m', { source: { endpoint: 'disk', path: 'source' }, replicas: [{ endpoint: 'far', path: 'm' }] }),
    );
    await expectRemembered(workspace, { from: 'disk/source', to: 'far/m' });
  });
});
