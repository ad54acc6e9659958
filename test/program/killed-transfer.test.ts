import { expect, test, vi } from 'vitest';
import { type Process, processesWith } from '../components/processes.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { outcomeOf } from './killing.ts';
import { damage, journalOf } from './memory.ts';
import { start } from './run.ts';
import { anSshd, local, makeWorkspace, mirror, slowly, ssh, type Workspace } from './workspace.ts';

// Each step at the other end is an ssh session of its own, and machines are busy.
vi.setConfig({ testTimeout: 180_000 });

const QUIET = { code: 0, stdout: '', stderr: '' };
const OLD = '1600000000';
/** What a slow rsync needs most of a minute for. */
const MEGABYTES = 40;

type Way = 'Add' | 'Replace' | 'Repair';
type Place = 'Local' | 'push' | 'pull';

const CASES = (places: readonly Place[]): readonly (readonly [Way, Place])[] =>
  places.flatMap((place) => (['Add', 'Replace', 'Repair'] as const).map((way) => [way, place] as const));

/** A mirror of `source` at `replica`, of which one may be behind ssh; in one directory, so that both can be looked at. */
async function makeStage(place: Place): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('disk', ['source/', 'replica/']);
  const sshd = place === 'Local' ? undefined : await anSshd();
  const far =
    sshd === undefined
      ? []
      : [ssh('there', sshd, { root: workspace.at('disk'), identityFile: await sshd.authorize({ type: 'shell' }) })];
  await workspace.declare(
    local('disk', workspace.at('disk')),
    ...far,
    mirror('m', {
      source: { endpoint: place === 'pull' ? 'there' : 'disk', path: 'source' },
      replicas: [{ endpoint: place === 'push' ? 'there' : 'disk', path: 'replica' }],
    }),
  );
  return workspace;
}

async function makeBig(workspace: Workspace): Promise<void> {
  const big = workspace.at('disk/source/big');
  await run('dd', ['if=/dev/urandom', `of=${big}`, 'bs=1M', `count=${MEGABYTES}`]);
  await run('touch', ['-d', `@${OLD}`, big]);
}

/** Leaves one large file to be moved in that way. */
async function prepare(workspace: Workspace, way: Way): Promise<void> {
  await workspace.tree('disk/source', [`small = s @ ${OLD}`]);
  if (way === 'Replace') await workspace.tree('disk/source', [`big = its predecessor @ ${OLD}`]);
  if (way === 'Repair') await makeBig(workspace);
  if (way !== 'Add') expect(await workspace.run()).toEqual(QUIET);
  if (way !== 'Repair') return makeBig(workspace);
  await damage(workspace.at('disk/replica/big'));
  expect((await workspace.run('verify', 'PoolMirror/m')).code).toBe(3);
}

/** What works in this workspace: rsyncs here and at the far side, and the connections between them. */
function working(workspace: Workspace): readonly Process[] {
  return processesWith(workspace.at('disk')).filter(({ args }) => /rsync/.test(args.join(' ')));
}

async function expectKilledAndMended([way, place]: readonly [Way, Place]): Promise<void> {
  const workspace = await makeStage(place);
  await prepare(workspace, way);
  const before = await workspace.data('disk/replica');
  const pass = await start(workspace.path, [], { env: await slowly(workspace) });
  const partial = workspace.at('disk/replica/.replicas-partial');
  const arriving = ['-type', 'f', '-name', '*big*', '-size', '+0'];
  await vi.waitFor(async () => expect((await run('find', [partial, ...arriving])).stdout).not.toBe(''), {
    timeout: 60_000,
    interval: 20,
  });
  pass.signal('SIGKILL');
  expect((await pass.ended).code).toBe(null);
  // Nothing half is seen, and what stood there still stands.
  const after = await workspace.data('disk/replica');
  for (const [path, entry] of before) expect(after.get(path)).toEqual(entry);
  expect([...after.keys()].filter((path) => !path.endsWith('small')).length).toBe(way === 'Add' ? 0 : 1);
  const left = working(workspace);
  expect(left.length).toBeGreaterThan(0);

  expect((await workspace.run()).code).toBe(0);
  expect(working(workspace)).toEqual([]);
  expect(journalOf(workspace).map(({ type }) => type)).toContain('lease-taken-over');
  expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  const { ours, state, status, kept } = await outcomeOf(workspace, ['replica']);
  expect({ ours, state, status }).toEqual({ ours: [], state: [], status: ['replica verified settled  2 0 0'] });
  const bin = { Add: [], Replace: ['trash'], Repair: ['quarantine'] }[way];
  expect(kept.map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual(bin.map((name) => `.replicas-${name} big`));
  expect((await workspace.run('--plan', '--detailed-exitcode')).code).toBe(0);
}

requires('rsync')('reconcile killed in mid-transfer', () => {
  test.each(CASES(['Local']))('%s, %s: the next pass ends what it left at work, and comes to the same end', async (...it) => {
    await expectKilledAndMended(it);
  });
});

requires('rsync', 'sshd')('reconcile killed in mid-transfer over ssh', () => {
  test.each(CASES(['push', 'pull']))('%s, %s: the next pass ends it at both sides, and comes to the same end', async (...it) => {
    await expectKilledAndMended(it);
  });
});
