import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { processesWith } from '../components/processes.ts';
import { requires } from '../components/requirement.ts';
import { file } from '../world.ts';
import { again } from './again.ts';
import { CALM, differences, forEachUpTo, journalLines, type Outcome, outcomeOf, signalled } from './killing.ts';
import { APPROVE, HOSTILE, muchToDo, OLD, PLACES } from './much-to-do.ts';
import { makeMirror, type Workspace } from './workspace.ts';

const TEST_MS = 900_000;

/** How a world goes on after a run in it was killed. */
interface Crash {
  readonly original: Workspace;
  readonly places: readonly string[];
  /** Before the run that is killed. */
  readonly before?: (workspace: Workspace) => Promise<void>;
  /** The run that is killed. */
  readonly args: readonly string[];
  /** What brings the world to the same end; says what is wrong about it. */
  readonly after: (workspace: Workspace) => Promise<readonly string[]>;
  /** The outcome of an undisturbed run. */
  readonly whole: Outcome;
}

/** What went wrong after a run that was killed at that line of its journal. */
async function crashAt(line: number, { original, places, before, args, after, whole }: Crash): Promise<readonly string[]> {
  const workspace = await again(original, places);
  await before?.(workspace);
  const written = journalLines(workspace).length;
  const killed = await (await signalled(workspace, `SIGKILL ${line}`, { args })).ended;
  const lines = journalLines(workspace).slice(written);
  const found = [
    ...(killed.code === null && lines.length === line ? [] : [`not killed there: ${JSON.stringify(killed)}`]),
    ...(await after(workspace)),
    ...differences(await outcomeOf(workspace, places), whole),
    ...processesWith(`${workspace.path}/`).map(({ args: words }) => `still runs: ${words.join(' ')}`),
  ];
  if (found.length === 0) await rm(workspace.path, { recursive: true });
  return found.map((it) => `line ${line} ${lines.at(-1)?.slice(35)}: ${it}`);
}

/** Kills a run at each line up to the last. */
async function crashAtEach(last: number, crash: Crash): Promise<void> {
  const found: string[] = [];
  await forEachUpTo(last, async (line) => void found.push(...(await crashAt(line, crash))));
  expect(found.sort()).toEqual([]);
}

/** One pass, then one that must find nothing to do. */
async function twoPasses(workspace: Workspace): Promise<readonly string[]> {
  const next = await workspace.run();
  const written = journalLines(workspace).length;
  const second = await workspace.run();
  const deeds = journalLines(workspace)
    .slice(written)
    .filter((line) => line.includes('"action-started"'));
  return [
    ...(next.code === 0 ? [] : [`the next pass: ${JSON.stringify(next)}`]),
    ...(second.code === 0 ? [] : [`the pass after it: ${JSON.stringify(second)}`]),
    ...deeds.map((line) => `the pass after it: ${line}`),
  ];
}

requires('rsync')('killed at every line of its journal', () => {
  test('a pass that does everything: the next one comes to the same end', { timeout: TEST_MS }, async () => {
    const original = await muchToDo();
    const undisturbed = await again(original, PLACES);
    expect(await undisturbed.runWith({ env: CALM })).toMatchObject({ code: 0, stdout: '' });
    const whole = await outcomeOf(undisturbed, PLACES);
    expect({ ours: whole.ours.filter((path) => !path.includes('.replicas-approval-')), state: whole.state }).toEqual({
      ours: [],
      state: [],
    });
    expect([whole.kept.length, whole.bins.length]).toEqual([4, 4]);
    const crash: Crash = { original, places: PLACES, args: [], after: twoPasses, whole };
    await crashAtEach(journalLines(undisturbed).length, crash);
  });

  test('a pass that takes over from a killed one: the third one comes to the same end', { timeout: TEST_MS }, async () => {
    const original = await muchToDo();
    const before = async (workspace: Workspace): Promise<void> => {
      const killed = await signalled(workspace, 'SIGKILL /"edge":"after","what":"link"/');
      expect((await killed.ended).code).toBe(null);
    };
    const undisturbed = await again(original, PLACES);
    await before(undisturbed);
    const written = journalLines(undisturbed).length;
    expect((await undisturbed.runWith({ env: CALM })).code).toBe(0);
    const lines = journalLines(undisturbed).slice(written);
    const whole = await outcomeOf(undisturbed, PLACES);
    const crash: Crash = { original, places: PLACES, before, args: [], after: twoPasses, whole };
    await crashAtEach(
      lines.findIndex((line) => line.includes('"action-started"')),
      crash,
    );
  });

  test('a pass, and the one that took over from it, later: the third one comes to the same end', {
    timeout: TEST_MS,
  }, async () => {
    const original = await muchToDo();
    const undisturbed = await again(original, PLACES);
    expect((await undisturbed.run()).code).toBe(0);
    const workspace = await again(original, PLACES);
    for (const when of ['/"edge":"after","what":"link"/', '/"action-started".*"publish"/'])
      expect((await (await signalled(workspace, `SIGKILL ${when}`)).ended).code).toBe(null);
    expect(await twoPasses(workspace)).toEqual([]);
    const whole = await outcomeOf(undisturbed, PLACES);
    expect(differences(await outcomeOf(workspace, PLACES), whole)).toEqual([]);
  });

  test('an undo: another one comes to the same end', { timeout: TEST_MS }, async () => {
    const original = await makeMirror([`a = one @ ${OLD}`], { extraneous: 'Trash' });
    await original.run();
    const extra = [`old/x = 1 @ ${OLD}`, `old/deep/y = 2 @ ${OLD}`, 'old/link -> x', 'old/empty/', file(HOSTILE, '3', OLD)];
    await original.tree('disk/replica', extra);
    expect((await original.run()).code).toBe(0);
    const places = ['source', 'replica'];
    const undo = ['undo', 'PoolMirror/m'];
    const undisturbed = await again(original, places);
    expect((await undisturbed.runWith({ env: CALM }, ...undo)).code).toBe(0);
    const whole = await outcomeOf(undisturbed, places);
    const after = async (workspace: Workspace): Promise<readonly string[]> => {
      const { code, stderr } = await workspace.run(...undo);
      return code === 0 ? [] : [`undo: ${code} ${stderr}`];
    };
    await crashAtEach(journalLines(undisturbed).length, { original, places, args: undo, after, whole });
  });

  test('an approval: another one and a pass come to the same end', { timeout: TEST_MS }, async () => {
    const original = await makeMirror([`a = one @ ${OLD}`, `b = two @ ${OLD}`], { extraneous: 'Trash', ceilings: { files: 0 } });
    await original.run();
    await rm(original.at('disk/source/b'));
    expect((await original.run('--plan')).stdout).toContain('approve');
    const places = ['source', 'replica'];
    const undisturbed = await again(original, places);
    expect((await undisturbed.run(...APPROVE)).code).toBe(0);
    const last = journalLines(undisturbed).length;
    expect((await undisturbed.run()).code).toBe(0);
    const whole = await outcomeOf(undisturbed, places);
    const after = async (workspace: Workspace): Promise<readonly string[]> => {
      await workspace.run(...APPROVE);
      return twoPasses(workspace);
    };
    await crashAtEach(last, { original, places, args: APPROVE, after, whole });
  });
});
