import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { type Ended, events, onTerminal, start } from './run.ts';
import { aDaemon, daemon, local, makeMirror, makeWorkspace, mirror, slowly, type Workspace } from './workspace.ts';

const ESC = '\u001b';
const QUIET = { code: 0, stdout: '', stderr: '' };
const PASSWORD = 'Wo5-schatz-liegt';

requires('rsync')('without a terminal', () => {
  test('problems are told when their set changes, and the recovery once', async () => {
    const workspace = await makeMirror(['a = one']);
    const hide = (): Promise<void> => rename(workspace.at('disk/source'), workspace.at('disk/hidden'));
    expect(await workspace.run()).toEqual(QUIET);
    await hide();
    const first = await workspace.run();
    expect(first).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('source.absent') });
    expect(await workspace.run()).toEqual({ ...QUIET, code: 3 });
    expect(await workspace.run()).toEqual({ ...QUIET, code: 3 });
    await mkdir(workspace.at('disk/source'));
    const other = await workspace.run();
    expect(other).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('source.emptied') });
    expect(await workspace.run()).toEqual({ ...QUIET, code: 4 });
    await rm(workspace.at('disk/source'), { recursive: true });
    await rename(workspace.at('disk/hidden'), workspace.at('disk/source'));
    const recovered = await workspace.run();
    expect(recovered).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('recovered (was source.emptied)') });
    expect(await workspace.run()).toEqual(QUIET);
  });

  test('a selection tells of its own problems only, and forgets none of the others', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('disk/good', ['a = one']);
    const to = (name: string): object => ({
      source: { endpoint: 'disk', path: name },
      replicas: [{ endpoint: 'disk', path: `r-${name}` }],
    });
    await workspace.declare(local('disk', workspace.at('disk')), mirror('good', to('good')), mirror('bad', to('bad')));
    expect((await workspace.run()).code).toBe(3);
    expect(await workspace.run('--only', 'PoolMirror/good')).toEqual(QUIET);
    expect(await workspace.run()).toEqual({ ...QUIET, code: 3 });
  });

  test('-v prints a line at start, end and change of state', async () => {
    const workspace = await makeMirror(['a = one']);
    const { code, stdout, stderr } = await workspace.run('-v');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('pass over 1 resource');
    expect(lines[1]).toBe('PoolMirror/m disk:replica: copying 1 file, 3 B from disk:source');
    expect(lines[2]).toMatch(/^PoolMirror\/m disk:replica: copied 1 file, 3 B in /);
    expect(lines.at(-1)).toMatch(/^pass ended after /);
  });

  test('--json is one event a line, the last one the exit', async () => {
    const workspace = await makeMirror(['a = one', 'b\n"c = two']);
    const { code, stdout, stderr } = await workspace.run('--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const all = events(stdout);
    expect(all.map(({ type }) => type).filter((type) => type !== 'transfer-progress')).toEqual([
      'pass-started',
      ...['looked', 'looked', 'looked'],
      'decided',
      ...['action-started', 'action-ended'],
      ...['action-started', 'action-ended'],
      ...['looked', 'looked', 'looked'],
      // What was seen then is decided as it was before: to be published.
      ...['action-started', 'action-ended'],
      'decided',
      'pass-ended',
      'exit',
    ]);
    expect(all.at(-1)).toMatchObject({ type: 'exit', code: 0 });
    for (const { at } of all) expect(at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    await rm(workspace.at('disk/source'), { recursive: true });
    const failed = await workspace.run('--json');
    expect(events(failed.stdout).at(-1)).toMatchObject({ type: 'exit', code: 3 });
    const journal = await run('sh', ['-c', 'cat "$0"/journal/*.ndjson', workspace.at('state')]);
    expect(
      events(journal.stdout)
        .filter(({ type }) => type === 'exit')
        .map((event) => event.code),
    ).toEqual([0, 3]);
  });
});

requires('rsync', 'terminal')('on a terminal', () => {
  const CLEARED = `${ESC}[1A\r${ESC}[J`;
  /** What is left on the screen: no line that was taken away again, no colour. */
  const left = ({ stdout }: Ended): string =>
    stdout
      .split(CLEARED)
      .map((part, at, all) => (at < all.length - 1 ? part.replace(/[^\n]*\n$/, '') : part))
      .join('')
      .replace(new RegExp(`${ESC}\\[\\d+m`, 'g'), '');

  test('a pass shows its progress, what it did and a sum; the second one that there is nothing to do', async () => {
    const workspace = await makeMirror(['a = one']);
    await run('dd', ['if=/dev/urandom', `of=${workspace.at('disk/source/big')}`, 'bs=1M', 'count=3']);
    const first = await onTerminal(workspace.path, [], { env: await slowly(workspace) });
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/disk:replica +[\d.]+ [kM]B of 3\.1 MB +\d+ % +[\d.]+ [kM]B\/s +\d+ s/);
    expect(first.stdout).toContain(CLEARED);
    const lines = left(first).trimEnd().split('\n');
    expect(lines[0]).toBe('PoolMirror/m   source   from disk:source');
    expect(lines[1]).toMatch(/^ {2}disk:replica {3}copied 2 files, \S+ MB in /);
    expect(lines.at(-1)).toMatch(/^Done: 2 files, \S+ MB copied; 1 replica as declared\.$/);
    const second = await onTerminal(workspace.path, []);
    expect({ code: second.code, text: left(second) }).toEqual({ code: 0, text: 'Nothing to do: 1 replica is as declared.\n' });
  });

  test('problems are told every time, with what to do', async () => {
    const workspace = await makeMirror(['a = one']);
    await rm(workspace.at('disk/source'), { recursive: true });
    for (const time of ['first', 'second']) {
      const ran = await onTerminal(workspace.path, []);
      expect(ran.code, time).toBe(3);
      expect(left(ran), time).toMatch(/source\.absent: .*\n.*reconcile list disk/);
    }
  });

  test.each<[Record<string, string>, 'coloured' | 'plain']>([
    [{}, 'coloured'],
    [{ NO_COLOR: '1' }, 'plain'],
    [{ TERM: 'dumb' }, 'plain'],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, 'coloured'],
  ])('colour with %j', async (env, colour) => {
    const workspace = await makeMirror(['a = one']);
    const { stdout } = await onTerminal(workspace.path, ['--plan'], { env });
    expect(stdout).toContain('PoolMirror/m');
    expect(stdout.includes(`${ESC}[1m`)).toBe(colour === 'coloured');
    expect((await workspace.run('--plan')).stdout).not.toContain(ESC);
    expect((await workspace.runWith({ env: { FORCE_COLOR: '1' } }, '--plan')).stdout).toContain(`${ESC}[1m`);
  });
});

/** Every command line on this machine that holds the text, looked at until `until` has come. */
async function commandLinesWith(text: string, until: Promise<unknown>): Promise<{ looks: number; found: readonly string[] }> {
  let over = false;
  void until.then(() => {
    over = true;
  });
  const found: string[] = [];
  let looks = 0;
  for (; !over; looks++) {
    const { stdout } = await run('sh', ['-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" "\\n"']);
    found.push(...stdout.split('\n').filter((line) => line.includes(text)));
  }
  return { looks, found };
}

async function withPassword(): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.tree('pv', ['a = one']);
  await run('dd', ['if=/dev/urandom', `of=${workspace.at('pv/big')}`, 'bs=1M', 'count=4']);
  const icc = await aDaemon({ name: 'PV', path: workspace.at('pv'), login: { user: 'alice', password: PASSWORD } });
  await mkdir(workspace.at('here'));
  await workspace.declare(
    daemon('icc', icc, { user: 'alice', passwordFile: 'secrets/icc' }),
    local('here', workspace.at('here')),
    mirror('m', { source: { endpoint: 'icc', module: 'PV' }, replicas: [{ endpoint: 'here', path: 'pv' }] }),
  );
  await mkdir(workspace.at('manifests/secrets'));
  await writeFile(workspace.at('manifests/secrets/icc'), `${PASSWORD}\n`, { mode: 0o600 });
  return workspace;
}

requires('rsync')('a password', () => {
  test('is in no output, command line, state, journal or plan', async () => {
    const workspace = await withPassword();
    const texts: string[] = [];
    for (const words of [
      ['--plan', '-v'],
      ['--plan', '--json', '--out', 'plan.json'],
      ['test', 'icc'],
      ['list', 'icc/PV'],
      ['explain', 'PoolMirror/m', '--defaults'],
    ]) {
      const ran = await workspace.run(...words);
      expect(ran.code, words.join(' ')).toBe(0);
      texts.push(ran.stdout, ran.stderr);
    }
    const pass = await start(workspace.path, ['--json']);
    const { looks, found } = await commandLinesWith(PASSWORD, pass.ended);
    const ended = await pass.ended;
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(await workspace.data('here/pv')).toEqual(await workspace.data('pv'));
    expect(found).toEqual([]);
    expect(looks).toBeGreaterThan(1);
    expect([...texts, ended.stdout].join('')).not.toContain(PASSWORD);
    const { stdout } = await run('grep', ['-rl', PASSWORD, workspace.path]);
    expect(stdout).toBe(`${workspace.at('manifests/secrets/icc')}\n`);
  });
});
