import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { spawn } from '../../src/lib/spawn.ts';
import { startProgram } from '../components/program.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { makeScratch } from '../world.ts';

requires('quota')('a process that a hung file system holds', () => {
  test('is left behind when KILL does not end it: the program goes on', async () => {
    const scratch = await makeScratch();
    onTestFinished(() => scratch.remove());
    const at = (name: string): string => join(scratch.path, name);
    for (const name of ['disk', 'seen']) await mkdir(at(name));
    // The file system waits for somebody to write its limit, and whoever writes a file there waits for the file system.
    await run('mkfifo', [at('limit')]);
    const script = fileURLToPath(new URL('../components/quota_fs.py', import.meta.url));
    const fs = startProgram('/usr/bin/python3', [script, at('disk'), at('seen'), at('limit')]);
    onTestFinished(async () => {
      await run('umount', ['-l', at('seen')]);
      await fs.stop();
    });
    while ((await run('mountpoint', ['-q', at('seen')])).code !== 0);
    const began = performance.now();
    const ending = await spawn(
      {
        program: 'sh',
        args: ['-c', 'echo $$; exec dd if=/dev/zero of="$0" bs=4096 count=1', at('seen/file')],
        output: { type: 'text', ceiling: 1000 },
        limits: { idleMs: 500, deadlineMs: 60_000 },
      },
      new AbortController().signal,
    );
    expect(ending).toMatchObject({ status: 'ended', why: 'stalled' });
    expect(performance.now() - began).toBeLessThan(10_000);
    expect((await run('cat', [`/proc/${ending.stdout.trim()}/stat`])).stdout).toMatch(/^\d+ \(dd\) D /);
  });
});
