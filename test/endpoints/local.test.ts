import { expect, onTestFinished, test } from 'vitest';
import { createDriver } from '../../src/endpoints/index.ts';
import type { Spawn } from '../../src/lib/command.ts';
import { ROOT } from '../../src/lib/path-bytes.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch } from '../world.ts';

test('two hundred trees are looked at a few at a time: open files are few too', async () => {
  const scratch = await makeScratch();
  onTestFinished(() => scratch.remove());
  const tools = makeTools(scratch.path);
  let running = 0;
  let most = 0;
  const counting: Spawn = async (command, signal) => {
    running += 1;
    most = Math.max(most, running);
    try {
      return await tools.spawn(command, signal);
    } finally {
      running -= 1;
    }
  };
  const driver = createDriver(localEndpoint(scratch.path), { ...tools, spawn: counting });
  const seen = await driver.list(Array.from({ length: 200 }, () => ({ path: ROOT, filter: { exclude: [], include: [] } })));
  expect(seen.map(({ state }) => state)).toEqual(Array(200).fill('present'));
  expect(most).toBeLessThanOrEqual(8);
});
