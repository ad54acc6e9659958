import { mkdir, readFile, rm, truncate } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { ageProofs, damage, datasetOf, deedsIn, journalOf, ledgerFile, rewriteRecords } from './memory.ts';
import { aDaemon, anSshd, daemon, local, makeMirror, makeWorkspace, mirror, ssh, type Workspace } from './workspace.ts';

// Each step at the other end is an ssh session of its own, and machines are busy.
vi.setConfig({ testTimeout: 120_000 });

const QUIET = { code: 0, stdout: '', stderr: '' };
const DAY = 24 * 3_600_000;
// Older than any granularity, so that nothing is too young to be proven.
const FILES = ['a = the first file @ 1000000000', 'd/b = the second file @ 1000000000', 'd/c = the third file @ 1000000000'];
/** The same, one of them with another content of the same size and time. */
const OTHERS = FILES.map((line) => line.replace('second file', 'other one..'));
const RAW = '.replicas-quarantine';

/** What lies in the quarantine of a place, without its date and plan. */
async function quarantine(workspace: Workspace, replica: string): Promise<readonly string[]> {
  const all = [...(await workspace.all(replica))].filter(([path, { type }]) => path.startsWith(`${RAW}/`) && type === 'file');
  return all.map(([path]) => path.replace(/^[^/]+\/\d{4}-\d\d-\d\d\/[0-9a-f]{16}(\.\d+)?\//, '')).sort();
}

/** All is as it should be, and said so; nothing is left of the repair but the evidence. */
async function expectMended(
  workspace: Workspace,
  replica = 'disk/replica',
  evidence: readonly string[] = ['d/b'],
): Promise<void> {
  expect(await workspace.data(replica)).toEqual(await workspace.data('disk/source'));
  expect(await quarantine(workspace, replica)).toEqual(evidence);
  expect(await workspace.run('status', '--check')).toMatchObject({ code: 0 });
  expect(await workspace.run()).toEqual(QUIET);
}

/** A mirror of the source at several places of the same endpoint. */
async function several(names: readonly string[], spec: object = {}): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('disk/source', FILES);
  await declareSeveral(workspace, names, spec);
  return workspace;
}

function declareSeveral(workspace: Workspace, names: readonly string[], spec: object = {}): Promise<void> {
  const replicas = names.map((path) => ({ endpoint: 'disk', path }));
  return workspace.declare(
    local('disk', workspace.at('disk')),
    mirror('m', { source: { endpoint: 'disk', path: 'source' }, replicas, ...spec }),
  );
}

requires('rsync')('a file that rotted at a replica', () => {
  test('is found, kept as evidence, repaired and read back in one pass, which says so', async () => {
    const workspace = await makeMirror(FILES);
    await workspace.run();
    await damage(workspace.at('disk/replica/d/b'));
    const rotten = await readFile(workspace.at('disk/replica/d/b'), 'utf8');
    const { length } = journalOf(workspace);
    expect(await workspace.run()).toEqual({
      code: 0,
      stdout: '',
      stderr:
        'PoolMirror/m disk:replica: 1 corrupt file repaired; what was there is in .replicas-quarantine. Look at the disk.\n',
    });
    expect(deedsIn(journalOf(workspace).slice(length))).toEqual([
      'verify disk:replica failed',
      'transfer disk:replica 1',
      'verify disk:replica 1',
    ]);
    const kept = (await run('find', [workspace.at(`disk/replica/${RAW}`), '-type', 'f'])).stdout.trimEnd();
    expect(await readFile(kept, 'utf8')).toBe(rotten);
    await expectMended(workspace);
  });

  test('and of which nothing shows is found when verify.every is over, and not before', async () => {
    const workspace = await makeMirror(FILES, { verify: { every: '30d' } });
    await workspace.run();
    await damage(workspace.at('disk/replica/d/b'));
    // As if the disk had changed the byte: no time tells of it.
    const stat = (await run('find', [workspace.at('disk/replica/d/b'), '-printf', '%i %C@'])).stdout;
    rewriteRecords(workspace, 'disk:replica', (record) => (record.endsWith(' d/b') ? record.replace(/^\S+ \S+/, stat) : record));
    expect(await workspace.run()).toEqual(QUIET);
    ageProofs(workspace, 'disk:replica', 29 * DAY);
    expect(await workspace.run()).toEqual(QUIET);
    expect(await workspace.data('disk/replica')).not.toEqual(await workspace.data('disk/source'));
    ageProofs(workspace, 'disk:replica', DAY);
    expect(await workspace.run()).toMatchObject({ code: 0, stderr: expect.stringContaining('1 corrupt file repaired') });
    await expectMended(workspace);
  });

  test('is found by verify, which ends with 3 and changes nothing; a pass repairs it', async () => {
    const workspace = await makeMirror(FILES);
    await workspace.run();
    await damage(workspace.at('disk/replica/d/b'));
    const before = await workspace.all('disk');
    const found = await workspace.run('verify', 'PoolMirror/m');
    expect(found.code).toBe(3);
    expect(found.stderr).toMatch(
      /^PoolMirror\/m disk:replica: replica\.corrupt: disk:replica: "d\/b" was read twice and does not hold what it should \([0-9a-f]{32} instead of [0-9a-f]{32}\)\n {2}It is repaired from a good copy, and kept in \.replicas-quarantine, by: reconcile\n$/,
    );
    expect(await workspace.all('disk')).toEqual(before);
    // Who asks is told again what he was told before.
    expect(await workspace.run('verify', 'PoolMirror/m')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(
        /^PoolMirror\/m disk:replica: replica\.corrupt: disk:replica: 1 file was read back and does not hold/,
      ),
    });
    expect(await datasetOf(workspace)).toMatchObject({
      health: 'Degraded',
      replicas: [{ state: 'corrupt', corruptFiles: 1 }],
      needs: [{ code: 'replica.corrupt', command: 'reconcile' }],
    });
    expect((await workspace.run('status', '--check')).code).toBe(3);
    const plan = await workspace.run('--plan');
    expect(plan.stdout).toMatch(/repair 1 file, 15 B \(the corrupt ones go to quarantine\) from disk:source/);
    expect(await workspace.all('disk')).toEqual(before);
    const repaired = await workspace.run();
    expect(repaired).toMatchObject({ code: 0, stdout: '' });
    expect(repaired.stderr).toMatch(/recovered \(was replica\.corrupt\)/);
    await expectMended(workspace);
  });

  test('whose removal was never allowed is repaired all the same: with Keep, and above any ceiling', async () => {
    const workspace = await makeMirror(FILES, { extraneous: 'Keep', ceilings: { files: 1, bytes: '1B' } });
    await workspace.run();
    for (const name of ['a', 'd/b', 'd/c']) await damage(workspace.at(`disk/replica/${name}`));
    expect(await workspace.run()).toMatchObject({ code: 0, stderr: expect.stringContaining('3 corrupt files repaired') });
    await expectMended(workspace, 'disk/replica', ['a', 'd/b', 'd/c']);
  });

  test('twice in a day is kept twice', async () => {
    const workspace = await makeMirror(FILES);
    await workspace.run();
    for (const round of [1, 2]) {
      await damage(workspace.at('disk/replica/d/b'));
      expect((await workspace.run()).code, `round ${round}`).toBe(0);
    }
    await expectMended(workspace, 'disk/replica', ['d/b', 'd/b']);
  });

  test('and was changed at the source too is simply replaced', async () => {
    const workspace = await makeMirror(FILES);
    await workspace.run();
    await damage(workspace.at('disk/replica/d/b'));
    await workspace.tree('disk/source', ['d/b = another content altogether @ 1000000001']);
    expect(await workspace.run()).toMatchObject({ code: 0, stderr: '' });
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });
});

requires('rsync')('a file that rotted at the source', () => {
  test('is held while the replica is good, whatever is asked, and released by itself when it is good again', async () => {
    const workspace = await makeMirror(FILES, { verify: { source: true }, extraneous: 'Trash' });
    await workspace.run();
    const good = await workspace.all('disk/source');
    await damage(workspace.at('disk/source/d/b'));
    const before = await workspace.data('disk/replica');
    const suspect = 'source.suspect: a file at disk:source no longer holds what was proven, with the same size and time: "d/b"';
    const held = await workspace.run();
    expect(held).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining(`PoolMirror/m: ${suspect}\n`) });
    expect(held.stderr).not.toContain('disk:replica');
    expect(await workspace.run()).toEqual({ ...QUIET, code: 4 });
    await rm(workspace.at('disk/source/a'));
    const alsoHeld = await workspace.run();
    expect(alsoHeld).toMatchObject({ code: 4, stderr: expect.stringContaining(`PoolMirror/m disk:replica: ${suspect}\n`) });
    expect(await workspace.data('disk/replica')).toEqual(before);
    expect(await datasetOf(workspace)).toMatchObject({ health: 'AtRisk' });
    const again = await workspace.run('verify', 'PoolMirror/m', '--json');
    const events = again.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(again.code).toBe(3);
    expect(events.find(({ type, action }) => type === 'action-ended' && action.to === 'disk:source')).toMatchObject({
      outcome: { status: 'done', files: 1, asWrong: 1 },
    });
    // What is new there, and of which nothing is known, is copied.
    await workspace.tree('disk/source', ['new = n @ 1000000000']);
    expect((await workspace.run()).code).toBe(4);
    expect((await workspace.data('disk/replica')).get(fromText('new'))).toEqual(
      (await workspace.data('disk/source')).get(fromText('new')),
    );

    await run('cp', ['-p', workspace.at('disk/replica/d/b'), workspace.at('disk/source/d/b')]);
    const released = await workspace.run();
    expect(released).toMatchObject({ code: 0, stdout: '' });
    expect(released.stderr).toMatch(/recovered \(was source\.suspect\)/);
    expect((await workspace.data('disk/source')).get(fromText('d/b'))).toEqual(good.get(fromText('d/b')));
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });

  test('is released by a new time, too: then the new content is meant', async () => {
    const workspace = await makeMirror(FILES, { verify: { source: true } });
    await workspace.run();
    await damage(workspace.at('disk/source/d/b'));
    expect((await workspace.run()).code).toBe(4);
    await run('touch', [workspace.at('disk/source/d/b')]);
    expect((await workspace.run()).code).toBe(0);
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });

  test('does not repair a replica; another replica that is good does', async () => {
    const workspace = await several(['one', 'two']);
    await workspace.run();
    const good = await workspace.data('disk/source');
    await damage(workspace.at('disk/source/d/b'));
    await damage(workspace.at('disk/one/d/b'));
    const ran = await workspace.run();
    expect(ran.stderr).toMatch(/^PoolMirror\/m disk:one: 1 corrupt file repaired/m);
    expect(ran.stderr).toMatch(/^PoolMirror\/m: source\.suspect: /m);
    expect(ran.code).toBe(4);
    expect(await workspace.data('disk/one')).toEqual(good);
    expect(await workspace.data('disk/two')).toEqual(good);
    expect(await quarantine(workspace, 'disk/one')).toEqual(['d/b']);
    expect(await workspace.run()).toMatchObject({ code: 4, stdout: '', stderr: '' });
    await run('cp', ['-p', workspace.at('disk/one/d/b'), workspace.at('disk/source/d/b')]);
    expect((await workspace.run()).code).toBe(0);
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });

  test('and everywhere is beyond repair: nothing is changed, and it ends with 3', async () => {
    const workspace = await several(['one', 'two']);
    await workspace.run();
    for (const place of ['source', 'one', 'two']) await damage(workspace.at(`disk/${place}/d/b`));
    const before = { one: await workspace.data('disk/one'), two: await workspace.data('disk/two') };
    const ran = await workspace.run();
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(/PoolMirror\/m disk:one: replica\.corrupt: /);
    expect(ran.stderr).toMatch(/PoolMirror\/m disk:two: replica\.corrupt: /);
    expect({ one: await workspace.data('disk/one'), two: await workspace.data('disk/two') }).toEqual(before);
    expect((await workspace.run()).code).toBe(3);
    expect((await workspace.run('--plan')).stdout).toMatch(/no good copy is known: "d\/b"/);
    // A good copy from elsewhere heals all of it.
    await workspace.tree('disk/source', FILES);
    const healed = await workspace.run();
    expect(healed).toMatchObject({ code: 0, stdout: '' });
    expect((await workspace.run('status', '--check')).code).toBe(0);
    for (const place of ['one', 'two'])
      expect(await workspace.data(`disk/${place}`)).toEqual(await workspace.data('disk/source'));
  });

  test('is not the first content of a new replica: that is brought from one that is good', async () => {
    const workspace = await several(['one']);
    await workspace.run();
    const good = await workspace.data('disk/source');
    await damage(workspace.at('disk/source/d/b'));
    await declareSeveral(workspace, ['one', 'two']);
    const ran = await workspace.run();
    expect(ran.code).toBe(4);
    expect(ran.stderr).toMatch(/^PoolMirror\/m: source\.suspect: /m);
    expect(await workspace.data('disk/one')).toEqual(good);
    expect(await workspace.data('disk/two')).toEqual(good);
    // Known as it is, it is not even tried.
    await declareSeveral(workspace, ['one', 'two', 'three']);
    expect((await workspace.run()).code).toBe(4);
    expect((await workspace.data('disk/three')).get(fromText('d/b'))).not.toEqual(
      (await workspace.data('disk/source')).get(fromText('d/b')),
    );
  });
});

/** A replica that was there before, with another content of the same size and time. */
async function differing(spec: object = {}): Promise<Workspace> {
  const workspace = await makeMirror(FILES, spec);
  await workspace.tree('disk/replica', OTHERS);
  return workspace;
}

requires('rsync')('a copy that was there before and differs in content', () => {
  test('is held until a person says who is right; the source then', async () => {
    const workspace = await differing();
    const before = await workspace.all('disk/replica');
    const told = await workspace.run();
    expect(told.stderr).toMatch(/PoolMirror\/m disk:replica: replica\.differs: .*"d\/b"/);
    expect(await workspace.run()).toMatchObject({ code: 4, stdout: '', stderr: '' });
    expect(await workspace.all('disk/replica')).toEqual(before);
    expect((await workspace.run('verify', 'PoolMirror/m')).code).toBe(3);
    expect(await workspace.run('approve', 'PoolMirror/m', '--reason', 'not looked at')).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining('approval.needed'),
    });
    expect((await workspace.run()).code).toBe(4);
    const plan = await workspace.run('--plan');
    expect(plan.stdout).toMatch(/replica\.differs: .*\n.*reconcile approve PoolMirror\/m --reason TEXT/);
    const approved = await workspace.run('approve', 'PoolMirror/m', '--reason', 'the copy was edited by hand');
    expect(approved).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^released: disk:replica: replica\.differs: /),
    });
    expect((await workspace.run()).code).toBe(0);
    await expectMended(workspace);
  });

  test.each([
    ['was there before', ['disk/one']],
    ['comes from the source in the same pass', []],
  ])('is held where another copy that %s agrees with the source', async (_, there) => {
    const workspace = await several(['one', 'two']);
    for (const place of there) await workspace.tree(place, FILES);
    await workspace.tree('disk/two', OTHERS);
    const before = await workspace.data('disk/two');
    for (const pass of [1, 2]) {
      expect((await workspace.run()).code, `pass ${pass}`).toBe(4);
      expect(await workspace.data('disk/two'), `pass ${pass}`).toEqual(before);
    }
    expect(await workspace.data('disk/one')).toEqual(await workspace.data('disk/source'));
    expect((await workspace.run('--plan')).stdout).toMatch(/disk:two .*\n(.*\n)*? +replica\.differs: /);
  });

  test.each([
    ['its source was read again by itself', { verify: { source: true, every: '1s' } }],
    ['part of its ledger is lost', {}],
  ])('stays held when %s', async (title, spec) => {
    const workspace = await differing(spec);
    const before = await workspace.data('disk/replica');
    expect((await workspace.run()).code).toBe(4);
    if (title.includes('ledger')) await truncate(ledgerFile(workspace, 'disk:replica'), 20);
    else await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await workspace.run('verify', 'PoolMirror/m')).code).toBe(3);
    for (const pass of [1, 2]) {
      expect((await workspace.run()).code, `pass ${pass}`).toBe(4);
      expect(await workspace.data('disk/replica'), `pass ${pass}`).toEqual(before);
    }
  });

  test('is held where the other copies say the same as it does', async () => {
    const workspace = await several(['one', 'two']);
    for (const replica of ['one', 'two']) await workspace.tree(`disk/${replica}`, OTHERS);
    const before = await workspace.data('disk');
    const told = await workspace.run();
    expect(told).toMatchObject({ code: 4, stdout: '' });
    for (const replica of ['one', 'two'])
      expect(told.stderr).toMatch(new RegExp(`^PoolMirror/m disk:${replica}: replica\\.differs: `, 'm'));
    expect(await workspace.data('disk')).toEqual(before);
  });

  test('is not called proven for being read as the source of another mirror', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('disk/source', FILES);
    await workspace.tree('disk/replica', OTHERS);
    const [first, second] = [
      mirror('m', { source: { endpoint: 'disk', path: 'source' }, replicas: [{ endpoint: 'disk', path: 'replica' }] }),
      mirror('n', {
        source: { endpoint: 'disk', path: 'replica' },
        replicas: [{ endpoint: 'disk', path: 'further' }],
        verify: { source: true },
      }),
    ];
    await workspace.declare(local('disk', workspace.at('disk')), first, second);
    for (const pass of [1, 2, 3]) {
      expect((await workspace.run()).code, `pass ${pass}`).toBe(4);
      const plan = await workspace.run('--plan', '--only', 'PoolMirror/m');
      expect(plan.stdout, `pass ${pass}`).toContain('replica.differs');
    }
    expect((await workspace.run('verify', 'PoolMirror/n')).code).toBe(0);
    expect((await workspace.run('verify', 'PoolMirror/m')).code).toBe(3);
    expect((await workspace.run('--plan')).stdout).toContain('replica.differs');
  });

  test('is released when the person puts the content of the replica at the source, and asks to read it again', async () => {
    const workspace = await differing();
    await workspace.run();
    await run('cp', ['-p', workspace.at('disk/replica/d/b'), workspace.at('disk/source/d/b')]);
    expect((await workspace.run('verify', 'PoolMirror/m')).code).toBe(0);
    expect((await workspace.run()).code).toBe(0);
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    expect(await quarantine(workspace, 'disk/replica')).toEqual([]);
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });
});

requires('rsync')('a file that rotted', () => {
  test('is repaired from a daemon', async () => {
    const workspace = await makeWorkspace();
    const served = await workspace.tree('disk/source', FILES);
    await mkdir(workspace.at('here'));
    await workspace.declare(
      daemon('icc', await aDaemon({ name: 'pool', path: served })),
      local('here', workspace.at('here')),
      mirror('m', { source: { endpoint: 'icc', module: 'pool' }, replicas: [{ endpoint: 'here', path: 'copy' }] }),
    );
    expect(await workspace.run()).toEqual(QUIET);
    await damage(workspace.at('here/copy/d/b'));
    expect(await workspace.run()).toMatchObject({ code: 0, stderr: expect.stringContaining('1 corrupt file repaired') });
    await expectMended(workspace, 'here/copy');
  });

  test('at a replica that feeds another, and in that one too, is repaired from the source', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('disk/source', FILES);
    const replicas = [
      { endpoint: 'disk', path: 'one' },
      { endpoint: 'disk', path: 'two', from: 'disk:one' },
    ];
    await workspace.declare(
      local('disk', workspace.at('disk')),
      mirror('m', { source: { endpoint: 'disk', path: 'source' }, replicas }),
    );
    expect(await workspace.run()).toEqual(QUIET);
    await damage(workspace.at('disk/one/d/b'));
    await damage(workspace.at('disk/two/d/c'));
    const ran = await workspace.run();
    expect(ran).toMatchObject({ code: 0, stdout: '' });
    expect(ran.stderr).toMatch(/disk:one: 1 corrupt file repaired.*\n.*disk:two: 1 corrupt file repaired/);
    await expectMended(workspace, 'disk/one');
    await expectMended(workspace, 'disk/two', ['d/c']);
  });

  test('where times are only nearly equal is found and repaired all the same', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('disk/source', FILES);
    await workspace.tree(
      'disk/copy',
      FILES.map((line) => line.replace('@ 1000000000', '@ 1000000001.5')),
    );
    await workspace.declare(
      local('disk', workspace.at('disk'), { timeTolerance: '2s' }),
      mirror('m', { source: { endpoint: 'disk', path: 'source' }, replicas: [{ endpoint: 'disk', path: 'copy' }] }),
    );
    expect(await workspace.run()).toEqual(QUIET);
    expect((await workspace.run('status', '--check')).code).toBe(0);
    await damage(workspace.at('disk/copy/d/b'));
    expect(await workspace.run()).toMatchObject({ code: 0, stderr: expect.stringContaining('1 corrupt file repaired') });
    expect((await workspace.run('status', '--check')).code).toBe(0);
    expect(await readFile(workspace.at('disk/copy/d/b'), 'utf8')).toBe('the second file');
    expect(await workspace.run()).toEqual(QUIET);
  });
});

requires(
  'rsync',
  'sshd',
  'rrsync',
)('a file that rotted at the other end of ssh', () => {
  test.each(['Full', 'RsyncOnly'] as const)('of an account that is %s: found, kept, repaired, read back', async (shell) => {
    const workspace = await makeWorkspace();
    const sshd = await anSshd();
    await workspace.tree('disk/source', FILES);
    await mkdir(workspace.at('far'));
    const grant = { type: 'rrsync', directory: workspace.at('far'), mode: 'ReadWrite' } as const;
    const identityFile = await sshd.authorize(shell === 'Full' ? { type: 'shell' } : grant);
    await workspace.declare(
      local('disk', workspace.at('disk')),
      ssh('far', sshd, { root: shell === 'Full' ? workspace.at('far') : '/', shell, identityFile }),
      mirror('m', {
        source: { endpoint: 'disk', path: 'source' },
        replicas: [{ endpoint: 'far', path: 'copy' }],
        verify: { every: '30d' },
      }),
    );
    expect(await workspace.run()).toEqual(QUIET);
    await damage(workspace.at('far/copy/d/b'));
    const rotten = await readFile(workspace.at('far/copy/d/b'), 'utf8');
    // What rsync lists says nothing of inodes: there it is found when its time comes.
    if (shell === 'RsyncOnly') expect(await workspace.run()).toEqual(QUIET);
    ageProofs(workspace, 'far:copy', 30 * DAY);
    expect(await workspace.run()).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('1 corrupt file repaired'),
    });
    const kept = (await run('find', [workspace.at(`far/copy/${RAW}`), '-type', 'f'])).stdout.trimEnd();
    expect(await readFile(kept, 'utf8')).toBe(rotten);
    await expectMended(workspace, 'far/copy');
  });

  test('a source behind ssh that rotted is not copied over a good replica', async () => {
    const workspace = await makeWorkspace();
    const sshd = await anSshd();
    await workspace.tree('disk/source', FILES);
    await mkdir(workspace.at('here'));
    const identityFile = await sshd.authorize({ type: 'shell' });
    await workspace.declare(
      ssh('far', sshd, { root: workspace.at('disk'), identityFile }),
      local('here', workspace.at('here')),
      mirror('m', {
        source: { endpoint: 'far', path: 'source' },
        replicas: [{ endpoint: 'here', path: 'copy' }],
        verify: { source: true },
      }),
    );
    expect(await workspace.run()).toEqual(QUIET);
    const good = await workspace.data('here/copy');
    await damage(workspace.at('disk/source/d/b'));
    expect((await workspace.run()).stderr).toMatch(/^PoolMirror\/m: source\.suspect: /m);
    expect((await workspace.run()).code).toBe(4);
    expect(await workspace.data('here/copy')).toEqual(good);
  });
});
