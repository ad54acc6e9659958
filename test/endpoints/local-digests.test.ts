import { link, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileToRead, Reading } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { hashArguments } from '../../src/endpoints/local/hash-apart.ts';
import type { Command, Spawn } from '../../src/lib/command.ts';
import { fromText, ROOT } from '../../src/lib/path-bytes.ts';
import type { Tools } from '../../src/lib/tools.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, makeTree, md5Of, type Scratch } from '../world.ts';

const MEGABYTE = 1_000_000;
const KEEP: Reading = { algorithm: 'md5', cache: 'keep' };
const DROP: Reading = { algorithm: 'md5', cache: 'drop' };

let scratch: Scratch;
let disk: string;
let tools: Tools;
beforeEach(async () => {
  scratch = await makeScratch();
  disk = join(scratch.path, 'disk');
  const own = join(scratch.path, 'own');
  for (const directory of [disk, own]) await mkdir(directory);
  tools = makeTools(own);
});
afterEach(() => scratch.remove());

/** The same tools, which tell what they start, and may do something with it. */
function watched(begun: (command: Command, pid: number) => void): Tools {
  const spawn: Spawn = (command, signal) => tools.spawn({ ...command, onStarted: (pid) => begun(command, pid) }, signal);
  return { ...tools, spawn };
}

function toRead(...sizes: readonly (readonly [name: string, size: number])[]): readonly FileToRead[] {
  return sizes.map(([name, size]) => ({ path: fromText(name), size }));
}

test('a few small files are read without another process; much is, by several, and so is what is read from the disk', async () => {
  await makeTree(disk, ['a = 1', 'b = 22']);
  const begun: (readonly string[])[] = [];
  const driver = createDriver(
    localEndpoint(disk),
    watched(({ args }) => begun.push(args)),
  );
  const few = toRead(['a', 1], ['b', 2]);
  await driver.digests(ROOT, few, KEEP);
  expect(begun).toEqual([]);
  await driver.digests(ROOT, few, DROP);
  expect(begun).toEqual([hashArguments('md5', 'drop')]);
  begun.length = 0;
  await driver.digests(ROOT, toRead(['a', 900 * MEGABYTE], ['b', 900 * MEGABYTE]), { algorithm: 'sha256', cache: 'keep' });
  expect(begun).toEqual(begun.map(() => hashArguments('sha256', 'keep')));
  expect(begun.length).toBeGreaterThan(0);
  expect(begun.length).toBeLessThanOrEqual(4);
  const many = Array.from({ length: 101 }, (_, at): readonly [string, number] => [`${at}`, 1]);
  begun.length = 0;
  await driver.digests(ROOT, toRead(...many), KEEP);
  expect(begun).toEqual([hashArguments('md5', 'keep')]);
});

test('hash arguments: no name is among them', () => {
  expect(hashArguments('none', 'drop').slice(1)).toEqual(['none', 'drop']);
  expect(hashArguments('md5', 'keep')[0]).toMatch(/\/hash-process\.mjs$/);
});

test('a process that stands still is ended within the limit, and the file is named', async () => {
  await makeTree(disk, ['first = 1', "it's next = 2"]);
  const endpoint = { ...localEndpoint(disk), stalledAfterMs: 300 };
  let stood = 0;
  const standing = watched((_, pid) => {
    stood = pid;
    process.kill(pid, 'SIGSTOP');
  });
  const read = await createDriver(endpoint, standing).digests(ROOT, toRead(["it's next", 1], ['first', 1]), DROP);
  expect(read).toMatchObject({
    ok: false,
    error: { code: 'transfer.stalled', message: expect.stringContaining("here:it's next") },
  });
  expect(() => process.kill(stood, 0)).toThrow();
});

test('reading ends at once when the program stops', async () => {
  await makeTree(disk, ['hole # 60000000000']);
  for (const reading of [KEEP, DROP]) {
    const stop = new AbortController();
    const pids: number[] = [];
    const driver = createDriver(localEndpoint(disk), { ...watched((_, pid) => pids.push(pid)), signal: stop.signal });
    const progress = (_: number, bytes: number): void => {
      if (bytes > 0) stop.abort();
    };
    const read = await driver.digests(ROOT, toRead(['hole', 60_000 * MEGABYTE]), { ...reading, progress });
    expect(read).toMatchObject({ ok: false, error: { code: 'process.failed', retry: 'now' } });
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  }
});

test('a small file that has grown endless meanwhile is given up like a large one', async () => {
  await makeTree(disk, ['hole # 60000000000']);
  const stop = new AbortController();
  const driver = createDriver(localEndpoint(disk), { ...tools, signal: stop.signal });
  const progress = (_: number, bytes: number): void => {
    if (bytes > 0) stop.abort();
  };
  const read = await driver.digests(ROOT, toRead(['hole', 1]), { ...KEEP, progress });
  expect(read).toMatchObject({ ok: false, error: { code: 'process.failed', retry: 'now' } });
});

test.each([KEEP, DROP])(
  'whatever is put in the place of a file or directory meanwhile, nothing outside is read: %j',
  async (reading) => {
    await makeTree(disk, ['d/f = inside', 'g = inside']);
    const outside = join(scratch.path, 'outside');
    await makeTree(outside, ['f = outside', 'g = outside']);
    await symlink(outside, join(disk, 'way'));
    await symlink(join(outside, 'g'), join(disk, 'other'));
    const driver = createDriver(localEndpoint(disk), tools);
    let going = true;
    const swapping = (async () => {
      while (going) {
        await rename(join(disk, 'd'), join(disk, 'aside'));
        await rename(join(disk, 'way'), join(disk, 'd'));
        await rename(join(disk, 'd'), join(disk, 'way'));
        await rename(join(disk, 'aside'), join(disk, 'd'));
        await link(join(disk, 'g'), join(disk, 'kept'));
        await rename(join(disk, 'other'), join(disk, 'g'));
        await symlink(join(outside, 'g'), join(disk, 'other'));
        await rename(join(disk, 'kept'), join(disk, 'g'));
      }
    })();
    const found = new Set<string>();
    const files = Array.from({ length: 40 }, () => toRead(['d/f', 6], ['g', 6])).flat();
    for (let turn = 0; turn < (reading.cache === 'keep' ? 15 : 8); turn++) {
      const read = await driver.digests(ROOT, files, reading);
      for (const digest of read.ok ? read.value.values() : ['failed']) found.add(digest);
    }
    going = false;
    await swapping;
    expect([...found]).toEqual([md5Of('inside')]);
  },
);

test('a file that shrinks, grows or vanishes while it is read has some digest or none, and harms no other', async () => {
  await writeFile(join(disk, 'changing'), Buffer.alloc(3 * MEGABYTE));
  await makeTree(disk, ['steady = 1', 'going = 2']);
  const driver = createDriver(localEndpoint(disk), tools);
  let going = true;
  const changing = (async () => {
    for (let turn = 0; going; turn++) {
      await writeFile(join(disk, 'changing'), Buffer.alloc(((turn * 777_777) % 5) * MEGABYTE + turn));
      await rm(join(disk, 'going'), { force: true });
      await writeFile(join(disk, 'going'), '2');
    }
  })();
  for (const reading of [KEEP, DROP, KEEP, DROP, KEEP, DROP]) {
    const read = await driver.digests(ROOT, toRead(['changing', 3 * MEGABYTE], ['steady', 1], ['going', 1]), reading);
    expect(read.ok && read.value.get(fromText('steady'))).toBe(md5Of('1'));
  }
  going = false;
  await changing;
});
