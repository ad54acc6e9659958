import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDriver } from '../src/endpoints/index.ts';
import { entriesOf } from '../src/inventory/records.ts';
import { decodeRsyncName } from '../src/inventory/rsync-name.ts';
import { decide } from '../src/kinds/index.ts';
import { fromLatin1, fromText, type PathBytes, ROOT } from '../src/lib/path-bytes.ts';
import type { EntryType, Inventory } from '../src/model/inventory.ts';
import { actionsOf } from '../src/model/plan.ts';
import type { Seen } from '../src/model/probe.ts';
import type { Resource } from '../src/model/resource.ts';
import { makePlan } from '../src/plan/plan.ts';
import { localEndpoint } from './components/endpoints.ts';
import { HOSTILE_NAMES } from './components/hostile-names.ts';
import { run } from './components/run.ts';
import { makeTools } from './components/tools.ts';
import { makeScratch, makeTree, type Scratch, type TreeNode } from './world.ts';
import { entriesIn } from './worlds.ts';

const PAIRS = 60;
const ALL = { exclude: [], include: [] };

let scratch: Scratch;
let running: Promise<void> = Promise.resolve();
beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(async () => {
  // When the time is up the last pair is still at work.
  await running.catch(() => undefined);
  await scratch.remove();
});

/** What a mirror of one tree by the other would copy and remove. */
interface Work {
  readonly copies: readonly string[];
  readonly removes: readonly string[];
}

/**
 * Differences that are meant: rsync also lists permissions and times of directories and times of links (`.d..t`, `.L..t`),
 * and the mode of a file that is right but for it (`.f...p`). It lists a thing of another type twice, as deleted and as made,
 * where we say that it is copied; and it makes a file in the place of a full directory at once, where we empty the directory
 * first and copy at the next look.
 */
test('for random pairs of trees we copy and remove what rsync -rlptn --delete would', async () => {
  const node = fc.record({
    // Mostly few names, so that both trees have the same ones.
    parts: fc.array(
      fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...['a', 'b', 'd'].map(fromLatin1)) }, fc.constantFrom(...HOSTILE_NAMES)),
      { minLength: 1, maxLength: 3 },
    ),
    type: fc.constantFrom('file' as const, 'file' as const, 'directory' as const, 'link' as const),
    content: fc.constantFrom('', 'x', 'y', 'longer'),
    mtime: fc.constantFrom('-7', '0', '1600000000', '1600000001'),
  });
  const nodes = fc
    .array(node, { maxLength: 25 })
    .map((all) => all.map(({ parts, ...rest }) => ({ path: fromLatin1(parts.join('/')), ...rest })));
  const pair = fc.tuple(nodes, nodes, nodes);
  let number = 0;
  await fc.assert(
    fc.asyncProperty(pair, ([common, left, right]) => {
      const compared = async (): Promise<void> => {
        const root = join(scratch.path, String(number++));
        await makeTree(join(root, 'A'), withoutContradictions([...common, ...left]));
        await makeTree(join(root, 'B'), withoutContradictions([...common, ...right]));
        expect(await ours(root)).toEqual(await rsyncs(root));
      };
      running = compared();
      return running;
    }),
    { numRuns: PAIRS, interruptAfterTimeLimit: 15_000 },
  );
});

async function ours(root: string): Promise<Work> {
  const driver = createDriver(localEndpoint(root), makeTools(scratch.path));
  const [from, to] = await driver.list(['A', 'B'].map((name) => ({ path: fromText(name), filter: ALL })));
  if (from === undefined || to === undefined) throw new Error('not listed');
  const resource = mirrorOf(root);
  const see = (probe: { readonly type: string; readonly key: string }): Seen<Inventory> | undefined =>
    probe.type === 'tree' ? (probe.key.includes(':A"') ? from : to) : undefined;
  // Only trees are asked for here, and notes, which are not there.
  const [entry] = makePlan(
    [{ resource, items: decide(resource, see as Parameters<typeof decide>[1], 0), approvals: [] }],
    0,
  ).entries;
  if (entry === undefined) throw new Error('nothing decided');
  const { decision, facts } = entry.item;
  const copies: PathBytes[] = [];
  const removes: PathBytes[] = [];
  for (const action of actionsOf(decision)) {
    // Here nothing was ever read back.
    if (action.type === 'verify') continue;
    for (const { path } of entriesIn(action)) (action.type === 'remove' ? removes : copies).push(path);
  }
  // What a full directory, or a file in the place of one, is in the way of is copied at the next look; rsync overwrites.
  const waiting = facts?.basis === undefined ? [] : blockedBy(facts.basis.from, facts.basis.to);
  return {
    copies: [...new Set([...copies, ...waiting])].sort(),
    removes: removes.filter((path) => !waiting.includes(path)).sort(),
  };
}

async function rsyncs(root: string): Promise<Work> {
  const ran = await run('rsync', ['-rlptin', '--delete', '--out-format=%i|%n', `${root}/A/`, `${root}/B/`]);
  if (ran.code !== 0) throw new Error(ran.stderr);
  const copies = new Set<string>();
  const removes = new Set<string>();
  for (const line of ran.stdout.split('\n')) {
    const [, what = '', printed = ''] = /^([^|]{11}|\*deleting[^|]*)\|(.*)$/.exec(line) ?? [];
    const name = decodeRsyncName(printed).replace(/\/$/, '');
    if (what.startsWith('*deleting')) removes.add(name);
    else if (/^[>c]/.test(what)) copies.add(name);
  }
  for (const name of copies) removes.delete(name);
  return { copies: [...copies].sort(), removes: [...removes].sort() };
}

function blockedBy(from: Inventory, to: Inventory): readonly PathBytes[] {
  const directories = new Set(entriesOfType(to, 'directory'));
  const others = new Set([...entriesOfType(to, 'file'), ...entriesOfType(to, 'link'), ...entriesOfType(to, 'other')]);
  const taken = entriesOfType(from, 'directory').filter((path) => others.has(path));
  const below = [...entriesOf(from)]
    .map((entry) => entry.path)
    .filter((path) => taken.some((directory) => path.startsWith(`${directory}/`)));
  const files = [...entriesOfType(from, 'file'), ...entriesOfType(from, 'link')].filter((path) => directories.has(path));
  const data = new Set(entriesOfType(to, 'file'));
  const links = entriesOfType(from, 'link').filter((path) => data.has(path));
  return [...files, ...links, ...taken, ...below];
}

function entriesOfType(inventory: Inventory, type: EntryType): readonly PathBytes[] {
  return [...entriesOf(inventory)].filter((entry) => entry.type === type).map((entry) => entry.path);
}

function mirrorOf(root: string): Resource {
  const endpoint = localEndpoint(root);
  const none = Number.POSITIVE_INFINITY;
  return {
    kind: 'PoolMirror',
    name: 'pair',
    labels: {},
    spec: {
      source: { type: 'Location', location: { endpoint, path: fromText('A') } },
      replicas: [{ location: { endpoint, path: fromText('B') }, feed: { type: 'Source' } }],
      filter: ALL,
      extraneous: 'Delete',
      ceilings: { percent: none, files: none, bytes: none },
      digest: 'md5',
      verify: { everyMs: none, budgetBytes: none, forMs: none, source: 'NotRead' },
      trash: { keepMs: none },
    },
    source: { file: 'manifests/pair.yaml', line: 1, column: 1 },
    digest: 'sha256:pair',
  };
}

/** Nodes that can all be made: the first of one name stands, and nothing lies below what is no directory. */
function withoutContradictions(
  nodes: readonly {
    readonly path: PathBytes;
    readonly type: 'file' | 'directory' | 'link';
    readonly content: string;
    readonly mtime: string;
  }[],
): readonly TreeNode[] {
  const made = new Map<string, TreeNode>();
  for (const { path, type, content, mtime } of nodes) {
    const parents = path.split('/').map((_, at, parts) => parts.slice(0, at).join('/'));
    if (made.has(path) || parents.some((parent) => parent !== ROOT && (made.get(parent)?.type ?? 'directory') !== 'directory'))
      continue;
    for (const parent of parents.slice(1))
      if (!made.has(parent)) made.set(parent, { type: 'directory', path: fromLatin1(parent), mtime: '5' });
    if (type === 'file') made.set(path, { type, path, content, mtime });
    else if (type === 'link') made.set(path, { type, path, target: fromText(`to ${content}`), mtime });
    else made.set(path, { type, path, mtime });
  }
  return [...made.values()];
}
