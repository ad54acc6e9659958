import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import type { DigestAlgorithm } from '../../src/model/inventory.ts';
import { type Component, requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import {
  ageProofs,
  ageReading,
  datasetOf,
  deedsIn,
  journalOf,
  ledgerFile,
  proofsOf,
  recordsIn,
  rewriteProofs,
} from './memory.ts';
import { events, type Started, start } from './run.ts';
import { aDaemon, anSshd, daemon, local, makeMirror, makeWorkspace, mirror, ssh, type Workspace } from './workspace.ts';

// Each step at the other end is an ssh session of its own, and machines are busy.
vi.setConfig({ testTimeout: 120_000 });

const QUIET = { code: 0, stdout: '', stderr: '' };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What a copy that nobody touches shows of itself. */
async function untouched(workspace: Workspace, path = 'disk/replica'): Promise<string> {
  return (await run('find', [workspace.at(path), '-printf', '%P %i %C@ %T@ %s\n'])).stdout;
}

/** A pass that must be fine, and what it did. */
async function deedsOfPass(workspace: Workspace, ...args: readonly string[]): Promise<readonly string[]> {
  const ran = await workspace.run('--json', ...args);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return deedsIn(events(ran.stdout));
}

function hexOf(algorithm: 'md5' | 'sha256', content: string): string {
  return createHash(algorithm).update(content).digest('hex');
}

requires('rsync')('what was copied', () => {
  test('is read back in the same pass, and said to be verified: in the status, at the replica, in the ledger', async () => {
    const workspace = await makeMirror(['a = one', 'd/b = two', 'd/empty = ', 'd/link -> b', 'hollow/']);
    const began = Date.now();
    expect(await workspace.run()).toEqual(QUIET);
    expect((await workspace.run('status', '--check')).code).toBe(0);
    const dataset = await datasetOf(workspace);
    expect(dataset).toMatchObject({ health: 'Healthy', needs: [] });
    expect(dataset.conditions.filter(({ type }) => type === 'Verified')).toMatchObject([{ status: 'True', reason: 'ReadBack' }]);
    const [replica] = dataset.replicas;
    expect(replica).toMatchObject({ state: 'verified', files: 4, bytes: 6, behindFiles: 0, corruptFiles: 0 });
    expect(Date.parse(replica?.verifiedAt ?? '')).toBeGreaterThanOrEqual(began);
    const said = JSON.parse(await readFile(workspace.at('disk/replica/.replicas-state.json'), 'utf8'));
    expect(said).toEqual({
      format: 'replicas/state/v1',
      resource: 'PoolMirror/m',
      dataset: 'source',
      digest: 'md5',
      files: 4,
      bytes: 6,
      consistentAsOf: expect.stringMatching(TIME),
      plan: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    const proven = (content: string): object => ({
      verdict: 'proven',
      algorithm: 'md5',
      digest: hexOf('md5', content),
      found: '',
      at: expect.toSatisfy((at: number) => at >= began && at <= Date.now()),
    });
    const want = new Map([
      ['a', proven('one')],
      ['d/b', proven('two')],
      ['d/empty', proven('')],
    ]);
    // The digest in flight is that of the source, which was read once.
    for (const place of ['disk:replica', 'disk:source']) expect(proofsOf(workspace, place), place).toEqual(want);
  });

  test('is not read again by the next pass, which does nothing at all', async () => {
    const workspace = await makeMirror(['a = one', 'd/b = two']);
    await workspace.run();
    const places = ['disk:replica', 'disk:source'].map((place) => ledgerFile(workspace, place));
    const before = { ledgers: places.map((path) => readFileSync(path)), replica: await untouched(workspace) };
    const { length } = journalOf(workspace);
    expect(await deedsOfPass(workspace)).toEqual([]);
    expect({ ledgers: places.map((path) => readFileSync(path)), replica: await untouched(workspace) }).toEqual(before);
    const told = journalOf(workspace).slice(length);
    expect(new Set(told.map(({ type }) => type))).toEqual(
      new Set(['pass-started', 'looked', 'decided', 'pass-ended', 'step', 'exit']),
    );
    // How it went is remembered.
    const steps = told.flatMap(({ type, place }) => (type === 'step' ? [String(place)] : []));
    expect(steps.filter((place) => !place.startsWith(workspace.at('state/status/')))).toEqual([]);
  });

  test('is all that is read: three new files in a replica of two thousand are three readings', async () => {
    const workspace = await makeMirror(Array.from({ length: 2000 }, (_, n) => `d${n % 20}/f${n} = ${n}`));
    expect(await deedsOfPass(workspace)).toEqual([
      'transfer disk:replica 2000',
      'verify disk:replica 2000',
      'publish disk:replica 0',
    ]);
    expect(recordsIn(workspace, 'disk:replica')).toBe(2000);
    await workspace.tree('disk/source', ['d3/new = 1', 'other/new = 2', 'new = 3']);
    expect(await deedsOfPass(workspace)).toEqual(['transfer disk:replica 3', 'verify disk:replica 3', 'publish disk:replica 0']);
    expect(recordsIn(workspace, 'disk:replica')).toBe(2003);
    expect((await datasetOf(workspace)).health).toBe('Healthy');
  });

  test('and changed since is read again, and nothing else is', async () => {
    const workspace = await makeMirror(['a = one', 'b = two', 'c = three']);
    await workspace.run();
    await workspace.tree('disk/source', ['b = two and a half']);
    expect(await deedsOfPass(workspace)).toEqual(['transfer disk:replica 1', 'verify disk:replica 1', 'publish disk:replica 0']);
    expect(proofsOf(workspace, 'disk:replica').get(fromText('b'))?.digest).toBe(hexOf('md5', 'two and a half'));
    expect((await datasetOf(workspace)).health).toBe('Healthy');
  });

  test('by two that begin together is read once, and nothing is done twice', async () => {
    const workspace = await makeMirror(Array.from({ length: 200 }, (_, n) => `d${n % 7}/f${n} = content ${n}`));
    const ended = await Promise.all([workspace.run(), workspace.run(), workspace.run()]);
    for (const { code, stdout, stderr } of ended) {
      expect([0, 6]).toContain(code);
      expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
    }
    expect(await workspace.run()).toEqual(QUIET);
    const done = deedsIn(journalOf(workspace)).filter((deed) => !deed.endsWith(' skipped'));
    expect(done).toEqual(['transfer disk:replica 200', 'verify disk:replica 200', 'publish disk:replica 0']);
    expect(recordsIn(workspace, 'disk:replica')).toBe(200);
  });
});

/** Whether somebody reads somewhere, or died over it. */
function isReading(workspace: Workspace): boolean {
  const leases = workspace.at('state/leases');
  return existsSync(leases) && readdirSync(leases).some((name) => name.endsWith('.reading'));
}

/** A pass that has begun to read three thousand files of a copy that was there before. */
async function longReading(): Promise<{ readonly workspace: Workspace; readonly pass: Started }> {
  const nodes = Array.from({ length: 3000 }, (_, n) => `d${n % 9}/f${n} = ${n} @ 1000000000`);
  const workspace = await makeMirror(nodes);
  await workspace.tree('disk/replica', nodes);
  const pass = await start(workspace.path, []);
  await vi.waitFor(() => expect(isReading(workspace)).toBe(true), { timeout: 10_000, interval: 1 });
  return { workspace, pass };
}

requires('rsync')('a long reading', () => {
  test('is not begun by another run; whoever has something to copy does not wait for it', async () => {
    const { workspace, pass } = await longReading();
    pass.signal('SIGSTOP');
    expect(await workspace.run()).toEqual({ ...QUIET, code: 6 });
    expect(await workspace.run('verify', 'PoolMirror/m')).toMatchObject({ code: 6, stderr: '' });
    await workspace.tree('disk/source', ['new = n']);
    expect((await workspace.run()).code).toBe(0);
    expect((await workspace.data('disk/replica')).has(fromText('new'))).toBe(true);
    pass.signal('SIGCONT');
    expect(await pass.ended).toEqual(QUIET);
    expect(await workspace.run()).toEqual(QUIET);
    expect(recordsIn(workspace, 'disk:replica')).toBe(3001);
    expect((await workspace.run('status', '--check')).code).toBe(0);
    expect(isReading(workspace)).toBe(false);
  });

  test('of which a killed run left its sign is begun anew at once', async () => {
    const { workspace, pass } = await longReading();
    pass.signal('SIGKILL');
    await pass.ended;
    expect(isReading(workspace)).toBe(true);
    expect(await workspace.run()).toEqual(QUIET);
    expect(isReading(workspace)).toBe(false);
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });
});

/** XXH3_128bits of no bytes at all. */
const XXH128_OF_NOTHING = '99aa06d3014798d86001c324468d497f';

/** Each file is proven by the algorithm, with the digest that it has. */
function expectProven(workspace: Workspace, place: string, algorithm: DigestAlgorithm): void {
  const proofs = proofsOf(workspace, place);
  expect([...proofs.keys()].sort(), place).toEqual(['a', 'd/b', 'empty']);
  for (const [path, content] of Object.entries({ a: 'one', 'd/b': 'two', empty: '' })) {
    const digest =
      algorithm === 'xxh128'
        ? content === ''
          ? XXH128_OF_NOTHING
          : expect.stringMatching(/^[0-9a-f]{32}$/)
        : hexOf(algorithm, content);
    expect(proofs.get(fromText(path)), `${place} ${path}`).toMatchObject({ verdict: 'proven', algorithm, digest });
  }
}

// Older than any granularity, so that nothing is too young to be proven.
const FILES = ['a = one @ 1000000000', 'd/b = two @ 1000000000', 'empty =  @ 1000000000'];

describeDigests('rsync')('on this host', (digest) => {
  test(`proves what was copied, and what was there`, async () => {
    const workspace = await makeMirror(FILES, { digest });
    const plan = await workspace.run('--plan');
    const twice = 'then read back what was moved; the source is read once more for its sha256';
    expect(plan.stdout.includes(twice)).toBe(digest === 'sha256');
    expect(await workspace.run()).toEqual(QUIET);
    expectProven(workspace, 'disk:replica', digest);
    expectProven(workspace, 'disk:source', digest);
    expect((await datasetOf(workspace)).health).toBe('Healthy');
    await rm(workspace.at('state'), { recursive: true });
    const before = await untouched(workspace);
    expect(await deedsOfPass(workspace)).toEqual(['verify disk:replica 3', 'publish disk:replica 0']);
    expectProven(workspace, 'disk:replica', digest);
    expect((await untouched(workspace)).split('\n').filter((line) => !/^(\.replicas-state\.json)? /.test(line))).toEqual(
      before.split('\n').filter((line) => !/^(\.replicas-state\.json)? /.test(line)),
    );
  });
});

describeDigests(
  'rsync',
  'sshd',
  'rrsync',
)('over ssh, and from a daemon', (digest) => {
  test('proves what was copied', async () => {
    const workspace = await makeWorkspace();
    const sshd = await anSshd();
    const served = await workspace.tree('disk/source', FILES);
    for (const name of ['here', 'full', 'only']) await mkdir(workspace.at(name));
    const icc = await aDaemon({ name: 'pool', path: served });
    const onlyFrom = await sshd.authorize({ type: 'rrsync', directory: served, mode: 'ReadOnly' });
    const onlyTo = await sshd.authorize({ type: 'rrsync', directory: workspace.at('only'), mode: 'ReadWrite' });
    const shell = await sshd.authorize({ type: 'shell' });
    // rsync has no sha256, so what only rsync can read cannot be proven by it.
    const readers = digest === 'sha256' ? ['here', 'full'] : ['here', 'full', 'only'];
    await workspace.declare(
      local('disk', workspace.at('disk')),
      local('here', workspace.at('here')),
      daemon('icc', icc),
      ssh('full', sshd, { root: workspace.at('full'), identityFile: shell }),
      ssh('only', sshd, { root: '/', shell: 'RsyncOnly', identityFile: onlyTo }),
      ssh('full-source', sshd, { root: served, identityFile: shell }),
      ssh('only-source', sshd, { root: '/', shell: 'RsyncOnly', identityFile: onlyFrom }),
      mirror('to', {
        source: { endpoint: 'disk', path: 'source' },
        replicas: readers.map((endpoint) => ({ endpoint, path: 'to' })),
        digest,
      }),
      mirror('from-daemon', {
        source: { endpoint: 'icc', module: 'pool' },
        replicas: [{ endpoint: 'here', path: 'icc' }],
        digest,
      }),
      mirror('from-full', {
        source: { endpoint: 'full-source', path: '.' },
        replicas: [{ endpoint: 'here', path: 'full' }],
        digest,
      }),
      mirror('from-only', {
        source: { endpoint: 'only-source', path: '.' },
        replicas: [{ endpoint: 'here', path: 'only' }],
        digest,
      }),
    );
    expect(await workspace.run()).toEqual(QUIET);
    const places = [...readers.map((name) => `${name}:to`), ...['icc', 'full', 'only'].map((name) => `here:${name}`)];
    for (const place of [...places, 'icc:pool', 'full-source:.', 'only-source:.']) expectProven(workspace, place, digest);
    expect(await workspace.run('status', '--check')).toMatchObject({ code: 0 });
    expect(await deedsOfPass(workspace)).toEqual([]);
  });
});

/** The same tests for each algorithm. */
function describeDigests(...components: readonly Component[]) {
  return (name: string, body: (digest: DigestAlgorithm) => void): void => {
    for (const digest of ['md5', 'sha256', 'xxh128'] as const) requires(...components)(`${digest} ${name}`, () => body(digest));
  };
}

const EQUAL = Array.from({ length: 6 }, (_, n) => `f${n} # 1000 @ 100000000${n}`);

/** A replica that was there before, equal to its source. */
async function adopted(spec: object): Promise<Workspace> {
  const workspace = await makeMirror(EQUAL, spec);
  await workspace.tree('disk/replica', EQUAL);
  return workspace;
}

requires('rsync')('a copy that was there before', () => {
  test('is taken over: nothing moves, and all of it is read', async () => {
    const workspace = await adopted({});
    const before = await untouched(workspace);
    const plan = await workspace.run('--plan');
    expect(plan.stdout).toMatch(
      /read 6 files, 6\.0 kB\n +because 6 files not read back yet\n +6 files, 6\.0 kB are already there and stay as they are/,
    );
    expect(await deedsOfPass(workspace)).toEqual(['verify disk:replica 6', 'publish disk:replica 0']);
    const after = (await untouched(workspace)).split('\n').filter((line) => !/^(\.replicas-state\.json)? /.test(line));
    expect(after).toEqual(before.split('\n').filter((line) => !line.startsWith(' ')));
    expect((await datasetOf(workspace)).health).toBe('Healthy');
  });

  test('is read as far as the budget of a day goes, and on when the day is over', async () => {
    const workspace = await adopted({ verify: { budget: '2000B' } });
    expect(await workspace.run()).toEqual(QUIET);
    expect(recordsIn(workspace, 'disk:replica')).toBe(2);
    const plan = await workspace.run('--plan');
    expect(plan.stdout).toMatch(/verify\.later: 4 files, 4\.0 kB not read back yet/);
    expect(plan.stdout).toMatch(/It goes on after 20\d\d-\d\d-\d\dT\d\d:\d\dZ\. At once: reconcile verify PoolMirror\/m\n/);
    expect(await datasetOf(workspace)).toMatchObject({
      health: 'Copying',
      needs: [],
      replicas: [{ state: 'copied', files: 6, verifiedAt: '' }],
    });
    expect((await workspace.run('status', '--check')).code).toBe(3);
    expect((await workspace.all('disk/replica')).has(fromText('.replicas-state.json'))).toBe(false);
    expect(await deedsOfPass(workspace)).toEqual([]);
    ageReading(workspace, 'disk:replica', 23 * HOUR);
    expect(await deedsOfPass(workspace)).toEqual([]);
    ageReading(workspace, 'disk:replica', HOUR);
    expect(await deedsOfPass(workspace)).toEqual(['verify disk:replica 2']);
    expect(recordsIn(workspace, 'disk:replica')).toBe(4);
    ageReading(workspace, 'disk:replica', DAY);
    expect(await deedsOfPass(workspace)).toEqual(['verify disk:replica 2', 'publish disk:replica 0']);
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });

  test('of which one file is larger than the budget: a day reads it all the same', async () => {
    const workspace = await adopted({ verify: { budget: '10B' } });
    for (const read of [1, 2]) {
      expect(await workspace.run()).toEqual(QUIET);
      expect(recordsIn(workspace, 'disk:replica')).toBe(read);
      ageReading(workspace, 'disk:replica', DAY);
    }
  });

  test('is read at once by verify, whatever the budget of a day', async () => {
    const workspace = await adopted({ verify: { budget: '2000B' } });
    await workspace.run();
    expect(await workspace.run('verify', 'PoolMirror/m', '--budget', '3kB')).toMatchObject({ code: 0, stderr: '' });
    expect(recordsIn(workspace, 'disk:replica')).toBe(5);
    expect(await workspace.run('verify', 'PoolMirror/m')).toMatchObject({ code: 0, stderr: '' });
    expect((await datasetOf(workspace)).replicas[0]?.state).toBe('verified');
  });
});

requires('rsync')('what was proven', () => {
  test('is read again when verify.every is over, and what was read longest ago first', async () => {
    const workspace = await makeMirror(EQUAL, { verify: { every: '10d', budget: '2000B' } });
    await workspace.run();
    ageProofs(workspace, 'disk:replica', 9 * DAY);
    expect(await deedsOfPass(workspace)).toEqual([]);
    // f3, f1, f5, f0 are due, in this order; the others are not.
    const ages = new Map(Object.entries({ f3: 400, f1: 300, f5: 200, f0: 100 }));
    rewriteProofs(workspace, 'disk:replica', (proof, path) => ({ ...proof, at: proof.at - (ages.get(path) ?? 0) * DAY }));
    const read = (): readonly string[] => {
      const proofs = [...proofsOf(workspace, 'disk:replica')];
      return proofs.flatMap(([path, { at }]) => (at > Date.now() - HOUR ? [path] : [])).sort();
    };
    expect(await deedsOfPass(workspace)).toEqual(['verify disk:replica 2']);
    expect(read()).toEqual(['f1', 'f3']);
    expect(await deedsOfPass(workspace)).toEqual([]);
    ageReading(workspace, 'disk:replica', DAY);
    expect(await deedsOfPass(workspace)).toEqual(['verify disk:replica 2']);
    expect(read()).toEqual(['f0', 'f1', 'f3', 'f5']);
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });

  test('and is overdue is told, and is no fault of the data', async () => {
    const workspace = await makeMirror(EQUAL, { verify: { every: '10d', budget: '10B' } });
    await workspace.run();
    ageProofs(workspace, 'disk:replica', 21 * DAY);
    expect(await workspace.run()).toEqual(QUIET);
    expect(await datasetOf(workspace)).toMatchObject({
      health: 'Degraded',
      needs: [{ code: 'replica.overdue', command: 'reconcile verify PoolMirror/m' }],
    });
    expect(await workspace.run('verify', 'PoolMirror/m')).toMatchObject({ code: 0, stderr: '' });
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });

  test('is read again by the pass after a second where every is one', async () => {
    const workspace = await makeMirror(['a = one'], { verify: { every: '1s' } });
    await workspace.run();
    ageProofs(workspace, 'disk:replica', 1000);
    expect(await deedsOfPass(workspace)).toEqual(['verify disk:replica 1']);
  });

  test('and whose memory is lost is hashed again, and nothing else is done', async () => {
    const workspace = await makeMirror(['a = one', 'd/b = two', 'extra = e'], { extraneous: 'Delete' });
    await workspace.run();
    await rm(workspace.at('disk/source/extra'));
    await workspace.tree('disk/source', ['extra = e']);
    await workspace.run();
    await rm(workspace.at('state'), { recursive: true });
    const before = await workspace.data('disk/replica');
    expect(await deedsOfPass(workspace)).toEqual(['verify disk:replica 3', 'publish disk:replica 0']);
    expect(await workspace.data('disk/replica')).toEqual(before);
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });

  test('by another digest than is asked for now is read anew', async () => {
    const workspace = await makeMirror(FILES);
    await workspace.run();
    const spec = {
      source: { endpoint: 'disk', path: 'source' },
      replicas: [{ endpoint: 'disk', path: 'replica' }],
      digest: 'sha256',
    };
    await workspace.declare(local('disk', workspace.at('disk')), mirror('m', spec));
    expect(await deedsOfPass(workspace)).toEqual(['verify disk:replica 3', 'publish disk:replica 0']);
    expectProven(workspace, 'disk:replica', 'sha256');
    expect(await deedsOfPass(workspace)).toEqual([]);
  });
});

requires('rsync')('the events of a pass', () => {
  test('have no single steps; the journal has them, each before and after', async () => {
    const workspace = await makeMirror(['a = one', 'gone = two'], { extraneous: 'Trash' });
    await workspace.run();
    await rm(workspace.at('disk/source/gone'));
    await workspace.tree('disk/source', ['a = new']);
    const told = events((await workspace.run('--json')).stdout);
    expect(told.filter(({ type }) => type === 'step')).toEqual([]);
    const steps = journalOf(workspace).filter(({ type }) => type === 'step');
    expect(new Set(steps.map(({ what }) => what))).toEqual(new Set(['write', 'remove', 'rename', 'link', 'ledger']));
    const open: string[] = [];
    for (const { edge, what, place } of steps) {
      const step = `${what} ${place}`;
      if (edge === 'before') open.push(step);
      else expect(open.splice(open.lastIndexOf(step), 1), step).toEqual([step]);
    }
    expect(open).toEqual([]);
  });
});
