import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { HOSTILE_NAMES } from '../components/hostile-names.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { file } from '../world.ts';
import { events } from './run.ts';
import { aDaemon, daemon, declareTwo, local, makeMirror, makeWorkspace, mirror } from './workspace.ts';

requires('rsync')('list', () => {
  test('shows modules with their comments, then the files below', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('pv', ['d/b = two @ 1000000000', 'a = one @ 1000000000', 'l -> a']);
    const icc = await aDaemon(
      { name: 'PV', path: workspace.at('pv'), comment: 'Calibration, all of it' },
      { name: 'QS two', path: '/nonexistent', comment: '' },
      { name: 'hidden', path: workspace.at('pv'), listed: 'Hidden' },
    );
    await workspace.declare(daemon('icc', icc));
    expect(await workspace.run('list', 'icc')).toEqual({
      code: 0,
      stdout: 'PV       Calibration, all of it\nQS two\n',
      stderr: '',
    });
    expect(await workspace.run('list', 'icc/PV')).toEqual({
      code: 0,
      stdout:
        'f 3 2001-09-09T01:46:40Z a\nd - -                    d/\nf 3 2001-09-09T01:46:40Z d/b\nl - -                    l -> a\n',
      stderr: '',
    });
    expect(await workspace.run('list', 'icc/PV/d')).toMatchObject({ code: 0, stdout: 'f 3 2001-09-09T01:46:40Z b\n' });
    expect(await workspace.run('list', 'icc/hidden')).toMatchObject({ code: 0, stdout: expect.stringContaining(' d/b\n') });
    expect(await workspace.run('list', 'icc/PV/none')).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/source\.absent/),
    });
    expect((await workspace.run('list', 'icc/QS two')).code).toBe(3);
    expect(JSON.parse((await workspace.run('list', 'icc', '--json')).stdout.split('\n')[0] ?? '')).toEqual({
      name: 'PV',
      comment: 'Calibration, all of it',
    });
    expect((await run('ls', ['-A', workspace.path])).stdout).toBe('manifests\npv\n');
  });

  test('shows each hostile name on one line, in a form that leads back to it', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree(
      'disk',
      HOSTILE_NAMES.map((name) => file(name, `of ${name}`)),
    );
    await workspace.declare(local('disk', workspace.at('disk')));
    const { stdout, code } = await workspace.run('list', 'disk');
    expect(code).toBe(0);
    const shown = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^f +\d+ \S+ /, ''));
    expect(shown.length).toBe(HOSTILE_NAMES.length);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    for (const name of shown.filter((each) => !each.startsWith(' ')).slice(0, 5)) {
      expect((await workspace.run('get', `disk/${name}`, 'out')).code, name).toBe(0);
    }
  });
});

requires('rsync')('get', () => {
  test('makes one verified copy, moves nothing the second time, and leaves nothing of ours', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('pv', ['d/b = two', 'a = one', 'l -> a', 'e/']);
    await workspace.declare(daemon('icc', await aDaemon({ name: 'PV', path: workspace.at('pv') })));
    const first = await workspace.run('get', 'icc/PV', 'out');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^out: 3 files, 6 B verified \(read back\), of which 3 files, 6 B were copied now$/m);
    expect(await workspace.all('out')).toEqual(await workspace.all('pv'));
    const again = await workspace.run('get', 'icc/PV', 'out');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toMatch(/of which 0 files, 0 B were copied now$/m);
    expect((await run('ls', ['-A', workspace.path])).stdout).toBe('manifests\nout\npv\n');
    const one = await workspace.run('get', 'icc/PV/d/b', 'one');
    expect(one).toMatchObject({ code: 0, stderr: '' });
    expect([...(await workspace.all('one')).keys()]).toEqual(['b']);
    expect(events((await workspace.run('get', 'icc/PV', 'out', '--json')).stdout).at(-1)).toMatchObject({
      type: 'exit',
      code: 0,
    });
  });

  test('finds a file that is there with the same size and time and other bytes', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('disk/source', ['a = one @ 1000000000', 'b = two']);
    await workspace.declare(local('disk', workspace.at('disk')));
    await workspace.tree('out', ['a = 0ne @ 1000000000']);
    const wrong = await workspace.run('get', 'disk/source', 'out');
    expect(wrong).toMatchObject({ code: 3, stderr: expect.stringMatching(/replica\.corrupt.*"a"/) });
    await rm(workspace.at('out/a'));
    expect((await workspace.run('get', 'disk/source', 'out')).code).toBe(0);
    expect((await workspace.run('get', 'disk/none', 'out')).code).toBe(3);
  });
});

requires('rsync')('test', () => {
  test('reports every step of an endpoint, copies nothing, and exits 3 for what fails', async () => {
    const workspace = await makeMirror(['a = one']);
    const good = await workspace.run('test', 'disk');
    expect(good).toMatchObject({ code: 0, stderr: '' });
    for (const word of ['rsync here', 'root', 'permissions', 'identity', 'free space']) expect(good.stdout).toContain(word);
    const mirrored = await workspace.run('test', 'PoolMirror/m');
    expect(mirrored).toMatchObject({ code: 0, stdout: expect.stringContaining('copy 1 file') });
    expect((await run('ls', ['-A', workspace.path, workspace.at('disk')])).stdout).not.toMatch(/replica|state/);
    await rm(workspace.at('disk'), { recursive: true });
    const failed = await workspace.run('test');
    expect(failed).toMatchObject({ code: 3, stdout: expect.stringMatching(/root +failed +endpoint\.root-missing/) });
  });
});

requires('rsync')('diff, explain and status', () => {
  test('diff tells what each replica has otherwise', async () => {
    const workspace = await makeMirror(['a = one @ 1000000000', 'same = s @ 1000000000']);
    await workspace.tree('disk/replica', ['a = 0ne @ 1000000001', 'extra = e @ 1000000000', 'same = s @ 1000000000']);
    const { code, stdout, stderr } = await workspace.run('diff', 'PoolMirror/m');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual(['--- disk:source', '+++ disk:replica']);
    expect(lines.filter((line) => /^[-+ ]\w/.test(line))).toEqual([
      '-f 3 2001-09-09T01:46:40Z a',
      '+f 3 2001-09-09T01:46:41Z a',
      '+f 1 2001-09-09T01:46:40Z extra',
      ' f 1 2001-09-09T01:46:40Z same',
    ]);
  });

  test('explain tells why, what comes next, and how one path stands', async () => {
    const workspace = await makeMirror(['a = one'], { exclude: ['*.tmp'] });
    await workspace.tree('disk/source', ['x.tmp = t']);
    const why = await workspace.run('explain', 'PoolMirror/m');
    expect(why).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('next: copy 1 file, 3 B from disk:source'),
    });
    expect((await workspace.run('explain', 'PoolMirror/m', 'a')).stdout).toMatch(/source: +a\n +replica: +not there/);
    expect((await workspace.run('explain', 'PoolMirror/m', 'x.tmp')).stdout).toContain('excluded');
    const spec = (await workspace.run('explain', 'PoolMirror/m', '--defaults')).stdout;
    expect(spec).toMatch(/extraneous: Keep[\s\S]*percent: 10/);
    await rm(workspace.at('disk/source'), { recursive: true });
    expect(await workspace.run('explain', 'PoolMirror/m')).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/source\.absent/),
    });
  });

  test('explain tells of one path why nothing is done with it, too', async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('disk/source', ['a = one', 'x.tmp = t']);
    await declareTwo(workspace, { from: 'disk:first' }, { exclude: ['*.tmp'] });
    const about = async (path: string): Promise<string> => {
      const { code, stdout, stderr } = await workspace.run('explain', 'PoolMirror/m', path);
      expect({ code, stderr }, path).toEqual({ code: 0, stderr: '' });
      return stdout;
    };
    expect(await about('a')).toMatch(/first: a\n.*\n.*not there\n +next: copy 1 file/);
    expect(await about('a')).toMatch(/second: a\n.*\n.*not there\n +waiting: replica\.upstream-first: .*disk:first/);
    expect(await workspace.run()).toMatchObject({ code: 0, stderr: '' });
    await workspace.tree('disk/first', ['extra = e']);
    const first = async (path: string): Promise<string> => (await about(path)).split('disk:second')[0] ?? '';
    expect(await first('a')).toMatch(/source: +a\n +replica: +a\n +equal on both sides: nothing is to be done with it\n/);
    expect(await first('extra')).toMatch(/source: +not there\n.*\n +kept: the manifest says `extraneous: Keep`\n/);
    expect(await first('x.tmp')).toMatch(/source: +excluded.*\n +replica: +excluded.*\n +nothing is to be done with it\n/);
    await workspace.tree('disk/source', ['b = two']);
    expect(await first('a')).toMatch(/equal on both sides: nothing is to be done with it\n/);
    expect(await first('extra')).toMatch(/kept: the manifest says `extraneous: Keep`\n/);
    await rm(workspace.at('disk/source'), { recursive: true });
    const gone = await workspace.run('explain', 'PoolMirror/m', 'a');
    expect(gone).toMatchObject({ code: 3, stderr: '', stdout: expect.stringMatching(/disk:first: .*source\.absent: /) });
  });

  test('status remembers the last pass, looks only with --refresh, and --check fails until all is Healthy', async () => {
    const workspace = await makeMirror(['a = one']);
    expect(await workspace.run('status')).toMatchObject({ code: 0, stdout: expect.stringMatching(/Unknown +PoolMirror\/m/) });
    expect((await workspace.run('status', '--check')).code).toBe(3);
    await workspace.run();
    const document = JSON.parse((await workspace.run('status', '-o', 'json')).stdout);
    expect(Object.keys(document)).toEqual(['format', 'at', 'lastPass', 'datasets', 'runs', 'jobs']);
    expect(document).toMatchObject({ format: 'replicas/status/v1', lastPass: { exit: 0 }, runs: [], jobs: [] });
    expect(Object.keys(document.datasets[0])).toEqual([
      'kind',
      'resource',
      'dataset',
      'health',
      'replicas',
      'conditions',
      'needs',
      'remarks',
    ]);
    expect(Object.keys(document.datasets[0].replicas[0]).join(' ')).toBe(
      'endpoint path state files bytes behindFiles behindBytes extraneousFiles verifiedAt lastSuccessAt freshUntil corruptFiles',
    );
    expect(Object.keys(document.datasets[0].conditions[0])).toEqual(['type', 'status', 'reason', 'message', 'since']);
    expect(document.datasets[0]).toMatchObject({
      health: 'Healthy',
      replicas: [
        { endpoint: 'disk', path: 'replica', state: 'verified', files: 1, verifiedAt: expect.stringMatching(/^\d{4}-/) },
      ],
      remarks: ['its source disk:source and disk:replica are on one file system: they are one copy'],
    });
    expect((await workspace.run('status', '--check')).code).toBe(0);
    expect(JSON.stringify(document)).not.toContain('null');
    expect((await workspace.run('status', '--json')).stdout.length).toBe(JSON.stringify(document, undefined, 2).length + 1);

    await workspace.tree('disk/source', ['b = two']);
    const behind = (form: string, ...words: readonly string[]): Promise<string> =>
      workspace.run('status', '-o', form, ...words).then(({ stdout }) => stdout);
    expect(JSON.parse(await behind('json')).datasets[0].replicas[0]).toMatchObject({ state: 'verified', behindFiles: 0 });
    const fresh = JSON.parse(await behind('json', '--refresh'));
    expect(fresh.datasets[0].replicas[0]).toMatchObject({ state: 'behind', behindFiles: 1, behindBytes: 3 });
    expect(await behind('text')).toMatch(/disk:replica +behind +1 +3 B +1 file, 3 B/);
    expect(await behind('wide')).toMatch(/EXTRANEOUS/);
    expect((await workspace.run('status', 'PoolMirror/m')).code).toBe(0);
    expect((await workspace.run('status', 'PoolMirror/n')).code).toBe(64);
  });

  test('status and plan of what is not declared any more', async () => {
    const workspace = await makeMirror(['a = one']);
    await workspace.run();
    await mkdir(workspace.at('x'));
    await workspace.declare(
      local('disk', workspace.at('disk')),
      mirror('n', { source: { endpoint: 'disk', path: 'source' }, replicas: [{ endpoint: 'disk', path: 'other' }] }),
    );
    expect((await workspace.run('status')).stdout).not.toContain('PoolMirror/m');
    await writeFile(workspace.at('state/status/PoolMirror/n.json'), 'rubbish');
    expect((await workspace.run('status')).code).toBe(0);
    await utimes(workspace.at('disk/source'), 1, 1);
    expect((await workspace.run()).code).toBe(0);
  });
});
