import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { events, onTerminal, reconcile } from './run.ts';
import { makeMirror, slowly, type Workspace } from './workspace.ts';

/** A mirror of a small file and of one that rsync needs two seconds for. */
async function slow(): Promise<{ readonly workspace: Workspace; readonly env: Readonly<Record<string, string>> }> {
  const workspace = await makeMirror(['a = one', 'z/z = two']);
  await run('dd', ['if=/dev/urandom', `of=${workspace.at('disk/source/big')}`, 'bs=1M', 'count=2']);
  return { workspace, env: await slowly(workspace) };
}

/** The copy is whole, and nothing of ours is left lying about. */
async function expectSound(workspace: Workspace): Promise<void> {
  expect(await workspace.data('disk/replica')).toEqual(await workspace.all('disk/source'));
  expect(await workspace.left('disk/replica')).toEqual([]);
  const left = [workspace.at('state/leases'), workspace.at('state/scratch'), '-mindepth', '1', '!', '-name', '*.number'];
  expect((await run('find', left)).stdout).toBe('');
}

requires('rsync')('a reader that goes away', () => {
  test.each(['--json', '-v'])('of an apply %s: the copy is finished, and nothing else is made of it', async (form) => {
    const { workspace, env } = await slow();
    const within = ['sh', '-c', '{ "$@"; echo $? >code; } | head -n 1', 'sh'];
    const ran = await reconcile(workspace.path, [form], { env, within });
    expect({ code: await readFile(workspace.at('code'), 'utf8'), stderr: ran.stderr }).toEqual({ code: '0\n', stderr: '' });
    expect(ran.stdout.split('\n').length).toBe(2);
    await expectSound(workspace);
    expect(JSON.parse((await workspace.run('status', '--json')).stdout)).toMatchObject({ lastPass: { exit: 0 } });
  });

  test('of a problem does not change how it ends', async () => {
    const workspace = await makeMirror(['a = one']);
    await rm(workspace.at('disk/source'), { recursive: true });
    const within = ['sh', '-c', '{ "$@"; echo $? >code; } 2>&1 | true', 'sh'];
    await reconcile(workspace.path, [], { within });
    expect(await readFile(workspace.at('code'), 'utf8')).toBe('3\n');
  });
});

test('an output that cannot be written is told, and is no success', async () => {
  const workspace = await makeMirror(['a = one']);
  const within = ['sh', '-c', '"$@" >/dev/full', 'sh'];
  const ran = await reconcile(workspace.path, ['schema'], { within });
  expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/the output could not be written: .*ENOSPC/) });
  expect(ran.stderr).not.toMatch(/\n\s+at /);
});

const EXIT_5 = /^\{"at":"\d{4}-\d\d-\d\dT[\d:.]+Z","type":"exit","code":5\}\n$/;

test.each<[readonly string[], RegExp]>([
  [['--json'], /manifest\.reference/],
  [['get', 'disk/source', 'out', '--json'], /manifest\.reference/],
  [['apply', 'plan.json', '--json'], /plan\.invalid/],
])('%j of what is invalid: the stream is the exit alone', async (words, says) => {
  const workspace = await makeMirror(['a = one']);
  const manifest = await readFile(workspace.at('manifests/all.yaml'), 'utf8');
  await writeFile(workspace.at('manifests/all.yaml'), manifest.replace('"endpoint":"disk"', '"endpoint":"dsik"'));
  await writeFile(workspace.at('plan.json'), 'rubbish');
  const ran = await workspace.run(...words);
  expect(ran).toMatchObject({ code: 5, stdout: expect.stringMatching(EXIT_5), stderr: expect.stringMatching(says) });
  expect(events(ran.stdout).length).toBe(1);
  const text = await workspace.run(...words.filter((word) => word !== '--json'));
  expect(text).toMatchObject({ code: 5, stdout: '', stderr: expect.stringMatching(says) });
});

requires('rsync')('a saved plan', () => {
  test('whose manifests have become invalid ends its stream with the exit', async () => {
    const workspace = await makeMirror(['a = one']);
    await workspace.run('--plan', '--out', 'plan.json');
    await writeFile(workspace.at('manifests/all.yaml'), 'kind: [');
    expect(await workspace.run('apply', 'plan.json', '--json')).toMatchObject({
      code: 5,
      stdout: expect.stringMatching(EXIT_5),
      stderr: expect.stringContaining('manifest.syntax'),
    });
  });
});

requires('rsync', 'terminal')('a dumb terminal', () => {
  test('is told what a terminal is told, and nothing moves on it', async () => {
    const { workspace, env } = await slow();
    const first = await onTerminal(workspace.path, [], { env: { ...env, TERM: 'dumb' } });
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(
      /^PoolMirror\/m .*\n {2}disk:replica {3}copied 3 files, .*\n {2}disk:replica {3}read and found right: 3 files, .*\n {2}disk:replica {3}published\n\nDone: 3 files, /,
    );
    const second = await onTerminal(workspace.path, [], { env: { TERM: 'dumb' } });
    expect(second).toMatchObject({ code: 0, stdout: 'Nothing to do: 1 replica is as declared.\n' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there.
    expect(first.stdout + second.stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  });
});
