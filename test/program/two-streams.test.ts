import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { test as everyTest, expect, vi } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import { descendantsOf, type Process, processesWith, stopAll } from '../components/processes.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { journalOf } from './memory.ts';
import { start } from './run.ts';
import { giveAway, local, makeMirror, makeWorkspace, mirror, slowly, type Workspace } from './workspace.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Two at once are only tried where two can work at once. */
const test = everyTest.skipIf(availableParallelism() < 2);

const OLD = '1600000000';
const BIG = ['a/data', 'b/data'];
/** Three seconds without progress, two that rsync may need to read what is there, TERM, two seconds, KILL, and reading back. */
const LIMIT_MS = 40_000;

/** Makes files that are worth an rsync each, all different. */
async function makeBig(workspace: Workspace, source: string, paths: readonly string[] = BIG): Promise<void> {
  for (const path of paths) {
    const file = workspace.at(join(source, path));
    await mkdir(join(file, '..'), { recursive: true });
    await run('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1M', 'count=40']);
    await run('touch', ['-d', `@${OLD}`, file]);
  }
}

/** A mirror of two large files, with what else an endpoint may say. */
async function aMirror(paths: readonly string[] = BIG, spec: object = {}): Promise<Workspace> {
  const workspace = await makeMirror([`small = s @ ${OLD}`]);
  await makeBig(workspace, 'disk/source', paths);
  await declareOne(workspace, spec);
  return workspace;
}

function declareOne(workspace: Workspace, spec: object): Promise<void> {
  return workspace.declare(
    local('disk', workspace.at('disk'), spec),
    mirror('m', { source: { endpoint: 'disk', path: 'source' }, replicas: [{ endpoint: 'disk', path: 'replica' }] }),
  );
}

/** How the stand-in for rsync acts. `together`: each waits until so many have begun, if they ever do; `slow`: what it moves slowly, in kB a second. */
interface Acting {
  readonly together: number;
  readonly slow?: Readonly<Record<string, number>>;
}

/** A stand-in before the real rsync in PATH, which notes when a transfer begins and ends. */
interface StandIn {
  readonly env: Readonly<Record<string, string>>;
  /** `begin` and `end`, as they came. */
  notes(): Promise<readonly string[]>;
  /** The processes that move a file, once they do. */
  moving(path: string): Promise<readonly Process[]>;
}

async function standIn(workspace: Workspace, { together, slow = {} }: Acting): Promise<StandIn> {
  const directory = workspace.at('stand-in');
  const rsync = (await run('sh', ['-c', 'command -v rsync'])).stdout.trim();
  const log = join(directory, 'log');
  await mkdir(directory);
  await writeFile(log, '');
  const script = [
    '#!/bin/sh',
    `case " $* " in *" --files-from=- "*) ;; *) exec ${rsync} "$@" ;; esac`,
    `cat >"${directory}/$$.list"`,
    `tr '\\0' '\\n' <"${directory}/$$.list" >"${directory}/$$.names"`,
    `echo begin >>"${log}"`,
    'tries=0 limit=0',
    `while [ "$(grep -c begin "${log}")" -lt ${together} ] && [ $tries -lt 200 ]; do tries=$((tries + 1)); sleep 0.05; done`,
    ...Object.entries(slow).map(([path, limit]) => `grep -q "/${path}$" "${directory}/$$.names" && limit=${limit}`),
    `${rsync} --bwlimit=$limit "$@" <"${directory}/$$.list"`,
    'code=$?',
    `echo end >>"${log}"`,
    'exit $code',
  ];
  await writeFile(join(directory, 'rsync'), script.map((line) => `${line}\n`).join(''));
  await chmod(join(directory, 'rsync'), 0o755);
  return {
    env: { PATH: `${directory}:${process.env.PATH}` },
    notes: async () => (await readFile(log, 'utf8')).split('\n').slice(0, -1),
    moving: (path) => movingIn(directory, path),
  };
}

async function movingIn(directory: string, path: string): Promise<readonly Process[]> {
  const { stdout } = await run('grep', ['-rlE', '--include=*.names', `/${path}$`, directory]);
  const pid = Number(/(\d+)\.names/.exec(stdout)?.[1]);
  return descendantsOf(pid).filter(({ args }) => args.includes('--files-from=-'));
}

/** Files that are being received, or were and are kept: names and sizes. */
async function unfinished(workspace: Workspace): Promise<readonly string[]> {
  const { stdout } = await run('find', [workspace.at('disk/replica/.replicas-partial'), '-type', 'f', '-size', '+0']);
  return stdout.split('\n').slice(0, -1);
}

async function bothMove(workspace: Workspace): Promise<void> {
  await vi.waitFor(async () => expect(await unfinished(workspace)).toHaveLength(2), { timeout: 30_000, interval: 20 });
}

/** The copy is whole, nothing of ours is left but what is to stay, and the program says so too. */
async function expectWhole(workspace: Workspace, options: { readonly as?: 'Ordinary' } = {}): Promise<void> {
  expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  expect(await workspace.left('disk/replica')).toEqual([]);
  expect((await workspace.runWith(options, 'status', '--check')).code).toBe(0);
}

/** The rsyncs of this workspace. */
function rsyncs(workspace: Workspace): readonly Process[] {
  return processesWith(workspace.at('disk')).filter(({ args }) => args.includes('--files-from=-'));
}

requires('rsync')('two rsyncs side by side', () => {
  test('are told to stop: what each has is kept apart, and one more pass does the rest', async () => {
    const workspace = await aMirror();
    const pass = await start(workspace.path, [], { env: await slowly(workspace) });
    await bothMove(workspace);
    pass.signal('SIGTERM');
    await pass.ended;
    expect(rsyncs(workspace)).toEqual([]);
    const kept = await unfinished(workspace);
    expect(kept.map((path) => path.split('/').at(-1))).toEqual(['data', 'data']);
    const replica = await workspace.data('disk/replica');
    expect(BIG.filter((path) => replica.has(fromText(path)))).toEqual([]);
    expect((await workspace.run()).code).toBe(0);
    await expectWhole(workspace);
  });

  test('outlive the program that was killed: one more pass ends both, and does the rest', async () => {
    const workspace = await aMirror();
    const pass = await start(workspace.path, [], { env: await slowly(workspace) });
    await bothMove(workspace);
    pass.signal('SIGKILL');
    expect((await pass.ended).code).toBe(null);
    const partials = new Set(rsyncs(workspace).map(({ args }) => args.find((arg) => arg.startsWith('--partial-dir='))));
    expect(partials.size).toBe(2);
    expect((await workspace.run()).code).toBe(0);
    expect(rsyncs(workspace)).toEqual([]);
    expect(journalOf(workspace).map(({ type }) => type)).toContain('lease-taken-over');
    await expectWhole(workspace);
  });

  test('are two at once, as many as an endpoint takes where nothing is said', async () => {
    const workspace = await aMirror();
    const rsync = await standIn(workspace, { together: 2 });
    expect((await workspace.runWith({ env: rsync.env })).code).toBe(0);
    expect(await rsync.notes()).toEqual(['begin', 'begin', 'end', 'end']);
    await expectWhole(workspace);
  });

  test.each([
    { maxTransfers: 1, notes: ['begin', 'end', 'begin', 'end'] },
    { maxTransfers: 2, notes: ['begin', 'begin', 'end', 'end'] },
  ])('are not more than maxTransfers: $maxTransfers, with two replicas to bring', async ({ maxTransfers, notes }) => {
    const workspace = await makeWorkspace();
    const names = ['one', 'two'];
    for (const name of names) await makeBig(workspace, `disk/${name}`);
    await workspace.declare(
      local('disk', workspace.at('disk'), { maxTransfers }),
      ...names.map((name) =>
        mirror(name, { source: { endpoint: 'disk', path: name }, replicas: [{ endpoint: 'disk', path: `${name}-copy` }] }),
      ),
    );
    const rsync = await standIn(workspace, { together: maxTransfers });
    expect((await workspace.runWith({ env: rsync.env })).code).toBe(0);
    expect(await rsync.notes()).toEqual(notes);
    for (const name of names) expect(await workspace.data(`disk/${name}-copy`)).toEqual(await workspace.data(`disk/${name}`));
  });

  test('of which one is stopped where it is: the other brings its own, and a further pass the rest', async () => {
    const workspace = await aMirror(BIG, { stalledAfter: '3s' });
    const rsync = await standIn(workspace, { together: 2, slow: { 'a/data': 10_000, 'b/data': 1000 } });
    const pass = await start(workspace.path, [], { env: rsync.env });
    await bothMove(workspace);
    const stopped = await rsync.moving('b/data');
    expect(stopped.length).toBeGreaterThan(0);
    stopAll(stopped);
    const began = performance.now();
    expect(await pass.ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('transfer.stalled') });
    expect(performance.now() - began).toBeLessThan(LIMIT_MS);
    expect(rsyncs(workspace)).toEqual([]);
    const source = await workspace.data('disk/source');
    const replica = await workspace.data('disk/replica');
    for (const [path, entry] of source) expect([path, replica.get(path)]).toEqual([path, path === 'b/data' ? undefined : entry]);

    await declareOne(workspace, {});
    expect((await workspace.run()).code).toBe(0);
    await expectWhole(workspace);
  });
});

requires('rsync', 'ordinary account')('two rsyncs in a directory that its owner may not write to', () => {
  test.each(['d/one', 'd/two'])(
    '%s comes late, when the other has closed it: one more brings it in the same pass',
    async (late) => {
      const workspace = await aMirror(['d/one', 'd/two']);
      const rsync = await standIn(workspace, { together: 2, slow: { [late]: 10_000 } });
      await giveAway(workspace);
      await chmod(workspace.at('disk/source/d'), 0o555);
      const ran = await workspace.runWith({ as: 'Ordinary', env: rsync.env });
      expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(await rsync.notes()).toEqual(['begin', 'begin', 'end', 'end', 'begin', 'end']);
      expect((await run('stat', ['-c', '%a', workspace.at('disk/replica/d')])).stdout).toBe('555\n');
      await expectWhole(workspace, { as: 'Ordinary' });
    },
  );
});
