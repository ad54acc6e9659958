import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText, ROOT } from '../../src/lib/path-bytes.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { type Running, startProgram } from '../components/program.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch } from '../world.ts';

requires('quota')('a disk that stops answering', () => {
  test('holds nobody up who looks at it or reads it', async () => {
    const scratch = await makeScratch();
    onTestFinished(() => scratch.remove());
    const at = (name: string): string => join(scratch.path, name);
    for (const name of ['disk', 'seen', 'own']) await mkdir(at(name));
    await writeFile(at('disk/file'), 'x');
    // The file system waits for somebody to write its limit, and everybody else waits for it.
    await run('mkfifo', [at('limit')]);
    const script = fileURLToPath(new URL('../components/quota_fs.py', import.meta.url));
    const fs = startProgram('/usr/bin/python3', [script, at('disk'), at('seen'), at('limit')]);
    const held: Running[] = [];
    onTestFinished(async () => {
      await run('umount', ['-l', at('seen')]);
      await fs.stop();
      for (const program of held) await program.stop();
    });
    while ((await run('mountpoint', ['-q', at('seen')])).code !== 0);
    const endpoint = { ...localEndpoint(at('seen')), stalledAfterMs: 400 };
    const driver = createDriver(endpoint, makeTools(at('own')));
    const file = [{ path: fromText('file'), size: 1 }];
    const patient = createDriver(localEndpoint(at('seen')), makeTools(at('own')));
    expect(await patient.digests(ROOT, file, { algorithm: 'md5', cache: 'keep' })).toMatchObject({ ok: true });
    const writer = startProgram('dd', ['if=/dev/zero', `of=${at('seen/other')}`, 'bs=4096', 'count=1']);
    held.push(writer);
    while (!/^\d+ \(dd\) [DS] /.test((await run('cat', [`/proc/${writer.pid}/stat`])).stdout));
    const stalled = { ok: false, error: { code: 'transfer.stalled', message: expect.stringContaining('here:') } };
    const began = performance.now();
    expect(await driver.digests(ROOT, file, { algorithm: 'md5', cache: 'keep' })).toMatchObject(stalled);
    expect(await driver.digests(ROOT, file, { algorithm: 'md5', cache: 'drop' })).toMatchObject(stalled);
    expect(await driver.entries(ROOT, [fromText('file')])).toMatchObject(stalled);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
