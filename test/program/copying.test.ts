import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { descendantsOf, type Process, processesWith, stopAll } from '../components/processes.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import type { TreeNode } from '../world.ts';
import { journalOf } from './memory.ts';
import { type Started, start } from './run.ts';
import { giveAway, local, makeMirror, mirror, type Workspace } from './workspace.ts';

vi.setConfig({ testTimeout: 120_000 });

const QUIET = { code: 0, stdout: '', stderr: '' };
const OLD = '1600000000';
const BIG = ['a/data', 'b/data'];
/** Each large file has a process of its own, where so many can work at once. */
const PROCESSES = Math.min(BIG.length, availableParallelism());
/** Three seconds without progress, TERM, two seconds, KILL; and machines are busy. */
const LIMIT_MS = 30_000;

/** A mirror of two large files and whatever else, all different. */
async function aMirror(nodes: readonly (string | TreeNode)[] = ['link -> a/data']): Promise<Workspace> {
  const workspace = await makeMirror(nodes);
  for (const path of BIG) {
    const file = workspace.at(join('disk/source', path));
    await mkdir(join(file, '..'), { recursive: true });
    await run('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1M', 'count=40']);
    // The rest is a hole: long enough to be stopped in, and quick to make.
    await run('truncate', ['-s', '160M', file]);
    await run('touch', ['-d', `@${OLD}`, file]);
  }
  return workspace;
}

/** A stand-in before the real rsync in PATH, which notes the names that a transfer is given. */
interface Noting {
  readonly env: Readonly<Record<string, string>>;
  /** Each once, in order: what failed is tried again. */
  names(): Promise<readonly string[]>;
}

async function noting(workspace: Workspace): Promise<Noting> {
  const directory = workspace.at('stand-in');
  const log = join(directory, 'log');
  const rsync = (await run('sh', ['-c', 'command -v rsync'])).stdout.trim();
  const script = [
    '#!/bin/sh',
    `case " $* " in *" --files-from=- "*) ;; *) exec ${rsync} "$@" ;; esac`,
    `tee -a "${log}" | ${rsync} "$@"`,
  ];
  await mkdir(directory);
  await writeFile(log, '');
  await writeFile(join(directory, 'rsync'), script.map((line) => `${line}\n`).join(''));
  await chmod(join(directory, 'rsync'), 0o755);
  return {
    env: { PATH: `${directory}:${process.env.PATH}` },
    names: async () => [...new Set((await readFile(log, 'latin1')).split('\0').slice(0, -1))].sort(),
  };
}

/** Permissions of all that is below a directory, without what the program keeps for itself. */
async function modes(workspace: Workspace, path: string): Promise<readonly string[]> {
  const { stdout } = await run('find', [workspace.at(path), '-name', '.replicas-*', '-prune', '-o', '-printf', '%P %m\\n']);
  return stdout
    .split('\n')
    .filter((line) => /^[^ ]/.test(line))
    .sort();
}

/** The copy is whole, nothing of ours is left but what is to stay, and the program says so too. */
async function expectWhole(workspace: Workspace, options: { readonly as?: 'Ordinary' } = {}): Promise<void> {
  expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  expect(await modes(workspace, 'disk/replica')).toEqual(await modes(workspace, 'disk/source'));
  expect(await workspace.left('disk/replica')).toEqual([]);
  expect((await workspace.runWith(options, 'status', '--check')).code).toBe(0);
}

/** Files that have begun to be copied and have no name in the data yet. */
function unfinished(workspace: Workspace): readonly string[] {
  const directory = workspace.at('disk/replica/.replicas-partial');
  const names = readdirSync(directory).filter((name) => name.startsWith('.copy-'));
  return names.filter((name) => (statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0) > 0);
}

/** The processes that copy for a pass, each stopped where it is in the middle of a large file. */
async function stoppedCopying(workspace: Workspace, pass: Started): Promise<readonly Process[]> {
  const found = new Map<number, Process>();
  const stopNew = (): void => {
    const begun = descendantsOf(pass.pid).filter(({ pid, args }) => isCopying(args) && !found.has(pid));
    stopAll(begun);
    for (const it of begun) found.set(it.pid, it);
    expect(found.size).toBe(PROCESSES);
  };
  await vi.waitFor(stopNew, { timeout: 30_000, interval: 5 });
  const copying = [...found.values()];
  for (const [at, { pid }] of copying.entries()) {
    process.kill(pid, 'SIGCONT');
    await vi.waitFor(() => expect(unfinished(workspace)).toHaveLength(at + 1), { timeout: 30_000, interval: 1 });
    process.kill(pid, 'SIGSTOP');
  }
  expect(unfinished(workspace)).toHaveLength(copying.length);
  return copying;
}

function isCopying(args: readonly string[]): boolean {
  return args.some((arg) => arg.endsWith('/copy-process.mjs'));
}

function alive(copying: readonly Process[]): readonly Process[] {
  return processesWith('/copy-process.mjs').filter(({ pid }) => copying.some((it) => it.pid === pid));
}

/** Whether a process has a file open whose path ends so. */
function hasOpen({ pid }: Process, end: string): boolean {
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).some((fd) => readlinkSync(join(directory, fd)).endsWith(end));
}

async function expectNoneOfBig(workspace: Workspace): Promise<void> {
  const paths = [...(await workspace.data('disk/replica')).keys()].map(String);
  expect(paths.filter((path) => BIG.includes(path))).toEqual([]);
}

requires('rsync')('much within one host', () => {
  test('is copied without rsync, which makes links only', async () => {
    const workspace = await aMirror([
      `small = s @ ${OLD}.123456789`,
      `empty =  @ 0`,
      `before = 1970 @ -1.5`,
      `d/e/odd = o @ ${OLD}.000000001`,
      `without/`,
      `link -> d/e/odd`,
      'd/dangling -> nowhere',
    ]);
    await chmod(workspace.at('disk/source/small'), 0o640);
    await chmod(workspace.at('disk/source/d/e/odd'), 0o4711);
    await chmod(workspace.at('disk/source/d'), 0o750);
    const rsync = await noting(workspace);
    expect(await workspace.runWith({ env: rsync.env })).toEqual(QUIET);
    expect(await rsync.names()).toEqual(['./d/dangling', './link']);
    await expectWhole(workspace);
  });

  test('the program is killed: one more pass ends what still copies, and does the rest', async () => {
    const workspace = await aMirror();
    const pass = await start(workspace.path, []);
    const copying = await stoppedCopying(workspace, pass);
    pass.signal('SIGKILL');
    expect((await pass.ended).code).toBe(null);
    expect(alive(copying)).toHaveLength(PROCESSES);
    await expectNoneOfBig(workspace);
    expect((await workspace.run()).code).toBe(0);
    expect(alive(copying)).toEqual([]);
    expect(journalOf(workspace).map(({ type }) => type)).toContain('lease-taken-over');
    await expectWhole(workspace);
  });

  test('the program is told to stop: nothing copies any more, and one more pass does the rest', async () => {
    const workspace = await aMirror();
    const pass = await start(workspace.path, []);
    const copying = await stoppedCopying(workspace, pass);
    pass.signal('SIGTERM');
    expect((await pass.ended).code).toBe(143);
    expect(alive(copying)).toEqual([]);
    await expectNoneOfBig(workspace);
    expect((await workspace.run()).code).toBe(0);
    await expectWhole(workspace);
  });

  test.skipIf(PROCESSES < 2 && process.env.RECONCILE_TEST_REQUIRE !== 'all')(
    'one process stands still: the other does its part, and a further pass the rest',
    async () => {
      const workspace = await aMirror();
      await declareOne(workspace, { stalledAfter: '3s' });
      const pass = await start(workspace.path, []);
      const copying = await stoppedCopying(workspace, pass);
      const began = performance.now();
      for (const it of copying) if (!hasOpen(it, '/disk/source/b/data')) process.kill(it.pid, 'SIGCONT');
      expect(await pass.ended).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringMatching(/transfer\.stalled: .*b\/data/),
      });
      expect(performance.now() - began).toBeLessThan(LIMIT_MS);
      expect(alive(copying)).toEqual([]);
      const missing = new Set(['b/data', 'link']);
      const arrived = [...(await workspace.data('disk/source'))].filter(([path]) => !missing.has(path));
      expect(await workspace.data('disk/replica')).toEqual(new Map(arrived));

      await declareOne(workspace, {});
      expect((await workspace.run()).code).toBe(0);
      await expectWhole(workspace);
    },
  );

  test('is brought by rsync where the copying process does not start', async () => {
    const workspace = await aMirror();
    const rsync = await noting(workspace);
    // Without node_modules above it, the program has no koffi.
    const elsewhere = 'cp -R "$(dirname "$1")" program && exec "$0" program/reconcile.mjs';
    expect(await workspace.runWith({ env: rsync.env, within: ['sh', '-c', elsewhere] })).toEqual(QUIET);
    expect(await rsync.names()).toEqual(['./a', './a/data', './b', './b/data', './link']);
    await expectWhole(workspace);
  });
});

requires('rsync', 'ordinary account')('much within one host, as somebody without rights', () => {
  test('one file cannot be read: all else arrives, and it is named', async () => {
    const workspace = await aMirror(['a', 'b', 'it', 'y', 'z'].map((name) => `closed/${name} = ${name} @ ${OLD}`));
    const rsync = await noting(workspace);
    await giveAway(workspace);
    await chmod(workspace.at('disk/source/closed/it'), 0o000);
    const told = await workspace.runWith({ as: 'Ordinary', env: rsync.env });
    expect(told).toMatchObject({ code: 3, stdout: '' });
    expect(told.stderr).toMatch(
      /^PoolMirror\/m disk:replica: transfer\.partial: .+\n {2}rsync said: .*closed\/it.*Permission denied \(13\)\n$/,
    );
    expect(await rsync.names()).toEqual(['./closed/it']);
    const arrived = [...(await workspace.data('disk/source'))].filter(([path]) => path !== 'closed/it');
    expect(await workspace.data('disk/replica')).toEqual(new Map(arrived));

    await chmod(workspace.at('disk/source/closed/it'), 0o644);
    expect((await workspace.runWith({ as: 'Ordinary' })).code).toBe(0);
    await expectWhole(workspace, { as: 'Ordinary' });
  });

  test('a directory that its owner may not write to is filled, and closed then', async () => {
    const workspace = await aMirror([`a/small = s @ ${OLD}`]);
    const rsync = await noting(workspace);
    await giveAway(workspace);
    await chmod(workspace.at('disk/source/a'), 0o555);
    expect(await workspace.runWith({ as: 'Ordinary', env: rsync.env })).toEqual(QUIET);
    expect(await rsync.names()).toEqual(['./a']);
    expect(await modes(workspace, 'disk/replica')).toContain('a 555');
    await expectWhole(workspace, { as: 'Ordinary' });
  });
});

requires('rsync', 'mount')('much within one host', () => {
  test('there is no room for all: what arrived is whole, and the rest follows when there is room', async () => {
    const workspace = await aMirror();
    const replica = workspace.at('disk/replica');
    await mkdir(replica);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=200m,mode=755', 'none', replica]);
    onTestFinished(async () => void (await run('umount', ['-l', replica])));
    const told = await workspace.run();
    expect(told).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^PoolMirror\/m disk:replica: target\.full: /),
    });
    const want = await workspace.data('disk/source');
    const there = await workspace.data('disk/replica');
    for (const [path, entry] of there) expect([path, entry]).toEqual([path, want.get(path)]);
    // Whichever came first: what the other had begun made room again.
    expect([...there.values()].filter(({ type }) => type === 'file')).toHaveLength(1);
    expect((await workspace.left('disk/replica')).filter((path) => path.includes('/.copy-'))).toEqual([]);

    await run('mount', ['-o', 'remount,size=600m', replica]);
    expect((await workspace.run()).code).toBe(0);
    await expectWhole(workspace);
  });
});

function declareOne(workspace: Workspace, spec: object): Promise<void> {
  return workspace.declare(
    local('disk', workspace.at('disk'), spec),
    mirror('m', { source: { endpoint: 'disk', path: 'source' }, replicas: [{ endpoint: 'disk', path: 'replica' }] }),
  );
}
