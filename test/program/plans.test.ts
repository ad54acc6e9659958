import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { HOSTILE_NAMES } from '../components/hostile-names.ts';
import { requires } from '../components/requirement.ts';
import { file } from '../world.ts';
import { declareTwo, giveAway, makeMirror, type Workspace } from './workspace.ts';

const DIGEST = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
const ID = expect.stringMatching(/^[0-9a-f]{8,}$/);
const TEXT = expect.stringMatching(/./);

/** A mirror with a file to copy, a file to update and a file to trash. */
async function busy(): Promise<Workspace> {
  const workspace = await makeMirror(['new = one', 'changed = longer now', 'same = s @ 1000000000'], { extraneous: 'Trash' });
  await workspace.tree('disk/replica', ['changed = old', 'extra = gone soon', 'same = s @ 1000000000']);
  return workspace;
}

requires('rsync')('a plan', () => {
  test('as text: what, from where to where, how much, why, a legend, a sum', async () => {
    const workspace = await busy();
    const plan = await workspace.run('--plan');
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    const lines = plan.stdout.split('\n');
    expect(lines[0]).toBe('PoolMirror/m   source   from disk:source');
    expect(lines).toContain('  > disk:replica   replace 1 file, 10 B (the old ones go to the trash) from disk:source');
    expect(lines).toContain('  > disk:replica   copy 1 file, 3 B from disk:source');
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}\S disk:replica {3}read 1 file, 1 B$/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}\S disk:replica {3}move 1 file, 9 B to the trash$/));
    // Each reason on a line of its own.
    expect(lines).toContainEqual(expect.stringMatching(/^ {6}.*1 file missing there$/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {6}.*1 file with another size/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {6}.*the source does not have 1 file/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {6}.*1 file not read back yet/));
    expect(lines).toContain('      then read back what was moved');
    expect(lines).toContain('      then write .replicas-state.json at disk:replica: once all of it was read back');
    expect(lines).toContainEqual(expect.stringMatching(/^ {6}1 file, 1 B is already there/));
    expect(lines).toContainEqual(expect.stringMatching(/^Legend: .*copy.*remove/));
    expect(lines.at(-2)).toBe(
      'Plan: 1 to do, 0 settled, 0 held, 0 waiting, 0 unknown; 2 files, 13 B to copy, 1 file, 9 B to remove.',
    );
    expect((await workspace.run('plan')).stdout).toBe(plan.stdout);

    const concise = (await workspace.run('--plan', '--concise')).stdout;
    const parts = [
      'replace 1 file, 10 B (the old ones go to the trash) from disk:source',
      'copy 1 file, 3 B from disk:source',
      'read 1 file, 1 B',
      'move 1 file, 9 B to the trash',
    ];
    expect(concise).toContain(`disk:replica   ${parts.join('; ')}\n`);
    expect(concise.length).toBeLessThan(plan.stdout.length);

    const listed = (await workspace.run('--plan', '-v')).stdout;
    const marks = [...listed.matchAll(/^ {6}(\S) +\d+ B {2}(\w+)$/gm)].map(([, mark, name]) => `${mark} ${name}`);
    expect(marks).toEqual(['~ changed', '+ new', '# same', '- extra']);
  });

  test('as JSON: every key, no null', async () => {
    const workspace = await busy();
    const plan = await workspace.run('--plan', '--json');
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    const document = JSON.parse(plan.stdout);
    const [replaced, replacedRead, copied, copiedRead] = document.resources[0].actions.map(({ id }: { id: string }) => id);
    const nothing = { removes: 0, removeBytes: 0, requires: [] };
    const action = { id: ID, engine: 'Local', because: TEXT, from: 'disk:source', to: 'disk:replica', ...nothing };
    const removed = {
      from: '',
      files: 0,
      bytes: 0,
      removes: 1,
      removeBytes: 9,
      requires: [replaced, replacedRead, copied, copiedRead],
    };
    expect(document).toStrictEqual({
      format: 'replicas/plan/v1',
      id: ID,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      manifests: { digest: DIGEST, commit: '', dirty: false },
      resources: [
        {
          kind: 'PoolMirror',
          name: 'm',
          dataset: 'source',
          replica: 'disk:replica',
          decision: 'todo',
          code: '',
          message: '',
          hint: '',
          actions: [
            { ...action, type: 'transfer', how: 'Replace', files: 1, bytes: 10 },
            { ...action, type: 'verify', how: 'Moved', files: 1, bytes: 10, requires: [replaced] },
            { ...action, type: 'transfer', how: 'Add', files: 1, bytes: 3 },
            { ...action, type: 'verify', how: 'Moved', files: 1, bytes: 3, requires: [copied] },
            { ...action, type: 'verify', how: 'Unproven', files: 1, bytes: 1 },
            { ...action, type: 'remove', how: 'Trash', ...removed },
          ],
          then: [{ type: 'publish', to: 'disk:replica', because: TEXT }],
          extraneous: { files: 1, bytes: 9 },
          adopts: { files: 1 },
          fingerprints: { spec: TEXT, from: TEXT, to: TEXT },
        },
      ],
      summary: { settled: 0, todo: 1, held: 0, waiting: 0, unknown: 0, files: 2, bytes: 13, removes: 1, removeBytes: 9 },
    });
    expect(plan.stdout).not.toContain('null');
    expect((await workspace.run('--plan', '-o', 'json')).stdout.replace(/"createdAt.*/, '')).toBe(
      plan.stdout.replace(/"createdAt.*/, ''),
    );
  });

  test('as markdown puts removals first and stays within 60 kB', async () => {
    const workspace = await makeMirror(
      Array.from({ length: 1500 }, (_, n) => `${n} ${'long'.repeat(20)} = x`),
      { extraneous: 'Trash' },
    );
    await workspace.tree('disk/replica', ['extra <b>|`= gone soon = x']);
    const { code, stdout } = await workspace.run('--plan', '-o', 'markdown');
    expect(code).toBe(0);
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(60_000);
    // Within the table of removals and its list, which a reader can trust to be whole.
    expect(stdout).toContain('extra &#60;b&#62;|`= gone soon');
    expect(stdout.indexOf('extra')).toBeLessThan(stdout.indexOf('copy 1,500 files'));
  });

  test('has the same id for the same world, another one for another world', async () => {
    const workspace = await busy();
    const id = async (): Promise<string> => JSON.parse((await workspace.run('--plan', '--json')).stdout).id;
    const first = await id();
    expect(await id()).toBe(first);
    await rm(workspace.at('state'), { recursive: true, force: true });
    expect(await id()).toBe(first);
    await workspace.tree('disk/source', ['new = other']);
    expect(await id()).not.toBe(first);
  });

  test('writes nothing but the cache of the state directory, and works where it may write nothing', async () => {
    const workspace = await busy();
    const before = await workspace.all('disk');
    await workspace.run('--plan');
    expect(await workspace.all('disk')).toEqual(before);
  });
});

requires('rsync', 'ordinary account')('a plan', () => {
  test('and a status need no write permission', async () => {
    const workspace = await busy();
    const plan = await workspace.run('--plan', '--json');
    await workspace.tree('state', ['kept = as it is']);
    await giveAway(workspace);
    await chmod(workspace.at('state'), 0o555);
    await chmod(workspace.path, 0o555);
    const before = await workspace.all('state');
    const same = await workspace.runWith({ as: 'Ordinary' }, '--plan', '--json');
    expect(same).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(same.stdout)).toMatchObject({ id: JSON.parse(plan.stdout).id });
    expect(await workspace.runWith({ as: 'Ordinary' }, 'status')).toMatchObject({ code: 0, stderr: '' });
    expect(await workspace.runWith({ as: 'Ordinary' }, '--plan', '--state', 'not-there')).toMatchObject({ code: 0, stderr: '' });
    expect(await workspace.all('state')).toEqual(before);
  });
});

requires('rsync')('a saved plan', () => {
  const save = (workspace: Workspace): Promise<unknown> => workspace.run('--plan', '--out', 'plan.json');

  test('is carried out exactly, and has nothing left to do the second time', async () => {
    const workspace = await busy();
    const saved = await workspace.run('--plan', '--out', 'plan.json', '--detailed-exitcode');
    expect(saved.code).toBe(2);
    const { resources } = JSON.parse(await readFile(workspace.at('plan.json'), 'utf8'));
    expect(resources[0].actions.map(({ entries }: { entries: { path: string }[] }) => entries.map(({ path }) => path))).toEqual([
      ...[['changed'], ['changed']],
      ...[['new'], ['new']],
      ['same'],
      ['extra'],
    ]);
    expect(await workspace.run('apply', 'plan.json')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    const after = await workspace.all('disk');
    expect(await workspace.run('apply', 'plan.json')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await workspace.all('disk')).toEqual(after);
  });

  test.each([
    ['the source', 'the source has changed since', 'disk/source', 'later = l'],
    ['a file that it copies', 'a listed entry has changed since at the source: "new"', 'disk/source', 'new = changed since'],
    ['the replica', 'the replica has changed since', 'disk/replica', 'later = l'],
    [
      'a file that it removes',
      'a listed entry has changed since at the replica: "extra"',
      'disk/replica',
      'extra = changed since',
    ],
    [
      'a file that it overwrites',
      'a listed entry has changed since at the replica: "changed"',
      'disk/replica',
      'changed = since',
    ],
  ])('is refused when %s has moved: %s', async (_, because, where, what) => {
    const workspace = await busy();
    await save(workspace);
    await workspace.tree(where, [what]);
    const before = await workspace.data('disk/replica');
    const refused = await workspace.run('apply', 'plan.json');
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toBe(
      `plan.stale: PoolMirror/m disk:replica: ${because}; nothing was done there\n  Make the plan anew: reconcile --plan --out PLAN.json\n`,
    );
    expect(await workspace.data('disk/replica')).toEqual(before);
  });

  test('is refused when the manifest has moved', async () => {
    const workspace = await busy();
    await save(workspace);
    const manifest = await readFile(workspace.at('manifests/all.yaml'), 'utf8');
    await writeFile(workspace.at('manifests/all.yaml'), manifest.replace('Trash', 'Delete'));
    const before = await workspace.data('disk/replica');
    const refused = await workspace.run('apply', 'plan.json');
    expect(refused).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining(
        'plan.stale: PoolMirror/m disk:replica: the manifest has changed since; nothing was done there',
      ),
    });
    expect(await workspace.data('disk/replica')).toEqual(before);
  });

  test('with hostile names is read back and carried out', async () => {
    const workspace = await makeMirror(
      HOSTILE_NAMES.map((name) => file(name, name)),
      { extraneous: 'Trash' },
    );
    await workspace.tree(
      'disk/replica',
      HOSTILE_NAMES.slice(0, 20).map((name) => file(name, 'another')),
    );
    await save(workspace);
    expect(await workspace.run('apply', 'plan.json')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  });

  test.each([
    ['rubbish', '\0\x01rubbish'],
    ['JSON of something else', '{"format":"replicas/status/v1"}'],
    ['a plan of another time', '{"format":"replicas/plan/v9","resources":[]}'],
  ])('that is %s is exit 5, without a stack trace', async (_, text) => {
    const workspace = await busy();
    await save(workspace);
    await writeFile(workspace.at('plan.json'), text);
    const refused = await workspace.run('apply', 'plan.json');
    expect(refused).toMatchObject({ code: 5, stdout: '' });
    expect(refused.stderr).toMatch(/^plan\.invalid: plan\.json: /);
    expect(refused.stderr).not.toMatch(/\n\s+at /);
    expect((await workspace.run('apply', 'missing.json')).code).toBe(5);
  });

  test('cannot lead out: a path that was edited into it is no longer what was planned', async () => {
    const workspace = await busy();
    await workspace.tree('disk', ['outside = precious']);
    await save(workspace);
    const good = await readFile(workspace.at('plan.json'), 'utf8');
    await writeFile(workspace.at('plan.json'), good.replaceAll('"path": "extra"', '"path": "../outside"'));
    const refused = await workspace.run('apply', 'plan.json');
    expect([4, 5]).toContain(refused.code);
    expect(await readFile(workspace.at('disk/outside'), 'utf8')).toBe('precious');
  });

  test('does its first round only', async () => {
    const workspace = await makeMirror(['a = one']);
    await declareTwo(workspace, { from: 'disk:first' });
    await save(workspace);
    expect((await workspace.run('apply', 'plan.json')).code).toBe(0);
    expect([...(await workspace.data('disk')).keys()].sort()).toEqual(['first', 'first/a', 'source', 'source/a']);
    const next = JSON.parse((await workspace.run('--plan', '--json')).stdout);
    const types = next.resources.map(({ actions }: { actions: { type: string }[] }) => actions.map(({ type }) => type));
    expect(types).toEqual([['publish'], ['transfer', 'verify']]);
    expect((await workspace.run()).code).toBe(0);
    expect([...(await workspace.data('disk/second')).keys()]).toEqual(['a']);
  });
});
