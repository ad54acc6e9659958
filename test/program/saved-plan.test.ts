import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import { thisProcess } from '../../src/lib/this-process.ts';
import { printLease } from '../../src/state/lease-file.ts';
import { requires } from '../components/requirement.ts';
import { onTerminal } from './run.ts';
import { local, makeMirror, mirror, type Workspace } from './workspace.ts';

const QUIET = { code: 0, stdout: '', stderr: '' };

/** A mirror with two replicas; `second`: what else is said of the second one. */
async function twoReplicas(second: object = {}): Promise<Workspace> {
  const workspace = await makeMirror(['a = one', 'd/b = two']);
  await workspace.tree('disk', ['first/', 'second/']);
  await workspace.declare(
    local('disk', workspace.at('disk')),
    mirror('m', {
      source: { endpoint: 'disk', path: 'source' },
      replicas: [
        { endpoint: 'disk', path: 'first' },
        { endpoint: 'disk', path: 'second', ...second },
      ],
    }),
  );
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
