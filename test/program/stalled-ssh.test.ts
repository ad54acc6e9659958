import { expect, test } from 'vitest';
import { processesWith, stopAll } from '../components/processes.ts';
import { requires } from '../components/requirement.ts';
import { events } from './run.ts';
import {
  type Direction,
  expectConverges,
  expectTold,
  isFarRsync,
  isSession,
  overSsh,
  serving,
  TEST_MS,
} from './stalled-stage.ts';

requires('rsync', 'sshd')('an ssh host that stops in the middle of a copy', () => {
  test.each<Direction>(['pull', 'push'])(
    '%s: its rsync is stopped, and is ended there too; the next pass goes on',
    { timeout: TEST_MS },
    async (direction) => {
      const stage = await overSsh(direction);
      const pass = await stage.begin();
      stopAll(serving(stage, isFarRsync));
      await expectTold(pass, stage);
      expect(processesWith(stage.path).filter(isFarRsync)).toEqual([]);
      await expectConverges(stage);
    },
  );

  test.each<Direction>(['pull', 'push'])(
    '%s: the session is stopped: the pass ends, and the next one goes on',
    { timeout: TEST_MS },
    async (direction) => {
      const stage = await overSsh(direction);
      const pass = await stage.begin();
      stopAll(serving(stage, isSession));
      await expectTold(pass, stage);
      await expectConverges(stage);
    },
  );
});

requires('rsync', 'sshd')('a pass that is killed while it pushes', () => {
  test('the next one takes over, ends what it left at the far side, and converges', { timeout: TEST_MS }, async () => {
    const stage = await overSsh('push');
    const pass = await stage.begin();
    const left = serving(stage, isFarRsync);
    // So that they do not notice by themselves.
    stopAll(left);
    pass.signal('SIGKILL');
    await pass.ended;
    expect(processesWith(stage.path).filter(isFarRsync).length).toBeGreaterThan(0);
    const next = await stage.run('--json');
    expect(next.code).toBe(0);
    expect(events(next.stdout)).toContainEqual(
      expect.objectContaining({
        type: 'lease-taken-over',
        place: 'to:copy',
        from: expect.stringContaining(`process ${pass.pid} on `),
      }),
    );
    expect(processesWith(stage.path).filter(isFarRsync)).toEqual([]);
    await expectConverges(stage);
  });
});
