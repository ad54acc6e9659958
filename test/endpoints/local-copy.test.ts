import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, truncateSync, utimesSync, writeSync } from 'node:fs';
import {
  appendFile,
  chmod,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, test as everyTest, expect, onTestFinished } from 'vitest';
import type { Copied, CopyWork, EntryToCopy, ReceivingPlace } from '../../src/endpoints/endpoint.ts';
import { createDriver } from '../../src/endpoints/index.ts';
import { CAN_COPY } from '../../src/endpoints/local/copy-apart.ts';
import { recordHead } from '../../src/endpoints/local/record-head.mjs';
import { PARTIAL } from '../../src/endpoints/shared/partial.ts';
import type { Spawn } from '../../src/lib/command.ts';
import { fromLatin1, fromText, joinPath, type PathBytes, ROOT } from '../../src/lib/path-bytes.ts';
import type { Tools } from '../../src/lib/tools.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { HOSTILE_NAMES } from '../components/hostile-names.ts';
import { requires } from '../components/requirement.ts';
import { run } from '../components/run.ts';
import { makeTools } from '../components/tools.ts';
import { dataOf, file, inside, makeScratch, makeTree, md5Of, readTree, type Scratch } from '../world.ts';

const MEGABYTE = 1_000_000;
const QUIET: CopyWork = { limits: { idleMs: 20_000, deadlineMs: 25_000 }, progress: () => undefined };
const test = everyTest.skipIf(!CAN_COPY && process.env.RECONCILE_TEST_REQUIRE !== 'all');

let scratch: Scratch;
let from: string;
let to: string;
let outside: string;
let tools: Tools;
beforeEach(async () => {
  const made = await makeScratch();
  // After what the test itself asks for at its end.
  onTestFinished(() => made.remove());
  scratch = made;
  from = join(scratch.path, 'from');
  to = join(scratch.path, 'to');
  outside = join(scratch.path, 'outside');
  const own = join(scratch.path, 'own');
  for (const directory of [from, to, outside, own]) await mkdir(directory);
  tools = makeTools(own);
});

/** The target, ready to receive until the test is over. */
async function prepared(path: PathBytes = ROOT, using: Tools = tools): Promise<ReceivingPlace> {
  const place = await createDriver(localEndpoint(to), using).prepare(path);
  if (!place.ok) throw new Error(place.error.message);
  onTestFinished(() => place.value.close());
  return place.value;
}

async function copyTo(place: ReceivingPlace, files: readonly EntryToCopy[], work: CopyWork = QUIET): Promise<Copied> {
  if (place.copy === undefined) throw new Error('only rsync can copy there');
  return place.copy({ endpoint: localEndpoint(from), path: ROOT }, files, work);
}

function toCopy(...names: readonly string[]): readonly EntryToCopy[] {
  return names.map((name) => ({ type: 'file', path: fromText(name), size: 1 }));
}

/** What should have been told of files that arrived: their names and contents. */
function digestsOf(contents: Readonly<Record<string, string | Uint8Array>>): ReadonlyMap<PathBytes, string> {
  return new Map(Object.entries(contents).map(([name, content]) => [fromText(name), md5Of(content)]));
}

async function expectNothingLeft(): Promise<void> {
  expect(await readdir(join(to, PARTIAL))).toEqual([]);
}

/** Type, permissions, size and time of each, as stat(1) tells them. */
async function statsOf(directory: string, names: readonly string[]): Promise<readonly string[]> {
  const told = await run('stat', ['-c', '%F %a %s %.9Y', ...names.map((name) => join(directory, name))]);
  expect(told.stderr).toBe('');
  return told.stdout.trimEnd().split('\n');
}

/** Works while others keep changing what it works on. */
async function during<T>(disturbances: readonly ((turn: number) => Promise<void>)[], work: () => Promise<T>): Promise<T> {
  let going = true;
  const disturbing = disturbances.map(async (disturb) => {
    for (let turn = 0; going; turn++) await disturb(turn);
  });
  try {
    return await work();
  } finally {
    going = false;
    await Promise.all(disturbing);
  }
}

/** Puts a link in the place of an entry for a moment; whoever copies may have made something there meanwhile. */
function swapping(path: string, target: string): (turn: number) => Promise<void> {
  return async (turn) => {
    const aside = `${path}.${turn}`;
    await rename(path, aside).catch(unless('ENOENT'));
    await symlink(target, path).catch(unless('EEXIST'));
    await unlink(path).catch(unless('EISDIR'));
    await rename(aside, path).catch(unless('ENOENT', 'ENOTEMPTY', 'EEXIST'));
  };
}

function unless(...codes: readonly string[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Error && 'code' in error && codes.some((code) => code === error.code))) throw error;
  };
}

test('contents, permissions and times arrive to the nanosecond; directories are made like those of the source', async () => {
  const large = randomBytes(3 * 1024 * 1024 + 1);
  const small = { empty: '', 'open/private': 'a', 'open/deep/er/program': 'bb', 'open/deep/group': 'ccc', whole: 'd' };
  await makeTree(
    from,
    Object.entries(small).map(([name, content]) => file(fromText(name), content)),
  );
  await writeFile(join(from, 'large'), large);
  const modes = { empty: 0o600, 'open/private': 0o640, 'open/deep/er/program': 0o755, 'open/deep/group': 0o2755, large: 0o444 };
  for (const [name, mode] of Object.entries({ ...modes, open: 0o711, 'open/deep': 0o2770, 'open/deep/er': 0o700 }))
    await chmod(join(from, name), mode);
  const times = { empty: '-86400.000000001', 'open/private': '1700000000.123456789', whole: '1700000000', large: '-1.5' };
  for (const [name, seconds] of Object.entries(times)) await run('touch', ['-d', `@${seconds}`, join(from, name)]);
  // What is there already keeps its permissions.
  await mkdir(join(to, 'open'));
  await chmod(join(to, 'open'), 0o750);
  const contents = { ...small, large };
  const names = Object.keys(contents);
  const files = Object.entries(contents).map(
    ([name, { length }]): EntryToCopy => ({ type: 'file', path: fromText(name), size: length }),
  );
  const told: (readonly [files: number, bytes: number])[] = [];

  const copied = await copyTo(await prepared(), files, { ...QUIET, progress: (...sums) => told.push(sums) });

  expect(copied.digests).toEqual(digestsOf(contents));
  expect(copied.failure).toBeUndefined();
  expect(told.at(-1)).toEqual([files.length, large.length + 7]);
  expect(await statsOf(to, names)).toEqual(await statsOf(from, names));
  for (const [name, content] of Object.entries(contents))
    expect((await readFile(join(to, name))).equals(Buffer.from(content))).toBe(true);
  const modesOf = await run('stat', ['-c', '%a', ...['open', 'open/deep', 'open/deep/er'].map((name) => join(to, name))]);
  expect(modesOf.stdout).toBe('750\n2770\n700\n');
  expect(dataOf(await readTree(to))).toEqual(await readTree(from));
  await expectNothingLeft();
});

test('hostile names arrive', async () => {
  const names = [...HOSTILE_NAMES, fromText('$(rm -rf x)'), fromLatin1('\xff\xfe')];
  const paths = names.flatMap((name) => [name, joinPath(joinPath(fromText('d'), name), name)]);
  await makeTree(
    from,
    paths.map((path) => file(path, `of ${path}`, '1500000000.000000001')),
  );
  const copied = await copyTo(
    await prepared(),
    paths.map((path) => ({ type: 'file', path, size: 1 })),
  );
  expect(copied.digests).toEqual(new Map(paths.map((path) => [path, md5Of(`of ${path}`)])));
  expect(dataOf(await readTree(to))).toEqual(await readTree(from));
  await expectNothingLeft();
});

test('what is no plain file, and a name that leads elsewhere, is not copied; the others arrive', async () => {
  await makeTree(outside, ['f = outside']);
  await makeTree(from, ['first = 1', 'd/f = 2', 'link -> first', 'way -> ../outside', 'pipe |', 'directory/f = 3', 'last = 4']);
  const refused = ['link', 'way/f', 'pipe', 'directory', 'first/f', 'missing', 'd/missing', 'missing/f'];
  const elsewhere = ['', '.', '..', '../outside/f', 'd/../last', `${outside}/f`, '/last', 'd//f', './last', 'd/', 'd/./f'];
  const copied = await copyTo(await prepared(), toCopy('first', ...refused, ...elsewhere, 'd/f', 'last'));
  expect(copied.digests).toEqual(digestsOf({ first: '1', 'd/f': '2', last: '4' }));
  expect(copied.failure).toBeUndefined();
  expect([...dataOf(await readTree(to)).keys()]).toEqual(['d', 'd/f', 'first', 'last']);
  expect((await readdir(scratch.path)).sort()).toEqual(['from', 'outside', 'own', 'to']);
  await expectNothingLeft();
});

test.each(['has its time set to now', 'has its time put back'])(
  'a file that changes while it is copied, and %s, is not copied',
  async (what) => {
    const path = join(from, 'large');
    await writeFile(path, randomBytes(64 * MEGABYTE));
    await run('touch', ['-d', '@1500000000.5', path]);
    let isChanged = false;
    const progress = (_: number, bytes: number): void => {
      if (bytes === 0 || isChanged) return;
      isChanged = true;
      // What was read of it already is written anew.
      const file = openSync(path, 'r+');
      writeSync(file, 'another beginning', 0);
      closeSync(file);
      if (what === 'has its time put back') utimesSync(path, 1_500_000_000.5, 1_500_000_000.5);
    };
    const files: readonly EntryToCopy[] = [{ type: 'file', path: fromText('large'), size: 64 * MEGABYTE }];
    const copied = await copyTo(await prepared(), files, { ...QUIET, progress });
    expect(isChanged).toBe(true);
    expect(copied).toEqual({ digests: new Map(), arrived: new Map() });
    expect(dataOf(await readTree(to))).toEqual(new Map());
    await expectNothingLeft();
  },
);

test('a file that grows faster than it is read is read no further than it was long', async () => {
  const path = join(from, 'growing');
  const size = 16 * MEGABYTE;
  await writeFile(path, randomBytes(size));
  let most = 0;
  const progress = (_: number, bytes: number): void => {
    most = bytes;
    if (most < 10 * size) truncateSync(path, most + 4 * size);
  };
  const copied = await copyTo(await prepared(), [{ type: 'file', path: fromText('growing'), size }], { ...QUIET, progress });
  expect(copied).toEqual({ digests: new Map(), arrived: new Map() });
  // And as much as is read at once.
  expect(most).toBeLessThan(size + MEGABYTE);
  await expectNothingLeft();
});

test.each(['out of the target', 'within the target'])(
  'a directory that is renamed meanwhile, %s, soon gets no more files',
  async (where) => {
    const names = Array.from({ length: 6000 }, (_, at) => `d/f${at}`);
    await makeTree(from, [...names.map((name) => `${name} = 1 @ 1500000000`), 'e/last = 2 @ 1500000000']);
    const elsewhere = join(where === 'within the target' ? to : outside, 'moved');
    let isMoved = false;
    const progress = (files: number): void => {
      if (isMoved || files < 100) return;
      isMoved = true;
      renameSync(join(to, 'd'), elsewhere);
    };
    const { digests, arrived, failure } = await copyTo(await prepared(), toCopy(...names, 'e/last'), { ...QUIET, progress });
    expect([isMoved, failure]).toEqual([true, undefined]);
    const there = await readTree(join(to, 'd'));
    // What was told before it was moved cannot be taken back: the next look finds it missing.
    const told = [...digests.keys()].filter((path) => path !== 'e/last').map((path) => path.slice(2));
    const moved = new Set(await readdir(elsewhere));
    expect(told.filter((name) => !moved.has(name)).sort()).toEqual([...there.keys()].sort());
    expect(there.size).toBeGreaterThan(0);
    expect(moved.size).toBeLessThan(names.length / 2);
    expect([...arrived.keys()].filter((path) => !digests.has(path))).toEqual([]);
    expect(digests.get(fromText('e/last'))).toBe(md5Of('2'));
    await expectNothingLeft();
  },
);

test('what was read back is told with how both ends looked then; what was changed just now is not told', async () => {
  await makeTree(from, ['old = 1 @ 1500000000', 'new = 2']);
  const { arrived } = await copyTo(await prepared(), toCopy('old', 'new'));
  const head = async (path: string): Promise<string> => recordHead(await stat(path, { bigint: true }));
  expect(arrived).toEqual(
    new Map([[fromText('old'), { digest: md5Of('1'), from: await head(join(from, 'old')), to: await head(join(to, 'old')) }]]),
  );
});

test('a process that says what it never does is believed in nothing', async () => {
  await makeTree(from, ['f = 1']);
  const odd: Spawn = async ({ output }) => {
    if (output.type === 'stream') output.onData(Buffer.from(`${md5Of('1')} 1\nrubbish\n`));
    return { status: 'exited', code: 0, stdout: '', stderr: '' };
  };
  const place = await prepared(ROOT, { ...tools, spawn: odd });
  expect(await copyTo(place, toCopy('f'))).toEqual({ digests: new Map(), arrived: new Map() });
});

test('what a killed copy left unfinished is removed by the next one', async () => {
  await makeTree(from, ['f = 1']);
  const place = await prepared();
  const partial = join(to, '.replicas-partial');
  await writeFile(join(partial, '.copy-0123456789ab-12-0'), 'half');
  await writeFile(join(partial, 'of rsync'), 'half');
  await copyTo(place, toCopy('f'));
  expect(await readdir(partial)).toEqual(['of rsync']);
});

test('processes that find the same unfinished files remove them together, and both go on', async () => {
  const names = Array.from({ length: 40 }, (_, at) => `d${at}/f`);
  await makeTree(
    from,
    names.map((name) => `${name} = ${name}`),
  );
  const place = await prepared();
  await makeTree(
    join(to, PARTIAL),
    Array.from({ length: 1500 }, (_, at) => `.copy-older-1-${at} = half`),
  );
  // Much enough for a process on each core.
  const copied = await copyTo(
    place,
    names.map((name) => ({ type: 'file', path: fromText(name), size: 8_000_000 })),
  );
  expect(copied.failure).toBeUndefined();
  expect(copied.digests).toEqual(digestsOf(Object.fromEntries(names.map((name) => [name, name]))));
  await expectNothingLeft();
});

test('a device is not copied', async () => {
  const place = await prepared();
  const copied = await place.copy?.({ endpoint: localEndpoint('/dev'), path: ROOT }, toCopy('null'), QUIET);
  expect(copied?.digests).toEqual(new Map());
  expect(dataOf(await readTree(to))).toEqual(new Map());
});

test('what stands in the target is not passed and not lost; only a link where the file belongs gives way to it', async () => {
  await makeTree(from, ['way/f = new', 'way/deep/f = new', 'plain/f = new', 'directory = new', 'link = new', 'other = new']);
  await makeTree(outside, ['f = outside', 'kept = outside']);
  await makeTree(to, ['way -> ../outside', 'plain = old', 'directory/f = old', 'link -> ../outside/kept', 'other = old']);
  const [before, beyond] = [await readTree(to), await readTree(outside)];
  const files = toCopy('way/f', 'way/deep/f', 'plain/f', 'directory', 'link', 'other');
  const copied = await copyTo(await prepared(), files);
  expect(copied.digests).toEqual(digestsOf({ link: 'new', other: 'new' }));
  expect(await readTree(outside)).toEqual(beyond);
  const source = await readTree(from);
  const after = new Map([...before].map(([path, entry]) => [path, (copied.digests.has(path) && source.get(path)) || entry]));
  expect(dataOf(await readTree(to))).toEqual(after);
  await expectNothingLeft();
});

test('what is put in the place of the target or of its unfinished files meanwhile is not written to', async () => {
  await makeTree(from, ['f = 1', 'd/f = 2']);
  const place = await prepared(fromText('t'));
  const files = toCopy('f', 'd/f');
  await rename(join(to, 't', PARTIAL), join(to, 'unfinished'));
  await symlink(outside, join(to, 't', PARTIAL));
  expect((await copyTo(place, files)).digests).toEqual(digestsOf({ f: '1', 'd/f': '2' }));
  expect(await readdir(outside)).toEqual([]);
  expect(await readdir(join(to, 'unfinished'))).toEqual([]);

  await rename(join(to, 't'), join(to, 'moved'));
  await symlink(outside, join(to, 't'));
  await makeTree(from, ['f = 11', 'd/f = 22', 'e/f = 33']);
  const copied = await copyTo(place, toCopy('f', 'd/f', 'e/f'));
  expect(copied.digests).toEqual(digestsOf({ f: '11', 'd/f': '22', 'e/f': '33' }));
  expect(await readdir(outside)).toEqual([]);
  expect(dataOf(await readTree(join(to, 'moved')))).toEqual(await readTree(from));
});

test('whatever is put in the place of a file or directory meanwhile, nothing outside is copied or written', async () => {
  const INSIDE = 'inside';
  const numbers = Array.from({ length: 40 }, (_, at) => at);
  const names = numbers.flatMap((at) => [`d/${at}/f`, `e/${at}/f`]);
  await makeTree(from, [...names.map((name) => `${name} = ${INSIDE}`), `g = ${INSIDE}`]);
  // More than all of the inside together, so that one of them shows in the sum.
  const much = 'outside'.repeat(200);
  await makeTree(outside, [...numbers.map((at) => file(fromText(`from/${at}/f`), much)), file(fromText('g'), much), 'to/']);
  const beyond = await readTree(outside);
  const place = await prepared();
  // Those of one directory are copied together: so each is entered anew.
  const files = toCopy(...names, ...names.map(() => 'g'));
  const found = new Set<string>();
  const swaps = [
    ...['d', 'e'].flatMap((name) => [
      swapping(join(from, name), join(outside, 'from')),
      swapping(join(to, name), join(outside, 'to')),
    ]),
    swapping(join(from, 'g'), join(outside, 'g')),
  ];
  await during(swaps, async () => {
    for (let turn = 0; turn < 8; turn++) {
      let bytes = 0;
      const progress = (_: number, sum: number): void => {
        bytes = sum;
      };
      const copied = await copyTo(place, files, { ...QUIET, progress });
      expect(copied.failure).toBeUndefined();
      expect(bytes).toBeLessThanOrEqual(files.length * INSIDE.length);
      for (const digest of copied.digests.values()) found.add(digest);
    }
  });
  expect([...found]).toEqual([md5Of(INSIDE)]);
  expect(await readTree(outside)).toEqual(beyond);
  for (const entry of (await readTree(to)).values()) if (entry.type === 'file') expect(entry.md5).toBe(md5Of(INSIDE));
  await expectNothingLeft();
});

test('of a file that changes while it is copied, the digest is that of what arrived', async () => {
  const kinds = { small: 0.3 * MEGABYTE, large: 3 * MEGABYTE };
  const files: EntryToCopy[] = [];
  for (const [kind, size] of Object.entries(kinds)) {
    await writeFile(join(from, kind), Buffer.alloc(size));
    // Names of one file, so that it is copied all the while.
    for (let at = 0; at < 10; at++) {
      await link(join(from, kind), join(from, `${kind}-${at}`));
      files.push({ type: 'file', path: fromText(`${kind}-${at}`), size });
    }
  }
  const changes = Object.entries(kinds).map(([kind, size]) => async (turn: number): Promise<void> => {
    const path = join(from, kind);
    const content = Buffer.alloc(Math.round(size / 2), turn);
    await writeFile(path, content, { flag: 'r+' });
    if (turn % 3 === 0) await truncate(path, content.length + turn);
    await appendFile(path, content);
    if (turn % 5 === 0) await writeFile(path, content);
    if ((await lstat(path)).size > 2 * size) await truncate(path, size);
  });
  await writeFile(join(from, 'still'), 'as it was');
  files.push(...toCopy('still'));
  const place = await prepared();
  for (let turn = 0; turn < 3; turn++) {
    const { digests, failure } = await during(changes, () => copyTo(place, files));
    expect(failure).toBeUndefined();
    expect(digests.has(fromText('still'))).toBe(true);
    for (const [path, digest] of digests) expect([path, md5Of(await readFile(inside(to, path)))]).toEqual([path, digest]);
  }
  await expectNothingLeft();
});

test('a process that stands still is ended within the limit, and the file is named', async () => {
  await makeTree(from, ["it's first = 1", "it's next # 2000000000"]);
  const pids: number[] = [];
  let isStill = false;
  const copied = await copyTo(await prepared(), toCopy("it's first", "it's next"), {
    // A busy machine may take long to start it.
    limits: { idleMs: () => (isStill ? 300 : 20_000), deadlineMs: 25_000 },
    onStarted: (pid) => pids.push(pid),
    progress: (done) => {
      if (done === 0) return;
      isStill = true;
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
    },
  });
  expect(copied.failure).toMatchObject({ code: 'transfer.stalled', message: expect.stringContaining("here:it's next") });
  expect(copied.digests).toEqual(digestsOf({ "it's first": '1' }));
  expect([...dataOf(await readTree(to)).keys()]).toEqual(["it's first"]);
  expect(pids).toHaveLength(1);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
});

test('one that takes longer than it may in all is ended too', async () => {
  await makeTree(from, ['f = 1']);
  const pids: number[] = [];
  const copied = await copyTo(await prepared(), toCopy('f'), {
    limits: { idleMs: 20_000, deadlineMs: 300 },
    onStarted: (pid) => {
      pids.push(pid);
      process.kill(pid, 'SIGSTOP');
    },
    progress: () => undefined,
  });
  expect(copied.failure).toMatchObject({ code: 'transfer.stalled', message: expect.stringContaining('here:f') });
  expect(copied.digests).toEqual(new Map());
  expect(pids).toHaveLength(1);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
});

test('copying ends at once when the program stops', async () => {
  await makeTree(from, ['hole # 2000000000']);
  const stop = new AbortController();
  const pids: number[] = [];
  const place = await prepared(ROOT, { ...tools, signal: stop.signal });
  const copied = await copyTo(place, toCopy('hole'), {
    ...QUIET,
    onStarted: (pid) => pids.push(pid),
    progress: (_, bytes) => {
      if (bytes > 0) stop.abort();
    },
  });
  expect(copied.failure).toMatchObject({ code: 'process.failed', retry: 'now' });
  expect(copied.digests).toEqual(new Map());
  expect(dataOf(await readTree(to))).toEqual(new Map());
  expect(pids).toHaveLength(1);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
});

requires('mount')('a full disk', () => {
  test.each([0.9 * MEGABYTE, 1.2 * MEGABYTE])(
    'holds what fits, what was there, and no half file: files of %d bytes',
    async (size) => {
      const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=755', 'none', to]);
      expect(mounted.stderr).toBe('');
      onTestFinished(async () => void (await run('umount', ['-l', to])));
      const names = ['a', 'b', 'c', 'd/e'];
      const contents = Object.fromEntries(names.map((name) => [name, randomBytes(size)]));
      await makeTree(to, ['c = old']);
      await mkdir(join(from, 'd'));
      for (const [name, content] of Object.entries(contents)) await writeFile(join(from, name), content);
      const { digests } = await copyTo(
        await prepared(),
        names.map((name) => ({ type: 'file', path: fromText(name), size })),
      );
      expect(digests.size).toBe(Math.floor((2 * MEGABYTE) / size));
      const arrived = [...(await readTree(to))].flatMap(([path, entry]) => (entry.type === 'file' ? [[path, entry.md5]] : []));
      expect(arrived).toEqual([...digests, ['c', md5Of('old')]].sort());
      for (const [path, digest] of digests) expect(digest).toBe(md5Of(await readFile(inside(from, path))));
      await expectNothingLeft();
    },
  );
});
