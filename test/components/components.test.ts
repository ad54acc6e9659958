import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeScratch, makeTree, type Scratch } from '../world.ts';
import { requires } from './requirement.ts';
import { startRsyncDaemon } from './rsync-daemon.ts';
import { run } from './run.ts';
import { type Sshd, startSshd } from './sshd.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await makeScratch();
});
afterEach(() => scratch.remove());

requires('rsync')('a daemon of the tests', () => {
  test('lists its modules, lets the password in, and is gone after stop', async () => {
    await makeTree(join(scratch.path, 'data'), ['a = 1']);
    const login = { user: 'alice', password: 's3cret' };
    const path = join(scratch.path, 'data');
    const daemon = await startRsyncDaemon({
      modules: [
        { name: 'open', path, comment: 'for all' },
        { name: 'shut', path, login, listed: 'Hidden' },
      ],
    });
    const address = `rsync://${daemon.host}:${daemon.port}/`;
    expect((await run('rsync', [address])).stdout).toBe('open           \tfor all\n');
    const shut = address.replace('//', '//alice@');
    expect((await run('rsync', [`${shut}shut/a`], { env: { RSYNC_PASSWORD: 's3cret' } })).stdout).toContain(' a\n');
    expect((await run('rsync', [`${shut}shut/a`], { env: { RSYNC_PASSWORD: 'wrong' } })).code).toBe(5);
    await daemon.stop();
    expect((await run('rsync', [address])).code).toBe(10);
  });
});

requires(
  'sshd',
  'rsync',
  'rrsync',
)('an sshd of the tests', () => {
  let sshd: Sshd;
  beforeEach(async () => {
    sshd = await startSshd();
  });
  afterEach(() => sshd.stop());
  const ssh = (key: string, command: string) => {
    const place = ['-F', sshd.configFile, '-p', String(sshd.port), '-i', key, '-o', `UserKnownHostsFile=${sshd.knownHostsFile}`];
    return run('ssh', [...place, '-o', 'BatchMode=yes', `${sshd.user}@${sshd.host}`, command]);
  };

  test('runs commands for a shell key, with no other programs than those given', async () => {
    const free = await sshd.authorize({ type: 'shell' });
    expect(await ssh(free, "printf '%s' 'a  b'; exit 42")).toMatchObject({ code: 42, stdout: 'a  b' });
    const bare = await sshd.authorize({ type: 'shell', path: scratch.path });
    await run('ln', ['-s', '/bin/cat', join(scratch.path, 'cat')]);
    expect(await ssh(bare, 'echo "a  b" | cat')).toMatchObject({ code: 0, stdout: 'a  b\n' });
    expect((await ssh(bare, 'awk 1')).code).toBe(127);
  });

  test('lets an rrsync key do nothing but rsync', async () => {
    const key = await sshd.authorize({ type: 'rrsync', directory: scratch.path, mode: 'ReadOnly' });
    await writeFile(join(scratch.path, 'a'), '');
    expect((await ssh(key, 'id')).stderr).toContain('does not run rsync');
  });

  requires('ordinary account')('', () => {
    test('can give up the rights of root', async () => {
      const key = await sshd.authorize({ type: 'shell', as: 'Ordinary' });
      expect((await ssh(key, 'id -u')).stdout).not.toBe('0\n');
    });
  });
});
