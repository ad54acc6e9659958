import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { fromLatin1, fromText } from '../../src/lib/path-bytes.ts';
import { processesWith } from '../components/processes.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { file, type TreeNode } from '../world.ts';
import { again } from './again.ts';
import { damage } from './memory.ts';
import { type Ended, start } from './run.ts';
import { local, makeWorkspace, mirror, type Workspace } from './workspace.ts';

const PRELOAD = pathToFileURL(join(import.meta.dirname, '../components/kill-at-line.mjs')).href;
const PLACES = ['source', 'first', 'second'];
const REPLICAS = ['first', 'second'];
const AT_ONCE = 3;
const TEST_MS = 900_000;

const OLD = '1600000000.123456789';
const NEW = '1700000000.987654321';
const HOSTILE = fromLatin1('-rf $(touch x)\n\xff');

/** What is at the source from the beginning, and at both replicas. */
const FIRST: readonly (string | TreeNode)[] = [
  `same = the same @ ${OLD}`,
  `d/changed = one @ ${OLD}`,
  `rotten = good content @ ${OLD}`,
  `gone/file = no longer wanted @ ${OLD}`,
];

/** What comes later. */
const LATER: readonly (string | TreeNode)[] = [
  `d/changed = another @ ${NEW}`,
  `new/deep/file = new @ ${NEW}`,
  'empty/',
  'new/link -> deep/file',
  file(HOSTILE, 'hostile', NEW),
];

/** A world in which one pass has everything to do. */
async function makeOriginal(): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('disk/source', FIRST);
  const source = { endpoint: 'disk', path: 'source' };
  await workspace.declare(
    local('disk', workspace.at('disk')),
    mirror('m', {
      source,
      replicas: [
        { endpoint: 'disk', path: 'first' },
        { endpoint: 'disk', path: 'second', from: 'disk:first' },
      ],
      extraneous: 'Trash',
    }),
  );
  expect(await workspace.run()).toEqual({ code: 0, stdout: '', stderr: '' });
  await damage(workspace.at('disk/first/rotten'));
  expect((await workspace.run('verify', 'PoolMirror/m')).code).toBe(3);
  await rm(workspace.at('disk/source/gone'), { recursive: true });
  await workspace.tree('disk/source', LATER);
  await chmod(workspace.at('disk/source/new/deep/file'), 0o640);
  await workspace.tree('disk/first', [`.replicas-trash/2020-01-02/0123456789abcdef/long/ago = expired @ ${OLD}`]);
  // The second one is empty but for what is to be replaced there.
  for (const path of ['same', 'rotten', 'gone', '.replicas-state.json']) await rm(workspace.at(`disk/second/${path}`), { recursive: true });
  return workspace;
}

/** Starts the program, which gets a signal as SIGNAL_AT_LINE says. */
function signalled(workspace: Workspace, when: string, ...args: readonly string[]): ReturnType<typeof start> {
  return start(workspace.path, args, { env: { NODE_OPTIONS: `--import=${PRELOAD}`, SIGNAL_AT_LINE: when } });
}

async function killedAt(workspace: Workspace, line: number, ...args: readonly string[]): Promise<Ended> {
  return (await signalled(workspace, `SIGKILL ${line}`, ...args)).ended;
}

function journal(workspace: Workspace): readonly string[] {
  const directory = workspace.at('state/journal');
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .sort()
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1));
}

/** What a world has come to, as texts that can be compared. */
interface World {
  readonly data: readonly string[];
  /** What was taken away, whatever the bin: its kind, path, time and digest. */
  readonly kept: readonly string[];
  readonly bins: number;
  readonly published: readonly string[];
  readonly ours: readonly string[];
  readonly state: readonly string[];
  readonly status: readonly string[];
}

async function worldOf(workspace: Workspace): Promise<World> {
  const [data, kept, ours] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const bins = new Set<string>();
  for (const place of PLACES) {
    const modes = await modesOf(workspace.at(`disk/${place}`));
    for (const [path, entry] of await workspace.all(`disk/${place}`)) {
      const said = `${entry.type} ${modes.get(path)} ${'md5' in entry ? `${entry.md5} ${entry.mtimeNs}` : 'target' in entry ? entry.target : ''}`;
      const [top = '', day = '', plan = '', ...rest] = path.split('/');
      if (top === '.replicas-trash' || top === '.replicas-quarantine') {
        if (rest.length > 0) bins.add(`${place} ${top} ${day} ${plan}`);
        if (rest.length > 0 && entry.type !== 'directory') kept.add(`${place} ${top} ${rest.join('/')} ${said}`);
        if (!/^\d{4}-\d\d-\d\d$/.test(day) && day !== '') ours.add(`${place} ${path}`);
      } else if (top.startsWith('.replicas-')) {
        if (path !== '.replicas-state.json') ours.add(`${place} ${path}`);
      } else data.add(`${place} ${path} ${said}`);
    }
  }
  return {
    data: [...data].sort(),
    kept: [...kept].sort(),
    bins: bins.size,
    published: REPLICAS.map((place) => publishedAt(workspace, place)),
    ours: [...ours].sort(),
    state: await leftInState(workspace),
    status: statusOf(workspace),
  };
}

async function modesOf(directory: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await run('find', [directory, '-printf', '%m %P\\0']);
  return new Map(
    stdout
      .split('\0')
      .slice(0, -1)
      .map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]),
  );
}

function publishedAt(workspace: Workspace, place: string): string {
  const path = workspace.at(`disk/${place}/.replicas-state.json`);
  if (!existsSync(path)) return 'nothing';
  const { consistentAsOf: _at, plan: _plan, ...said } = JSON.parse(readFileSync(path, 'utf8'));
  return JSON.stringify(said);
}

/** What is neither remembered nor told. */
async function leftInState(workspace: Workspace): Promise<readonly string[]> {
  const { stdout } = await run('find', [workspace.at('state'), '-type', 'f', '-printf', '%P\\n']);
  const isRight = (path: string): boolean =>
    /^(?:journal\/.*\.ndjson|(?:ledger|settled|status|shown)\/.*\.(?:ledger|json)|leases\/.*\.(?:number|taken|seen))$/.test(path);
  return stdout
    .split('\n')
    .slice(0, -1)
    .filter((path) => !isRight(path) || path.endsWith('.tmp'));
}

function statusOf(workspace: Workspace): readonly string[] {
  const path = workspace.at('state/status/PoolMirror/m.json');
  if (!existsSync(path)) return [];
  const { items } = JSON.parse(readFileSync(path, 'utf8'));
  return Array.from(items, (item) => {
    const { path: place, state, decision, code, files, corruptFiles, extraneousFiles } = Object(item);
    return [place, state, decision, code, files, corruptFiles, extraneousFiles].join(' ');
  });
}

/** What is not as it is without a crash. */
function differences(world: World, whole: World): readonly string[] {
  const found: string[] = [];
  for (const part of ['data', 'kept', 'published', 'ours', 'state', 'status'] as const) {
    for (const line of world[part]) if (!whole[part].includes(line)) found.push(`${part} + ${line}`);
    for (const line of whole[part]) if (!world[part].includes(line)) found.push(`${part} - ${line}`);
  }
  if (world.bins > whole.bins + 1) found.push(`${world.bins} bins`);
  return found;
}

/** Runs work for each number from 1, a few at once. */
async function forEachUpTo(last: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 1;
  const worker = async (): Promise<void> => {
    while (next <= last) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

requires('rsync')('a pass that does everything', () => {
  test('is killed at every line of its journal, and the next one comes to the same end', { timeout: TEST_MS }, async () => {
    const original = await makeOriginal();
    const undisturbed = await again(original, PLACES);
    expect(await undisturbed.run()).toMatchObject({ code: 0, stdout: '' });
    const whole = await worldOf(undisturbed);
    const lines = journal(undisturbed);
    if (process.env.SHOW) console.log(whole, lines.length);
    expect({ ours: whole.ours, state: whole.state }).toEqual({ ours: [], state: [] });
    const failures: string[] = [];
    const only = process.env.ONLY?.split(',').map(Number);
    await forEachUpTo(only === undefined ? lines.length : only.length, async (turn) => {
      const n = only?.[turn - 1] ?? turn;
      const workspace = await again(original, PLACES);
      const killed = await killedAt(workspace, n);
      const before = journal(workspace);
      const about = `line ${n}: ${before.at(-1)?.slice(41, 200)}`;
      const fail = (what: string): void => void failures.push(`${about}\n  ${what}`);
      if (killed.code !== null || before.length !== n) fail(`was not killed there: ${JSON.stringify(killed)} ${before.length}`);
      const next = await workspace.run();
      if (next.code !== 0) fail(`next pass: ${JSON.stringify(next)}`);
      for (const what of differences(await worldOf(workspace), whole)) fail(what);
      const alive = processesWith(`${workspace.path}/`);
      if (alive.length > 0) fail(`still runs: ${JSON.stringify(alive)}`);
      const after = journal(workspace).length;
      const third = await workspace.run();
      if (third.code !== 0 || journal(workspace).slice(after).some((line) => line.includes('"action-started"'))) fail('a second pass does something');
      if (only === undefined) await rm(workspace.path, { recursive: true });
    });
    expect(failures).toEqual([]);
  });
});
