import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Moved, moveStream } from '../../src/actions/move-stream.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { inventoryOf } from '../../src/inventory/records.ts';
import type { Command, Ending, PhasedLimits, Spawn } from '../../src/lib/command.ts';
import { fromText, ROOT } from '../../src/lib/path-bytes.ts';
import type { SshEndpoint } from '../../src/model/endpoint.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { requires } from '../components/requirement.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, makeTree, md5Of } from '../world.ts';

const MD5 = md5Of('');
const WELL: Ending = { status: 'exited', code: 0, stdout: '', stderr: '' };
const STALLED: Ending = { status: 'ended', why: 'stalled', detail: 'no progress for 600 s', stdout: '', stderr: '' };

/** A load as `f 12 name` and `d - name`: type, bytes, name. */
function load(...records: readonly string[]): Inventory {
  const listed = records.map((record) => record.replace(/^(\w) (\d+|-) /, '- - $1 $2 - '));
  return inventoryOf(Buffer.from(listed.map((record) => `${record}\0`).join(''), 'latin1'), 'ns', []);
}

function reported(path: string): string {
  return `@>f+++++++++|${MD5}|3|${path}\n`;
}

interface Streamed {
  readonly moved: Moved;
  readonly command: Command;
  /** What was told of files and bytes at last. */
  readonly told: readonly [number, number];
}

/** Moves a load with a stand-in for rsync that says so much and ends like that. */
async function stream(entries: Inventory, says: string, ending: Ending): Promise<Streamed> {
  const commands: Command[] = [];
  const told: (readonly [number, number])[] = [[0, 0]];
  const spawn: Spawn = async (command) => {
    commands.push(command);
    if (command.output.type === 'stream') command.output.onData(Buffer.from(says, 'latin1'));
    return ending;
  };
  const tools = { ...makeTools('/scratch'), spawn };
  const endpoint = localEndpoint('/disk');
  const moved = await moveStream(
    {
      from: { endpoint, path: fromText('source') },
      to: { endpoint, path: fromText('replica') },
      place: { partial: '/partial', close: async () => undefined },
      entries,
      algorithm: 'md5',
    },
    {
      tools,
      driver: (it) => createDriver(it, tools),
      progress: (files, bytes) => told.push([files, bytes]),
      lease: undefined,
    },
  );
  const [command, ...more] = commands;
  if (command === undefined || more.length > 0) throw new Error(`${commands.length} processes`);
  return { moved, command, told: told.at(-1) ?? [0, 0] };
}

const DAY_MS = 24 * 60 * 60_000;
const GB = 1_000_000_000;

test('the deadline grows with the bytes and with the files', async () => {
  const limits = async (...records: readonly string[]): Promise<PhasedLimits> =>
    (await stream(load(...records), '', STALLED)).command.limits;
  const many = Array.from({ length: 1000 }, (_, n) => `f 0 b${String(n).padStart(3, '0')}`);
  const nothing = (await limits('d - d')).deadlineMs;
  const bytes = (await limits(`f ${200 * GB} a`)).deadlineMs;
  const files = (await limits(...many)).deadlineMs;
  const both = (await limits(`f ${200 * GB} a`, ...many)).deadlineMs;
  // A slow line needs days for that much, a slow disk minutes for the names alone.
  expect(bytes - nothing).toBeGreaterThan(10 * DAY_MS);
  expect(files - nothing).toBeGreaterThan(60_000);
  expect(both).toBeGreaterThan(bytes + 60_000);
  expect((await limits(`f ${200 * GB} a`, `f ${200 * GB} b`)).deadlineMs - bytes).toBeGreaterThan(10 * DAY_MS);
});

const LOAD = load('d - d', 'f 3 d/a', 'f 3 d/b', 'f 3 d/c');

test.each<readonly [string, string, string]>([
  ['two files were done', reported('d/a') + reported('d/b'), 'the last that was done is "d/b"'],
  ['the second had begun', `${reported('d/a')}@>f+++++++++|${MD5}`, 'the last that was done is "d/a"'],
  ['only bytes had moved', '\r      2  20%    0.00kB/s    0:00:00 \r', 'no file was done'],
  ['only a directory was made', `@cd+++++++++|${' '.repeat(32)}|4096|d/\n`, 'no file was done'],
  ['nothing was heard', '', 'no file was done'],
])('stalled when %s: it says how far it came', async (_, says, last) => {
  const { moved } = await stream(LOAD, says, STALLED);
  expect(moved.failure).toMatchObject({ code: 'transfer.stalled', retry: 'later' });
  expect(moved.failure?.message).toContain('no progress for 600 s');
  expect(moved.failure?.message).toMatch(new RegExp(`; ${last}$`));
});

test('what was done before it stalled counts', async () => {
  const { moved, told } = await stream(LOAD, reported('d/a') + reported('d/b'), STALLED);
  expect(moved.digests).toEqual(
    new Map([
      [fromText('d/a'), MD5],
      [fromText('d/b'), MD5],
    ]),
  );
  expect(told[0]).toBe(2);
});

test('another failure names no last file', async () => {
  const cancelled: Ending = { ...STALLED, why: 'cancelled', detail: 'the program is stopping' };
  const { moved } = await stream(LOAD, reported('d/a'), cancelled);
  expect(moved.failure?.code).toBe('process.failed');
  expect(moved.failure?.message).not.toContain('d/a');
});

test('a file that was not reported was not done, although rsync ended well', async () => {
  const { moved } = await stream(LOAD, reported('d/a') + reported('d/c'), WELL);
  expect(moved.failure).toMatchObject({ code: 'transfer.partial', retry: 'later' });
  expect(moved.failure?.message).toBe('here:replica: rsync ended well but did not report "d/b"');
  expect([...moved.digests.keys()]).toEqual(['d/a', 'd/c']);
});

test('a directory need not be reported', async () => {
  const { moved } = await stream(LOAD, ['d/a', 'd/b', 'd/c'].map(reported).join(''), WELL);
  expect(moved.failure).toBeUndefined();
  expect([...moved.digests.keys()]).toEqual(['d/a', 'd/b', 'd/c']);
});

/**
 * An ssh whose far side is here, and may write no file above 1024 bytes. What that side says on its stderr is slower than what comes in the stream: it is
 * told when the far side has ended.
 */
const SSH_STAND_IN = `#!/bin/sh
while [ "$1" != far.example.org ]; do shift; done
shift
exec 3>&1
said=$(trap '' XFSZ; ulimit -f 2; eval "$*" 2>&1 >&3 3>&-)
code=$?
printf '%s\\n' "$said" >&2
exit $code
`;

requires('rsync')('a push over ssh', () => {
  test('that the far side ends: its reason is heard, though its exit code comes first', async () => {
    const scratch = await makeScratch();
    onTestFinished(() => scratch.remove());
    const at = (...names: readonly string[]): string => join(scratch.path, ...names);
    await makeTree(at('source'), ['big # 100000']);
    for (const name of ['far', 'far/.replicas-partial', 'bin']) await mkdir(at(name));
    await writeFile(at('bin/ssh'), SSH_STAND_IN);
    await chmod(at('bin/ssh'), 0o755);
    const far: SshEndpoint = {
      ...localEndpoint(at('far')),
      type: 'Ssh',
      name: 'far',
      shell: 'Full',
      host: 'far.example.org',
      port: undefined,
      user: undefined,
      identityFile: undefined,
      knownHostsFile: undefined,
      configFile: undefined,
      rsyncPath: 'rsync',
    };
    const real = makeTools(at());
    const spawn: Spawn = (command, signal) =>
      real.spawn({ ...command, env: { ...command.env, PATH: `${at('bin')}:${process.env.PATH}` } }, signal);
    const tools = { ...real, spawn };
    const { failure } = await moveStream(
      {
        from: { endpoint: localEndpoint(scratch.path), path: fromText('source') },
        to: { endpoint: far, path: ROOT },
        place: { partial: at('far/.replicas-partial'), close: async () => undefined },
        entries: load('f 100000 big'),
        algorithm: 'md5',
      },
      { tools, driver: (it) => createDriver(it, tools), progress: () => undefined, lease: undefined },
    );
    expect(failure?.hint).toMatch(/^rsync said: rsync: .*write failed on .*big.*File too large/);
  });
});
