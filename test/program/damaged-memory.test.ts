import { readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { makeMirror, type Workspace } from './workspace.ts';

const SURPLUS = Array.from({ length: 40 }, (_, n) => `mine/f${n} = ${n} @ 1000000000`);
const REASON = ['--reason', 'looked at'];

/**
 * A mirror whose replica has forty files too many, held by the ceilings; all that can be remembered is remembered, and an approval of an
 * older and other list is among it.
 */
async function held(): Promise<Workspace> {
  const workspace = await makeMirror(['a = one @ 1000000000', 'b = two @ 1000000000'], {
    extraneous: 'Delete',
    verify: { budget: '1GB' },
  });
  await workspace.tree('disk/replica', ['b = two @ 1000000000', ...SURPLUS.map((line) => line.replace(/\d+ @/, 'other @'))]);
  expect((await workspace.run()).code).toBe(4);
  await workspace.run('--plan', '--out', 'plan.json');
  expect((await workspace.run('approve', 'PoolMirror/m', ...REASON)).code).toBe(0);
  await workspace.tree('disk/replica', SURPLUS);
  expect((await workspace.run()).code).toBe(4);
  await workspace.run('--plan', '--out', 'plan.json');
  return workspace;
}

/** The files of the state that match. */
function stateFiles(workspace: Workspace, which: RegExp): readonly string[] {
  const names = readdirSync(workspace.at('state'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => which.test(name)).map((name) => join(workspace.at('state'), name));
}

/** What may become of a file of the state. */
const DAMAGES: Readonly<Record<string, (path: string) => Promise<void>>> = {
  'cut short': async (path) => {
    const content = await readFile(path);
    await writeFile(path, content.subarray(0, Math.floor(content.length / 2)));
  },
  empty: (path) => writeFile(path, ''),
  garbage: (path) => writeFile(path, Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 7919) % 251))),
  'JSON of something else': (path) =>
    writeFile(path, '{"since":-1,"bytes":"many","lists":[null],"number":1e400,"list":{"length":9},"at":{}}\n'),
  'edited by hand': async (path) => {
    const text = (await readFile(path)).toString('latin1');
    // Digests, sizes, times and names, here and there.
    await writeFile(
      path,
      Buffer.from(
        text.replace(/[0-9a-f]{8}/g, (digits) => digits.split('').reverse().join('')).replaceAll('mine', 'hers'),
        'latin1',
      ),
    );
  },
  'a directory': async (path) => {
    await rm(path, { recursive: true });
    await mkdir(path);
    await writeFile(join(path, 'inside'), 'x');
  },
  'a link to nowhere': async (path) => {
    await rm(path, { recursive: true });
    await run('ln', ['-s', '/nonexistent/file', path]);
  },
  'a FIFO': async (path) => {
    await rm(path, { recursive: true });
    await run('mkfifo', [path]);
  },
};

/** What a decision may rest on, each alone, and then everything. */
const FILES: Readonly<Record<string, RegExp>> = {
  ledger: /^ledger\/.*\.ledger$/,
  'what was settled': /^settled\/.*/,
  approval: /^approvals\/.*\.json$/,
  'what was shown': /^shown\/.*\.json$/,
  'all there is': /\.(ledger|json|number|settled|taken)$/,
};

const ALL_WORDS: readonly (readonly string[])[] = [['--plan'], ['status'], [], ['verify', 'PoolMirror/m']];

requires('rsync')('what is remembered, when it is', () => {
  for (const [damageName, damage] of Object.entries(DAMAGES)) {
    test(`${damageName}: nothing crashes, nothing is removed, and it heals`, { timeout: 120_000 }, async () => {
      const workspace = await held();
      const before = await workspace.data('disk/replica');
      for (const [name, which] of Object.entries(FILES)) {
        for (const path of stateFiles(workspace, which)) await damage(path);
        for (const words of name === 'all there is' ? ALL_WORDS : [[]]) {
          const ran = await workspace.runWith({ within: ['timeout', '60'] }, ...words);
          const about = `${name}: reconcile ${words.join(' ')}: ${ran.stderr}`;
          expect(ran.stderr, about).not.toMatch(/internal error|\n\s+at /);
          expect([0, 3, 4], about).toContain(ran.code);
        }
        expect(await workspace.data('disk/replica'), name).toEqual(before);
      }
      await rm(workspace.at('state'), { recursive: true });
      expect((await workspace.run()).code).toBe(4);
      await workspace.run('--plan');
      expect((await workspace.run('approve', 'PoolMirror/m', ...REASON)).code).toBe(0);
      expect((await workspace.run()).code).toBe(0);
      expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    });
  }

  test('a saved plan that is damaged is exit 5 or refused, and changes nothing', { timeout: 120_000 }, async () => {
    const workspace = await held();
    const plan = await readFile(workspace.at('plan.json'));
    const before = await workspace.all('disk');
    for (const [name, damage] of Object.entries(DAMAGES)) {
      await rm(workspace.at('plan.json'), { recursive: true, force: true });
      await writeFile(workspace.at('plan.json'), plan);
      await damage(workspace.at('plan.json'));
      const ran = await workspace.runWith({ within: ['timeout', '60'] }, 'apply', 'plan.json');
      expect(ran.stderr, name).not.toMatch(/internal error|\n\s+at /);
      expect([4, 5], `${name} ${ran.stderr}`).toContain(ran.code);
      expect(await workspace.all('disk'), name).toEqual(before);
    }
  });

  test('a digest that was edited into the ledger is found to be wrong, and blames nobody', async () => {
    const workspace = await makeMirror(['a = one @ 1000000000', 'b = two @ 1000000000']);
    await workspace.run();
    const [ledger = ''] = stateFiles(workspace, /replica.*\.ledger$/);
    const text = (await readFile(ledger)).toString('latin1');
    await writeFile(ledger, Buffer.from(text.replace(/md5:[0-9a-f]{4}/, 'md5:0000'), 'latin1'));
    expect(await workspace.run()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await workspace.run('status', '--check')).code).toBe(0);
    expect(await workspace.left('disk/replica')).toEqual([]);
  });

  test('a statement at the replica that is not ours is replaced, or told; never the data', async () => {
    const workspace = await makeMirror(['a = one']);
    await workspace.tree('disk/replica', ['.replicas-state.json/inside = x']);
    const told = await workspace.run();
    expect(told).toMatchObject({ code: 3, stderr: expect.stringContaining('.replicas-state.json') });
    expect(told.stderr).not.toMatch(/internal error|\n\s+at /);
    expect((await workspace.data('disk/replica')).has(fromText('a'))).toBe(true);
    await rm(workspace.at('disk/replica/.replicas-state.json'), { recursive: true });
    await workspace.tree('disk/replica', ['.replicas-state.json -> /etc/passwd']);
    expect((await workspace.run()).code).toBe(0);
    expect(JSON.parse(await readFile(workspace.at('disk/replica/.replicas-state.json'), 'utf8'))).toMatchObject({ files: 1 });
  });
});
