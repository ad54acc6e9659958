import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDriver } from '../../src/endpoints/index.ts';
import type { Spawn } from '../../src/lib/command.ts';
import { fromText, ROOT } from '../../src/lib/path-bytes.ts';
import type { Tools } from '../../src/lib/tools.ts';
import type { SshEndpoint } from '../../src/model/endpoint.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, makeTree, md5Of, type Scratch } from '../world.ts';

let scratch: Scratch;
let disk: string;
let started: number;
beforeEach(async () => {
  scratch = await makeScratch();
  disk = join(scratch.path, 'disk');
  await mkdir(disk);
  started = 0;
});
afterEach(() => scratch.remove());

/** Tools whose ssh is a shell on this host, in an environment of its own. */
function withShell(before = 'true'): Tools {
  const tools = makeTools(scratch.path);
  const spawn: Spawn = (command, signal) => {
    started++;
    return tools.spawn({ ...command, program: 'sh', args: ['-c', `${before}\n${command.args.at(-1)}`] }, signal);
  };
  return { ...tools, spawn };
}

function endpoint(): SshEndpoint {
  return {
    type: 'Ssh',
    name: 'delta',
    maxTransfers: 2,
    root: disk,
    identity: 'NotChecked',
    timeToleranceNs: 0n,
    stalledAfterMs: 600_000,
    host: 'localhost',
    port: undefined,
    user: undefined,
    identityFile: undefined,
    knownHostsFile: undefined,
    configFile: undefined,
    shell: 'Full',
    rsyncPath: 'rsync',
  };
}

/** A directory with programs that are not what their names say. */
async function pathWith(programs: Readonly<Record<string, string>>): Promise<string> {
  const path = join(scratch.path, 'bin');
  await mkdir(path);
  for (const [name, text] of Object.entries(programs)) await writeFile(join(path, name), text, { mode: 0o755 });
  return `PATH=${path}:$PATH; export PATH`;
}

const READING = { algorithm: 'md5', cache: 'keep' } as const;

test('more names than one command should carry go in several, and nothing is lost between them', async () => {
  const present = [0, 1, 14_999, 29_999].map((at) => fromText(`${at % 3}/${'n'.repeat(200)}${at}`));
  await makeTree(
    disk,
    present.map((path) => ({ type: 'file', path, content: path }) as const),
  );
  const names = Array.from({ length: 30_000 }, (_, at) => fromText(`${at % 3}/${'n'.repeat(200)}${at}`));
  const driver = createDriver(endpoint(), withShell());
  const told: number[] = [];
  const read = await driver.digests(
    ROOT,
    names.map((path) => ({ path, size: 1 })),
    { ...READING, progress: (files) => told.push(files) },
  );
  expect(read).toEqual({ ok: true, value: new Map(present.map((path) => [path, md5Of(path)])) });
  expect(told.at(-1)).toBe(present.length);
  expect(started).toBe(2);
  const seen = await driver.entries(ROOT, names);
  expect(seen).toMatchObject({ ok: true, value: { index: { count: present.length }, gaps: [] } });
  expect(started).toBe(4);
});

test('what find complains of, but for names that are gone, is a gap', async () => {
  await makeTree(disk, ['d/a = 1', 'd/b = 2', 'e = 3']);
  const find = [
    '#!/bin/sh',
    'case $* in *./d*|*./e*|*". -maxdepth"*) ;; *) printf "%s\\n" "find: \'./x\\n: y\': Input/output error" >&2 ;; esac',
    'exec /usr/bin/find "$@"',
  ];
  const driver = createDriver(endpoint(), withShell(await pathWith({ find: `${find.join('\n')}\n` })));
  const seen = await driver.entries(ROOT, ['d/a', 'd/gone', 'e', 'gone'].map(fromText));
  expect(seen).toMatchObject({
    ok: true,
    value: {
      index: { count: 2 },
      gaps: [{ path: 'd', because: { code: 'source.gaps', message: expect.stringContaining('Input/output error') } }],
    },
  });
});

test('a far side without the programs that are needed is no place where files are missing', async () => {
  await makeTree(disk, ['a = 1']);
  const noSum = createDriver(
    endpoint(),
    withShell(await pathWith({ md5sum: 'nothing here', find: '#!/bin/sh\necho "find: bad arg" >&2; exit 1\n' })),
  );
  const unusable = { ok: false, error: { code: 'endpoint.unusable', message: expect.stringContaining('delta') } };
  expect(await noSum.digests(ROOT, [{ path: fromText('a'), size: 1 }], READING)).toMatchObject(unusable);
  expect(await noSum.entries(ROOT, [fromText('a')])).toMatchObject(unusable);
});

test('what the far side makes up is not believed', async () => {
  await makeTree(disk, ['a = 1', 'd/b = 2']);
  const lies = [
    '#!/bin/sh',
    `echo "${'0'.repeat(32)}  ./not asked for"`,
    `echo "${'1'.repeat(32)}  ../a"`,
    'echo "> 99"',
    `echo "= 7 ${'2'.repeat(32)}"`,
    `echo "${'3'.repeat(32)}  ./a"`,
  ];
  const driver = createDriver(endpoint(), withShell(await pathWith({ md5sum: `${lies.join('\n')}\n` })));
  const read = await driver.digests(
    ROOT,
    ['a', 'd/b'].map((name) => ({ path: fromText(name), size: 1 })),
    READING,
  );
  expect(read).toEqual({ ok: true, value: new Map() });
});

test('a sync that knows no -f is asked for the whole; one that fails is a failure', async () => {
  const old = '#!/bin/sh\n[ $# -eq 0 ] || { echo "sync: invalid option -- \'f\'" >&2; exit 1; }\n';
  const driver = createDriver(endpoint(), withShell(await pathWith({ sync: old })));
  expect(await driver.flush(ROOT)).toEqual({ ok: true, value: undefined });
  await writeFile(
    join(scratch.path, 'bin', 'sync'),
    '#!/bin/sh\necho "sync: error syncing \'.\': Input/output error" >&2\nexit 1\n',
  );
  expect(await driver.flush(ROOT)).toMatchObject({
    ok: false,
    error: { code: 'target.not-writable', message: expect.stringContaining('Input/output error') },
  });
  await writeFile(
    join(scratch.path, 'bin', 'sync'),
    '#!/bin/sh\necho "sync: error syncing \'.\': No space left on device" >&2\nexit 1\n',
  );
  expect(await driver.flush(ROOT)).toMatchObject({ ok: false, error: { code: 'target.full' } });
  expect(await driver.flush(fromText('gone'))).toEqual({ ok: true, value: undefined });
});
