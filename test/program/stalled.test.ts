import { onTestFinished, test } from 'vitest';
import { type Link, makeLink } from '../components/link.ts';
import { stopAll } from '../components/processes.ts';
import { startProxy } from '../components/proxy.ts';
import { requires } from '../components/requirement.ts';
import { expectConverges, expectTold, fromDaemon, overSsh, type Stage, serving, TEST_MS } from './stalled-stage.ts';

requires('rsync')('a daemon that stops serving in the middle of a copy', () => {
  test('its process is stopped: the pass ends, and the next one goes on', { timeout: TEST_MS }, async () => {
    const stage = await fromDaemon();
    const pass = await stage.begin();
    stopAll(serving(stage));
    await expectTold(pass, stage);
    await expectConverges(stage);
  });

  test('what lies between passes nothing on any more: the pass ends', { timeout: TEST_MS }, async () => {
    const stalls: (() => void)[] = [];
    const stage = await fromDaemon(undefined, async (address) => {
      const proxy = await startProxy(address.port);
      onTestFinished(() => proxy.stop());
      stalls.push(() => proxy.stallAfter(0));
      return { ...address, port: proxy.port };
    });
    const pass = await stage.begin();
    for (const stall of stalls) stall();
    await expectTold(pass, stage);
  });
});

async function aLink(): Promise<Link> {
  const link = await makeLink();
  onTestFinished(() => link.remove());
  return link;
}

requires(
  'rsync',
  'sshd',
  'netns',
)('a link that is cut in the middle of a copy', () => {
  test.each<[string, (link: Link) => Promise<Stage>]>([
    ['a pull from a daemon', (link) => fromDaemon(link)],
    ['a pull over ssh', (link) => overSsh('pull', link)],
    ['a push over ssh', (link) => overSsh('push', link)],
  ])('%s: the pass ends', { timeout: TEST_MS }, async (_, open) => {
    const link = await aLink();
    const stage = await open(link);
    const pass = await stage.begin();
    await link.cut();
    await expectTold(pass, stage);
  });
});
