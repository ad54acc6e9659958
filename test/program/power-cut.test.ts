import { appendFile, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { isStopped } from '../../src/lib/this-process.ts';
import { requires } from '../components/requirement.ts';
import { again } from './again.ts';
import { differences, journalLines, type Outcome, outcomeOf, signalled } from './killing.ts';
import { deedsIn, journalOf, ledgerFile, proofsOf } from './memory.ts';
import { muchToDo, PLACES } from './much-to-do.ts';
import { makeMirror, type Workspace } from './workspace.ts';

vi.setConfig({ testTimeout: 60_000 });

const QUIET = { code: 0, stdout: '', stderr: '' };

async function undisturbed(original: Workspace): Promise<Outcome> {
  const workspace = await again(original, PLACES);
  expect((await workspace.run()).code).toBe(0);
  return outcomeOf(workspace, PLACES);
}

/** What a pass does, by its journal. */
async function deedsOfPass(workspace: Workspace): Promise<readonly string[]> {
  const { length } = journalOf(workspace);
  expect((await workspace.run()).code).toBe(0);
  return deedsIn(journalOf(workspace).slice(length));
}

requires('rsync')('the state directory is deleted while a pass runs', () => {
  // The approval goes with it, which is only asked for before the removal begins.
  test.each([
    ['copies', /"action-ended".*"transfer"/],
    ['has replaced a file halfway', /"edge":"after","what":"link"/],
    ['removes', /"edge":"before","what":"rename".*gone/],
    ['empties the trash', /"edge":"after","what":"rename".*long\/ago/],
    ['publishes', /"action-started".*"publish"/],
  ])('when it %s: it hashes again, comes to the same end, and leaves nothing to do', async (_, when) => {
    const original = await muchToDo();
    const whole = await undisturbed(original);
    const workspace = await again(original, PLACES);
    const pass = await signalled(workspace, `SIGSTOP ${String(when)}`);
    await vi.waitFor(() => expect(isStopped(pass.pid)).toBe(true), { timeout: 30_000, interval: 10 });
    await rm(workspace.at('state'), { recursive: true });
    pass.signal('SIGCONT');
    expect(await pass.ended).toMatchObject({ code: 0, stdout: '' });
    // What had been proven was read once more.
    expect(differences(await outcomeOf(workspace, PLACES), whole)).toEqual([]);
    expect(await deedsOfPass(workspace)).toEqual([]);
  });
});

requires('rsync')('a file of the state is cut off', () => {
  const FILES = Array.from({ length: 9 }, (_, n) => `f${n} = content ${n} @ 1000000000`);

  test.each(['disk:replica', 'disk:source'])(
    'a ledger in the middle of a record: what it lost is hashed again, and nothing else (%s)',
    async (place) => {
      const workspace = await makeMirror(FILES);
      expect(await workspace.run()).toEqual(QUIET);
      const ledger = ledgerFile(workspace, place);
      const { length } = await readFile(ledger);
      await truncate(ledger, Math.floor(length * 0.6));
      const kept = proofsOf(workspace, place).size;
      expect(kept).toBeGreaterThan(3);
      expect(kept).toBeLessThan(6);
      // A proof of either end alone says nothing of both.
      expect(await deedsOfPass(workspace)).toEqual([`verify disk:replica ${9 - kept}`]);
      await workspace.tree('disk/source', ['later = l @ 1000000000']);
      expect(await deedsOfPass(workspace)).toContain('verify disk:replica 1');
      // The torn end was closed: what came after it is believed.
      expect(proofsOf(workspace, place).size).toBe(10);
      expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
      expect(await deedsOfPass(workspace)).toEqual([]);
    },
  );

  test('the journal in the middle of a line: the next line is whole', async () => {
    const workspace = await makeMirror(FILES);
    expect(await workspace.run()).toEqual(QUIET);
    const [name = ''] = await readdir(workspace.at('state/journal'));
    const path = workspace.at(`state/journal/${name}`);
    await truncate(path, (await readFile(path)).length - 20);
    const torn = journalLines(workspace).length;
    expect(await workspace.run()).toEqual(QUIET);
    const lines = journalLines(workspace);
    expect(JSON.parse(lines[torn + 1] ?? '')).toMatchObject({ type: 'pass-started' });
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'exit', code: 0 });
  });

  test.each(['status/PoolMirror/m.json', 'status/last-pass.json', 'settled/PoolMirror/m.json'])(
    '%s: it is as if it were not there, and is written anew',
    async (name) => {
      const workspace = await makeMirror(FILES);
      expect(await workspace.run()).toEqual(QUIET);
      const whole = await readFile(workspace.at(`state/${name}`));
      await truncate(workspace.at(`state/${name}`), Math.floor(whole.length / 2));
      await appendFile(workspace.at(`state/${name}`), '\0\0\0');
      expect(await deedsOfPass(workspace)).toEqual([]);
      expect(() => JSON.parse(String(whole))).not.toThrow();
      expect(JSON.parse(await readFile(workspace.at(`state/${name}`), 'utf8'))).toMatchObject({});
      expect((await workspace.run('status', '--check')).code).toBe(0);
    },
  );
});
