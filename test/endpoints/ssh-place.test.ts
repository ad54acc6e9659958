import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EndpointDriver } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import type { Spawn } from '../../src/lib/command.ts';
import { fromLatin1, fromText, joinPath, type PathBytes, utf8Of } from '../../src/lib/path-bytes.ts';
import type { PlaceIdentity, SshEndpoint } from '../../src/model/endpoint.ts';
import { identityProbe, placeProbe, treeProbe } from '../../src/model/probe.ts';
import { createObserver } from '../../src/observe/observe.ts';
import { makeBarePath } from '../components/bare-path.ts';
import { localEndpoint, sshEndpoint } from '../components/endpoints.ts';
import { HOSTILE_NAMES } from '../components/hostile-names.ts';
import { requires } from '../components/requirement.ts';
import { type Grant, type Sshd, startSshd } from '../components/sshd.ts';
import { makeTools } from '../components/tools.ts';
import { inside, makeScratch, type Scratch } from '../world.ts';

const BOOT_ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

let scratch: Scratch;
let sshd: Sshd;

beforeAll(async () => {
  scratch = await makeScratch();
  for (const name of ['own', 'disk', 'disk/a', 'disk/a/b']) await mkdir(join(scratch.path, name));
  await symlink('a/b', join(scratch.path, 'disk/link'));
  await symlink('disk', join(scratch.path, 'root'));
});
afterAll(() => scratch.remove());

async function placeAt(driver: EndpointDriver, path: PathBytes): Promise<PlaceIdentity> {
  const seen = await driver.place(path);
  if (seen.state !== 'present') throw new Error(`${path}: ${JSON.stringify(seen)}`);
  return seen.value;
}

function here(root: string): EndpointDriver {
  return createDriver(localEndpoint(join(scratch.path, root)), makeTools(join(scratch.path, 'own')));
}

describe('a place of this host', () => {
  test('has the identity of its host in all of it', async () => {
    const place = await placeAt(here('disk'), fromText('a/b'));
    expect(place.self).toMatch(new RegExp(`^${BOOT_ID}:\\d+:\\d+$`));
    for (const parent of place.parents) expect(parent).toMatch(new RegExp(`^${BOOT_ID}:\\d+:\\d+$`));
    expect(place.self.startsWith(`${place.disk}:`)).toBe(true);
    expect(place.disk).toMatch(new RegExp(`^${BOOT_ID}:\\d+$`));
  });

  test('that is missing is on the disk of the nearest directory', async () => {
    const [there, missing] = [await placeAt(here('disk'), fromText('a')), await placeAt(here('disk'), fromText('a/new/er'))];
    expect(missing).toEqual({ self: `${there.self}/new/er`, parents: [there.self, ...there.parents], disk: there.disk });
  });

  test('on another file system is on another disk', async () => {
    const root = await placeAt(createDriver(localEndpoint('/'), makeTools(scratch.path)), fromText('proc'));
    expect(root.disk).not.toBe((await placeAt(here('disk'), fromText('a'))).disk);
  });
});

requires('sshd', 'rsync')('a place behind ssh', () => {
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());

  async function there(root: string, grant: Grant = { type: 'shell' }): Promise<SshEndpoint> {
    return sshEndpoint(sshd, { root: join(scratch.path, root), shell: 'Full', key: await sshd.authorize(grant) });
  }

  const driverOf = async (root: string, grant?: Grant): Promise<EndpointDriver> =>
    createDriver(await there(root, grant), makeTools(join(scratch.path, 'own')));

  test.each(['', 'a', 'a/b', 'link', 'new', 'a/new/er', 'link/new', 'a/$(touch x)'])('is known from here: %j', async (path) => {
    expect(await placeAt(await driverOf('root'), fromText(path))).toEqual(await placeAt(here('disk'), fromText(path)));
  });

  test('whatever its name', async () => {
    const names = HOSTILE_NAMES.filter((name) => utf8Of(name) !== undefined);
    for (const name of names) await mkdir(inside(join(scratch.path, 'disk/a'), name));
    const driver = await driverOf('disk');
    const places = names.map((name) => joinPath(fromText('a'), name));
    const seen = await Promise.all(places.map((path) => placeAt(driver, path)));
    expect(seen).toEqual(await Promise.all(places.map((path) => placeAt(here('disk'), path))));
    expect(new Set(seen.map(({ self }) => self)).size).toBe(names.length);
    expect((await driver.place(fromLatin1('\xff'))).state).toBe('absent');
  });

  test('with nothing but sh, coreutils and find', async () => {
    const path = await makeBarePath(join(scratch.path, 'bin'));
    expect(await placeAt(await driverOf('disk', { type: 'shell', path }), fromText('a'))).toEqual(
      await placeAt(here('disk'), fromText('a')),
    );
  });

  test('is absent where its root is, and unknown where nobody answers', async () => {
    expect((await (await driverOf('gone')).place(fromText('a'))).state).toBe('absent');
    const refused = createDriver(
      { ...(await there('disk')), identityFile: (await sshd.stranger()).key },
      makeTools(scratch.path),
    );
    expect(await refused.place(fromText('a'))).toMatchObject({ state: 'unknown', because: { code: 'endpoint.auth' } });
  });

  test('is looked at over the connection that lists the trees and reads the identity', async () => {
    await writeFile(
      join(scratch.path, 'disk/.replicas-endpoint'),
      JSON.stringify({ format: 'replicas/endpoint/v1', name: 'there', id: 'a1' }),
    );
    const endpoint = await there('disk');
    const started: string[] = [];
    const tools = makeTools(join(scratch.path, 'own'));
    const counting: Spawn = (command, signal) => {
      started.push(command.program);
      return tools.spawn(command, signal);
    };
    const driver = createDriver(endpoint, { ...tools, spawn: counting });
    const observer = createObserver({
      driver: () => driver,
      now: Date.now,
      emit: () => undefined,
      note: () => undefined,
      settled: () => undefined,
      approvals: () => [],
      proofs: () => {
        throw new Error('not asked');
      },
    });
    const locations = ['a', 'link'].map((path) => ({ endpoint, path: fromText(path) }));
    const probes = [
      ...locations.map((location) => treeProbe(location, { exclude: [], include: [] })),
      ...locations.map((location) => placeProbe(location)),
      identityProbe(endpoint),
    ];
    await observer.answer(probes);
    expect(probes.map((probe) => observer.see(probe)?.state)).toEqual(probes.map(() => 'present'));
    expect(started).toEqual(['ssh']);
  });
});

requires(
  'sshd',
  'rsync',
  'rrsync',
)('a place behind rrsync', () => {
  test('cannot be told', async () => {
    const rrsync = await startSshd();
    try {
      const key = await rrsync.authorize({ type: 'rrsync', directory: scratch.path, mode: 'ReadWrite' });
      const driver = createDriver(sshEndpoint(rrsync, { root: '/', shell: 'RsyncOnly', key }), makeTools(scratch.path));
      expect((await driver.place(fromText('disk'))).state).toBe('absent');
    } finally {
      await rrsync.stop();
    }
  });
});
