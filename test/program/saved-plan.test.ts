import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import { thisProcess } from '../../src/lib/this-process.ts';
import type { PlanDocument } from '../../src/render/plan-document.ts';
import { printLease } from '../../src/state/lease-file.ts';
import { requires } from '../components/requirement.ts';
import { damage, journalOf, proofsOf } from './memory.ts';
import { onTerminal } from './run.ts';
import { declareTwo, makeMirror, type Workspace } from './workspace.ts';

const QUIET = { code: 0, stdout: '', stderr: '' };

/** A mirror with two replicas; `second`: what else is said of the second one. */
async function twoReplicas(second: object = {}): Promise<Workspace> {
  const workspace = await makeMirror(['a = one', 'd/b = two']);
  await workspace.tree('disk', ['first/', 'second/']);
  await declareTwo(workspace, second);
  return workspace;
}

/** As if a process that lives, this one, worked at a replica. */
async function lease(workspace: Workspace, replica: string): Promise<void> {
  const times = { since: '2026-01-02T03:04:05.000Z', fence: 1, beat: 0, ttlMs: 120_000 };
  const content = printLease({ ...thisProcess(), owner: 'another', ...times, children: [] });
  await writeFile(workspace.at(`disk/${replica}/.replicas-lease`), content);
}

requires('rsync')('a saved plan of two replicas', () => {
  test('of which another process works on one: the other is copied, exit 0; on both: exit 6', async () => {
    const workspace = await twoReplicas();
    await workspace.run('--plan', '--out', 'plan.json');
    await lease(workspace, 'first');
    expect(await workspace.run('apply', 'plan.json')).toEqual(QUIET);
    expect(await workspace.data('disk/second')).toEqual(await workspace.data('disk/source'));
    expect((await workspace.data('disk/first')).size).toBe(0);
    await workspace.tree('disk/source', ['later = l']);
    await workspace.run('--plan', '--out', 'plan.json');
    await lease(workspace, 'second');
    expect(await workspace.run('apply', 'plan.json')).toEqual({ ...QUIET, code: 6 });
    expect((await workspace.data('disk/second')).has(fromText('later'))).toBe(false);
    for (const replica of ['first', 'second']) await rm(workspace.at(`disk/${replica}/.replicas-lease`));
    expect(await workspace.run('apply', 'plan.json')).toEqual(QUIET);
    for (const replica of ['first', 'second'])
      expect(await workspace.data(`disk/${replica}`)).toEqual(await workspace.all('disk/source'));
  });
});

/** A mirror of small files whose times say nothing, as it is after a pass. */
async function done(nodes: readonly string[], spec: object = {}): Promise<Workspace> {
  const workspace = await makeMirror(nodes, spec);
  expect(await workspace.run()).toEqual(QUIET);
  return workspace;
}

/** The ids of what was tried, in order, since the journal had so many events. */
function endedSince(workspace: Workspace, length: number): readonly string[] {
  const ended = journalOf(workspace)
    .slice(length)
    .filter(({ type }) => type === 'action-ended');
  return ended.map(({ action }) => Object(action).id);
}

async function saved(workspace: Workspace): Promise<PlanDocument> {
  await workspace.run('--plan', '--out', 'plan.json');
  return JSON.parse(await readFile(workspace.at('plan.json'), 'utf8'));
}

requires('rsync')('a saved plan with more than copies', () => {
  test('reads what it lists, and once', async () => {
    const nodes = ['a = one @ 1000000000', 'b = two @ 1000000000'];
    const workspace = await makeMirror(nodes);
    await workspace.tree('disk/replica', nodes);
    const plan = await saved(workspace);
    expect(plan.resources[0]?.actions.map(({ type, how, files }) => [type, how, files])).toEqual([['verify', 'Unproven', 2]]);
    expect(await workspace.run('apply', 'plan.json')).toEqual(QUIET);
    expect([...proofsOf(workspace, 'disk:replica').keys()].sort()).toEqual(['a', 'b']);
    const { length } = journalOf(workspace);
    expect(await workspace.run('apply', 'plan.json')).toEqual(QUIET);
    expect(endedSince(workspace, length)).toEqual([]);
    expect(await workspace.run()).toEqual(QUIET);
    expect((await workspace.run('status', '--check')).code).toBe(0);
  });

  test('repairs what it lists, and finds it done when somebody else has', async () => {
    const workspace = await done(['a = the content of it', 'b = two']);
    await damage(workspace.at('disk/replica/a'));
    expect((await workspace.run('verify', 'PoolMirror/m')).code).toBe(3);
    const plan = await saved(workspace);
    expect(plan.resources[0]?.actions.map(({ type, how }) => [type, how])).toEqual([
      ['transfer', 'Repair'],
      ['verify', 'Moved'],
    ]);
    expect(await workspace.run('apply', 'plan.json')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('1 corrupt file repaired'),
    });
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    const before = await workspace.all('disk');
    expect(await workspace.run('apply', 'plan.json')).toEqual(QUIET);
    expect(await workspace.all('disk')).toEqual(before);
  });

  test('is refused where the proven file that it replaces is another now', async () => {
    const workspace = await done(['a = one', 'b = two']);
    await workspace.tree('disk/source', ['a = three']);
    const plan = await saved(workspace);
    expect(plan.resources[0]?.actions[0]).toMatchObject({ type: 'transfer', how: 'Replace' });
    await workspace.tree('disk/replica', ['a = edited here']);
    const refused = await workspace.run('apply', 'plan.json');
    expect(refused).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringMatching(/^plan\.stale: .*a listed entry has changed since at the replica/),
    });
    expect(await readFile(workspace.at('disk/replica/a'), 'utf8')).toBe('edited here');
  });

  test('is nothing to do when a pass has done it, and says so with 0', async () => {
    const workspace = await done(['a = one', 'b = two', 'gone = g'], { extraneous: 'Trash' });
    await workspace.tree('disk/source', ['a = three', 'c = new']);
    await rm(workspace.at('disk/source/gone'));
    await saved(workspace);
    expect(await workspace.run()).toEqual(QUIET);
    const before = await workspace.all('disk');
    expect(await workspace.run('apply', 'plan.json')).toEqual(QUIET);
    expect(await workspace.all('disk')).toEqual(before);
  });

  test('does not do what it shows as held, and ends with 4; what was released since is for a new plan', async () => {
    const workspace = await done(
      Array.from({ length: 40 }, (_, n) => `f${n} = ${n}`),
      { extraneous: 'Delete' },
    );
    for (let n = 0; n < 30; n++) await rm(workspace.at(`disk/source/f${n}`));
    await workspace.tree('disk/source', ['new = n']);
    await saved(workspace);
    expect((await workspace.run('apply', 'plan.json')).code).toBe(4);
    const after = await workspace.data('disk/replica');
    expect({ size: after.size, copied: after.has(fromText('new')) }).toEqual({ size: 41, copied: true });
    await workspace.run('--plan');
    expect((await workspace.run('approve', 'PoolMirror/m', '--reason', 'meant')).code).toBe(0);
    expect((await workspace.run('apply', 'plan.json')).code).toBe(4);
    expect((await workspace.data('disk/replica')).size).toBe(41);
    await saved(workspace);
    expect(await workspace.run('apply', 'plan.json')).toMatchObject({ code: 0 });
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  });
});

const NAMES = ['a', 'b', 'd/a', 'd/b', 'e'];
/** What happens to a file between two passes. */
const CHANGES = [
  'stays',
  'new content',
  'new time',
  'gone from the source',
  'gone from the replica',
  'rotten',
  'another there',
] as const;

const random = fc.record({
  extraneous: fc.constantFrom('Keep', 'Trash', 'Delete'),
  digest: fc.constantFrom('md5', 'xxh128', 'sha256'),
  first: fc.subarray(NAMES, { minLength: 1 }),
  changes: fc.tuple(...NAMES.map((name) => fc.tuple(fc.constant(name), fc.constantFrom(...CHANGES)))),
});

async function change(workspace: Workspace, name: string, what: (typeof CHANGES)[number]): Promise<void> {
  const [source, replica] = [workspace.at(`disk/source/${name}`), workspace.at(`disk/replica/${name}`)];
  switch (what) {
    case 'stays':
      return;
    case 'new content':
      return void (await workspace.tree('disk/source', [`${name} = a new content of ${name}`]));
    case 'new time':
      return void (await workspace.tree('disk/source', [`${name} = the content of ${name} @ 1234567890`]));
    case 'gone from the source':
      return await rm(source, { force: true });
    case 'gone from the replica':
      return await rm(replica, { force: true });
    case 'rotten':
      return existsSync(replica) ? await damage(replica) : undefined;
    case 'another there':
      return void (await workspace.tree('disk/replica', [`${name} = somebody has written this`]));
  }
}

requires('rsync')('over random small worlds', () => {
  test('the actions carried out are exactly those of the saved plan', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(random, async ({ extraneous, digest, first, changes }) => {
        const workspace = await done(
          first.map((name) => `${name} = the content of ${name} @ 1000000000`),
          { extraneous, digest },
        );
        for (const [name, what] of changes) await change(workspace, name, what);
        const plan = await saved(workspace);
        const planned = plan.resources.flatMap(({ actions }) => actions.filter(({ hold }) => hold === undefined));
        const { length } = journalOf(workspace);
        const ran = await workspace.run('apply', 'plan.json');
        expect([0, 3, 4]).toContain(ran.code);
        expect(ran.stderr).not.toMatch(/plan\.stale|internal error|\n +at /);
        const ended = endedSince(workspace, length);
        expect([...ended].sort()).toEqual(planned.map(({ id }) => id).sort());
        for (const { id, requires } of planned)
          for (const before of requires) expect(ended.indexOf(before)).toBeLessThan(ended.indexOf(id));
        // Whatever was left over by one round is done by passes, and then there is nothing to do.
        if ((await workspace.run()).code === 0) expect((await workspace.run('--plan', '--detailed-exitcode')).code).toBe(0);
      }),
      { numRuns: 8 },
    );
  });
});

requires('rsync')('a plan made with --at', () => {
  test('is shown and saved, says so, and is refused by apply', async () => {
    const workspace = await twoReplicas();
    const asOf = 'As of 2027-01-31T00:00:00Z, with the world as it is now. This plan cannot be applied.';
    const shown = await workspace.run('--plan', '--at', '2027-01-31', '--out', 'plan.json');
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout.trimEnd().split('\n').at(-1)).toBe(asOf);
    expect(JSON.parse(await readFile(workspace.at('plan.json'), 'utf8'))).toMatchObject({ at: '2027-01-31T00:00:00Z' });
    expect((await workspace.run('plan', '--at', '2027-01-31', '-o', 'markdown')).stdout).toContain(asOf);
    expect(await workspace.run('apply', 'plan.json')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('plan.invalid: plan.json: it was made with --at and cannot be applied'),
    });
    expect((await workspace.data('disk/first')).size).toBe(0);
  });

  test('goes with --plan, and takes a time', async () => {
    const workspace = await twoReplicas();
    expect(await workspace.run('--at', '2027-01-31')).toMatchObject({ code: 64, stdout: '' });
    expect(await workspace.run('--plan', '--at', 'tomorrow')).toMatchObject({
      code: 64,
      stdout: '',
      stderr: expect.stringMatching(/^reconcile: --at tomorrow: write a time with its zone, such as /),
    });
  });
});

requires('rsync', 'terminal')('a saved plan on a terminal', () => {
  test('names what is next at the replica that it made ready', async () => {
    const workspace = await twoReplicas({ from: 'disk:first' });
    await workspace.run('--plan', '--out', 'plan.json');
    const ran = await onTerminal(workspace.path, ['apply', 'plan.json'], { env: { NO_COLOR: '1' } });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^ {2}disk:first {3}copied 2 files, 6 B in /m);
    expect(ran.stdout).toMatch(/^ {2}disk:second {3}next: copy 2 files, 6 B from disk:first$/m);
    expect(ran.stdout).toMatch(/^Done: 2 files, 6 B copied; 1 replica as declared, 1 still to do\.$/m);
    expect((await workspace.data('disk/second')).size).toBe(0);
    expect(await workspace.run()).toEqual(QUIET);
    expect(await workspace.data('disk/second')).toEqual(await workspace.data('disk/source'));
  });
});
