import { expect, onTestFinished, test, vi } from 'vitest';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { events, start } from './run.ts';
import { TEST_MS } from './stalled-stage.ts';
import { local, makeWorkspace, mirror, slowly, type Workspace } from './workspace.ts';

const QUIET = { code: 0, stdout: '', stderr: '' };

requires('rsync')('a pass that is stopped beyond the time to live of its lease', () => {
  test('another takes over; the first wakes up, does nothing more there, and says so', { timeout: TEST_MS }, async () => {
    const workspace = await makeWorkspace();
    await workspace.tree('disk/source', ['a = one', 'z/z = two']);
    await workspace.tree('disk/replica', ['extra = goes @ 1000000000']);
    await run('dd', ['if=/dev/urandom', `of=${workspace.at('disk/source/big')}`, 'bs=1M', 'count=6']);
    await workspace.declare(
      local('disk', workspace.at('disk')),
      mirror('m', {
        source: { endpoint: 'disk', path: 'source' },
        replicas: [{ endpoint: 'disk', path: 'replica' }],
        extraneous: 'Delete',
      }),
    );
    const env = { RECONCILE_LEASE_TTL: '2s' };
    const first = await start(workspace.path, [], { env: { ...(await slowly(workspace)), ...env } });
    const partial = workspace.at('disk/replica/.replicas-partial');
    await vi.waitFor(async () => expect((await run('find', [partial, '-type', 'f'])).stdout).not.toBe(''), {
      timeout: 20_000,
      interval: 20,
    });
    first.signal('SIGSTOP');
    onTestFinished(() => first.signal('SIGKILL'));
    // Its state is its own: the lease at the replica tells them apart.
    const second = (): ReturnType<Workspace['runWith']> => workspace.runWith({ env }, '--state', 'other');
    expect(await second()).toMatchObject({ code: 6 });
    await vi.waitFor(async () => expect(await second()).toEqual(QUIET), { timeout: 30_000, interval: 500 });
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
    // What it would still remove, were it not for the lease.
    await workspace.tree('disk/replica', ['extra = goes @ 1000000000']);
    first.signal('SIGCONT');
    const ended = await first.ended;
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    const told = (await run('sh', ['-c', 'cat "$0"/journal/*', workspace.at('state')])).stdout;
    expect(events(told)).toContainEqual(
      expect.objectContaining({
        type: 'action-ended',
        outcome: expect.objectContaining({ failure: expect.objectContaining({ code: 'lease.lost' }) }),
      }),
    );
    expect([...(await workspace.data('disk/replica')).keys()]).toContain('extra');
    expect((await workspace.run()).code).toBe(0);
    expect(await workspace.data('disk/replica')).toEqual(await workspace.data('disk/source'));
  });
});
