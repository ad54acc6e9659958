import { expect, onTestFinished, test } from 'vitest';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import { sshEndpoint } from '../components/endpoints.ts';
import { requires } from '../components/requirement.ts';
import { startSshd } from '../components/sshd.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch } from '../world.ts';
import { conformance } from './conformance.ts';
import { SSH_FULL, SSH_RSYNC_ONLY } from './ssh-ways.ts';

conformance(SSH_FULL);
conformance(SSH_RSYNC_ONLY);

requires(
  'sshd',
  'rsync',
  'rrsync',
)('Ssh alone', () => {
  test('an account that may only read cannot be written to', async () => {
    const scratch = await makeScratch();
    onTestFinished(() => scratch.remove());
    const sshd = await startSshd();
    onTestFinished(() => sshd.stop());
    const key = await sshd.authorize({ type: 'rrsync', directory: scratch.path, mode: 'ReadOnly' });
    const driver = createDriver(sshEndpoint(sshd, { root: '/', shell: 'RsyncOnly', key }), makeTools(scratch.path));
    expect(await driver.prepare(fromText('new'))).toMatchObject({ ok: false, error: { code: 'endpoint.access' } });
  });
});
