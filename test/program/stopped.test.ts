import { rm, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isStopped, thisProcess } from '../../src/lib/this-process.ts';
import { printLease } from '../../src/state/lease-file.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { again } from './again.ts';
import { differences, type Outcome, outcomeOf, signalled } from './killing.ts';
import { journalOf } from './memory.ts';
import { muchToDo, OLD, PLACES } from './much-to-do.ts';
import type { Workspace } from './workspace.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const ENV = { RECONCILE_LEASE_TTL: '2s' };
const ELSEWHERE = ['--state', 'other'];

/** The world, and one in which all of it was done. */
async function worlds(): Promise<{ readonly workspace: Workspace; readonly whole: Outcome }> {
  const world = await muchToDo();
  const done = await again(world, PLACES);
  expect((await done.run()).code).toBe(0);
  return { workspace: await again(world, PLACES), whole: await outcomeOf(done, PLACES) };
}

/**
 * All that lies at the endpoint: of directories their names, of anything else whatever a rename, a link or a write would change. Half-written
 * files are of whoever writes them, and an empty place for receiving is made by whoever comes, before he asks for the lease.
 */
async function everything(workspace: Workspace): Promise<readonly string[]> {
  const { stdout } = await run('find', [
    ...[workspace.at('disk'), '-name', '.replicas-new-*', '-prune', '-o', '-name', '.replicas-partial', '-empty', '-o'],
    ...['-type', 'd', '-printf', 'd %P\\0', '-o', '-printf', '%y %i %n %m %s %T@ %C@ %l %P\\0'],
  ]);
  return stdout.split('\0').slice(0, -1).sort();
}

/** As if somebody worked at the replicas who lives. */
async function workThere(workspace: Workspace): Promise<() => Promise<void>> {
  const since = new Date().toISOString();
  const lease = printLease({ ...thisProcess(), owner: 'somebody', since, fence: 99, beat: 0, ttlMs: 120_000, children: [] });
  const paths = ['first', 'second'].map((place) => workspace.at(`disk/${place}/.replicas-lease`));
  for (const path of paths) await writeFile(path, lease);
  return async () => {
    for (const path of paths) await rm(path);
  };
}

/** Stops a pass there, lets another workspace do all the work, and wakes it up while somebody works there again. */
async function stopAndWake(
  { workspace, whole }: Awaited<ReturnType<typeof worlds>>,
  { when, comesBack }: { readonly when: RegExp; readonly comesBack: readonly string[] },
): Promise<void> {
  await run('cp', ['-a', workspace.at('state'), workspace.at('other')]);
  const first = await signalled(workspace, `SIGSTOP ${String(when)}`, { env: ENV });
  onTestFinished(() => first.signal('SIGKILL'));
  await vi.waitFor(() => expect(isStopped(first.pid)).toBe(true), { timeout: 30_000, interval: 10 });
  const second = (): ReturnType<Workspace['run']> => workspace.runWith({ env: ENV }, ...ELSEWHERE);
  const allDone = async (): Promise<void> => {
    await second();
    expect((await outcomeOf(workspace, PLACES)).data).toEqual(whole.data);
  };
  await vi.waitFor(allDone, { timeout: 60_000, interval: 300 });
  // What it would still change, were it not for the lease.
  await workspace.tree('disk', comesBack);
  const leave = await workThere(workspace);
  const before = await everything(workspace);
  first.signal('SIGCONT');
  const ended = await first.ended;
  expect(await everything(workspace)).toEqual(before);
  expect(ended).toMatchObject({ code: expect.toSatisfy((code) => [0, 3, 6].includes(code)), stdout: '' });
  await leave();
}

function lostLeases(workspace: Workspace): readonly string[] {
  return journalOf(workspace).flatMap(({ type, action, outcome }) => {
    const isLost = type === 'action-ended' && Object(outcome).failure?.code === 'lease.lost';
    return isLost ? [`${Object(action).type} ${Object(action).to}`] : [];
  });
}

requires('rsync')('a pass that stands still beyond the time to live of its lease, at the step before it', () => {
  test.each<[string, RegExp, readonly string[], string]>([
    ['gives a second name to what it replaces', /"before","what":"link".*first\/d\/changed/, [], 'transfer disk:first'],
    ['renames over what it replaces', /"before","what":"rename".*first\/d\/changed/, [], 'transfer disk:first'],
    ['gives a second name to what it puts into quarantine', /"before","what":"link".*first\/rotten/, [], 'transfer disk:first'],
    ['repairs', /"before","what":"rename".*first\/rotten/, [], 'transfer disk:first'],
    [
      'erases what was received in part',
      /"before","what":"remove".*first\/.replicas-partial"/,
      ['first/.replicas-partial/half = of another'],
      '',
    ],
    [
      'removes',
      /"before","what":"rename".*first\/gone\/file/,
      [`first/gone/file = no longer wanted @ ${OLD}`],
      'remove disk:first',
    ],
    ['removes a directory', /"before","what":"remove".*first\/gone"/, ['first/gone/'], 'remove disk:first'],
    [
      'empties the trash',
      /"before","what":"rename".*long\/ago/,
      [`first/.replicas-trash/2020-01-02/0123456789abcdef/long/ago = expired @ ${OLD}`],
      'remove disk:first/.replicas-trash',
    ],
    [
      'erases what it emptied out of the trash',
      /"before","what":"remove".*.replicas-delete/,
      ['first/.replicas-trash/.replicas-delete/x = 1'],
      'remove disk:first/.replicas-trash',
    ],
    ['publishes', /"before","what":"write".*first\/.replicas-state.json/, [], 'publish disk:first'],
    ['gives its lease back', /"before","what":"remove".*first\/.replicas-lease/, [], ''],
    ['copies', /"action-started".*"transfer".*"to":"disk:second"/, [], ''],
  ])('%s: it changes nothing any more', async (_, when, comesBack, lost) => {
    const both = await worlds();
    const { workspace, whole } = both;
    await stopAndWake(both, { when, comesBack });
    expect(lostLeases(workspace)).toEqual(lost === '' ? expect.anything() : expect.arrayContaining([lost]));
    // Nobody works there any more, and what came back goes.
    for (const path of ['gone', '.replicas-trash/2020-01-02', '.replicas-trash/.replicas-delete', '.replicas-partial'])
      await rm(workspace.at(`disk/first/${path}`), { recursive: true, force: true });
    await rm(workspace.at('disk/second/.replicas-partial'), { recursive: true, force: true });
    expect((await workspace.run()).code).toBe(0);
    expect(differences(await outcomeOf(workspace, PLACES), whole)).toEqual([]);
  });
});
