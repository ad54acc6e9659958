import { expect, test, vi } from 'vitest';
import type { RunContext } from '../../src/actions/runner.ts';
import { verify } from '../../src/actions/verify.ts';
import type { EndpointDriver } from '../../src/endpoints/endpoint.ts';
import { parseLedger } from '../../src/inventory/ledger.ts';
import { headAt } from '../../src/inventory/record.ts';
import { amountOf, entriesOf, newInventoryBuilder } from '../../src/inventory/records.ts';
import { proofFinder } from '../../src/inventory/standing.ts';
import { fromText, type PathBytes, ROOT } from '../../src/lib/path-bytes.ts';
import { err, ok, type Result } from '../../src/lib/result.ts';
import type { VerifyReading } from '../../src/model/action.ts';
import type { Location } from '../../src/model/endpoint.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { FileEntry, Inventory } from '../../src/model/inventory.ts';
import type { Verdict } from '../../src/model/ledger.ts';
import { showLocation } from '../../src/model/names.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Ledgers } from '../../src/state/ledgers.ts';
import { localEndpoint } from '../components/endpoints.ts';
import { makeTools } from '../components/tools.ts';
import { printLedgerRecord } from '../print-ledger-record.ts';
import { digestOf, NOW } from '../world-files.ts';

const SOURCE: Location = { endpoint: { ...localEndpoint('/source'), name: 'source' }, path: ROOT };
const MIRROR: Location = { endpoint: { ...localEndpoint('/mirror'), name: 'mirror' }, path: ROOT };
const PLACES = [SOURCE, MIRROR];
const OLD_NS = 1_000_000_000_000_000_000n;
const SIZE = 3;
/** One more than a batch. */
const MANY = 20_001;

type Name = 'source' | 'mirror';

/** What may differ from a world where all files are old, lie at both ends, are read as `right`, and nothing is known of any. */
interface Setting {
  /** Names of files; three of them where nothing is said. */
  readonly names?: readonly string[];
  readonly granularity?: Inventory['granularity'];
  /** How long before the look a file was changed, in milliseconds. */
  readonly ages?: Readonly<Record<string, number>>;
  /** Files that are not at the mirror at the look afterwards. */
  readonly gone?: readonly string[];
  /** What each reading of a file gives in turn, the last again and again: `mirror a`. */
  readonly reads?: Readonly<Record<string, readonly string[]>>;
  /** What is in the ledgers: `mirror a`. */
  readonly known?: Readonly<Record<string, { readonly verdict: Verdict; readonly digest: string; readonly found: string }>>;
  readonly flush?: () => Promise<Result<void, Failure>>;
  /** While the mirror is read. */
  readonly reading?: (clock: Clock) => void;
}

interface Clock {
  readonly forward: (ms: number) => void;
  /** Tells the program to stop. */
  readonly stop: () => void;
}

interface World {
  /** Each thing asked of a place or written into its ledger, in order. */
  readonly log: readonly string[];
  /** What the ledgers say of each file: `mirror a proven right`. */
  readonly ledger: () => readonly string[];
  /** How many files of a place stand in its ledger. */
  readonly count: (name: Name) => number;
  readonly spent: () => number;
  readonly run: (reading: Pick<VerifyReading, 'why'> & Partial<VerifyReading>) => Promise<Outcome>;
}

function world(setting: Setting = {}): World {
  const { names = ['a', 'b', 'c'], granularity = 'ns' } = setting;
  const log: string[] = [];
  const stopping = new AbortController();
  let now = NOW;
  const clock: Clock = {
    forward: (ms) => {
      now += ms;
    },
    stop: () => stopping.abort(),
  };
  const files = names.map((name): FileEntry => {
    const age = setting.ages?.[name];
    const mtimeNs = age === undefined ? OLD_NS : BigInt(NOW - age) * 1_000_000n;
    return { path: fromText(name), type: 'file', size: SIZE, mtimeNs };
  });
  const entries = inventoryOf(files, granularity);
  const { ledgers, written, spent } = memoryLedgers(log);
  for (const [place, proof] of Object.entries(setting.known ?? {})) {
    const [name = '', path = ''] = place.split(' ');
    const said = { ...proof, digest: digestOf(proof.digest), found: proof.found === '' ? '' : digestOf(proof.found) };
    const at = names.indexOf(path);
    written(name).push(printLedgerRecord({ algorithm: 'md5', at: NOW - 1, ...said }, `${headAt(entries, at)} ${path}`));
  }
  const drivers = PLACES.map((place) => memoryDriver(place, { ...setting, granularity, files, clock, log }));
  const context: RunContext = {
    tools: { ...makeTools(''), now: () => now, signal: stopping.signal },
    driver: (endpoint) => drivers.find((driver) => driver.endpoint.name === endpoint.name) ?? never(),
    prepare: never,
    progress: () => undefined,
    ledgers,
    lease: undefined,
    inFlight: new Map(names.map((name) => [fromText(name), { algorithm: 'md5', digest: digestOf('right') }])),
    since: NOW,
    planId: 'plan',
  };
  return {
    log,
    ledger: () => PLACES.flatMap((place) => saidOf(place, entries, ledgers)),
    count: (name) => parseLedger(Buffer.concat(written(name))).index.count,
    spent,
    run: ({ why, ...rest }) =>
      verify(
        {
          type: 'verify',
          id: 'read',
          because: 'it is a test',
          requires: [],
          engine: 'Local',
          amount: amountOf(entries),
          from: SOURCE,
          to: MIRROR,
          entries,
          reading: { why, algorithm: 'md5', source: 'InFlight', forMs: Number.POSITIVE_INFINITY, ...rest },
        },
        context,
      ),
  };
}

interface DriverSetting extends Setting {
  readonly granularity: Inventory['granularity'];
  readonly files: readonly FileEntry[];
  readonly clock: Clock;
  readonly log: string[];
}

/** A place that holds the same files as the other; what is not needed to read them is not answered. */
function memoryDriver({ endpoint }: Location, setting: DriverSetting): EndpointDriver {
  const { files, log, reads = {}, gone = [] } = setting;
  const isMirror = endpoint.name === 'mirror';
  const timesRead = new Map<PathBytes, number>();
  return {
    endpoint,
    algorithms: new Set(['md5']),
    list: never,
    modules: never,
    identity: never,
    place: never,
    rsyncAddress: never,
    prepare: never,
    endStrays: never,
    check: never,
    async digests(_, asked, { cache }) {
      log.push(`${endpoint.name} read ${cache}`);
      if (isMirror) setting.reading?.(setting.clock);
      return ok(
        new Map(
          asked.map(({ path }) => {
            const contents = reads[`${endpoint.name} ${path}`] ?? ['right'];
            const times = timesRead.get(path) ?? 0;
            timesRead.set(path, times + 1);
            return [path, digestOf(contents[Math.min(times, contents.length - 1)] ?? '')];
          }),
        ),
      );
    },
    async entries(_, asked) {
      log.push(`${endpoint.name} look`);
      const wanted = new Set(asked);
      const there = files.filter(({ path }) => wanted.has(path) && !(isMirror && gone.includes(path)));
      return ok(inventoryOf(there, setting.granularity));
    },
    async flush() {
      log.push(`${endpoint.name} flush`);
      return setting.flush === undefined ? ok(undefined) : setting.flush();
    },
  };
}

function memoryLedgers(log: string[]): {
  readonly ledgers: Ledgers;
  readonly written: (name: string) => Uint8Array[];
  readonly spent: () => number;
} {
  const kept = new Map<string, Uint8Array[]>();
  let bytes = 0;
  const written = (name: string): Uint8Array[] => {
    const records = kept.get(name) ?? [];
    kept.set(name, records);
    return records;
  };
  const ledgers: Ledgers = {
    read: ({ endpoint }) => ({
      ledger: parseLedger(Buffer.concat(written(endpoint.name))),
      version: '',
      recheck: { since: 0, bytes: 0 },
      published: '',
    }),
    append({ endpoint }, records) {
      if (records.length > 0) log.push(`${endpoint.name} write`);
      written(endpoint.name).push(...records);
    },
    published: never,
    spend(location, more) {
      expect(showLocation(location)).toBe(showLocation(MIRROR));
      bytes += more;
    },
  };
  return { ledgers, written, spent: () => bytes };
}

const CONTENTS = new Map(['right', 'wrong', 'else'].map((content) => [digestOf(content), content]));

/** `mirror a bad right found wrong`, for each file of which a ledger says something. */
function saidOf(place: Location, entries: Inventory, ledgers: Ledgers): readonly string[] {
  const finder = proofFinder(entries, ledgers.read(place).ledger);
  return [...entriesOf(entries)].flatMap(({ path }, position) => {
    const { verdict, digest = '', found = '' } = finder(position) ?? {};
    if (verdict === undefined) return [];
    const rest = found === '' ? '' : ` found ${CONTENTS.get(found)}`;
    return [`${place.endpoint.name} ${path} ${verdict} ${CONTENTS.get(digest)}${rest}`];
  });
}

function inventoryOf(files: readonly FileEntry[], granularity: Inventory['granularity']): Inventory {
  const builder = newInventoryBuilder(granularity);
  for (const file of files) builder.add(file);
  return builder.finish([]);
}

function never(): never {
  throw new Error('a reading has no need of this');
}

/** `done: 3 files, 9 bytes`, or `failed CODE: MESSAGE`. */
function told(outcome: Outcome): string {
  if (outcome.status === 'done') return `done: ${outcome.files} files, ${outcome.bytes} bytes`;
  return outcome.status === 'failed' ? `failed ${outcome.failure.code}: ${outcome.failure.message}` : outcome.status;
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `f${at}`);
}

const proven = (digest: string) => ({ verdict: 'proven', digest, found: '' }) as const;
const differs = (digest: string, found: string) => ({ verdict: 'differs', digest, found }) as const;

test.each([
  { why: 'Moved', known: {} },
  { why: 'Unproven', known: { 'source a': proven('right') } },
  { why: 'Due', known: { 'source a': proven('right'), 'mirror a': proven('right') } },
] as const)('$why: what is read wrong once, and right from the disk, is proven', async ({ why, known }) => {
  const { run, ledger, log } = world({ names: ['a'], known, reads: { 'mirror a': ['wrong', 'right'] } });
  expect(told(await run({ why }))).toBe('done: 1 files, 3 bytes');
  expect(ledger()).toEqual(['source a proven right', 'mirror a proven right']);
  expect(log.filter((line) => line.startsWith('mirror read'))).toEqual([
    `mirror read ${why === 'Moved' ? 'keep' : 'drop'}`,
    'mirror read drop',
  ]);
});

test.each(['Moved', 'Due'] as const)('%s: what is read wrong twice is bad', async (why) => {
  const known = why === 'Moved' ? {} : { 'source b': proven('right'), 'mirror b': proven('right') };
  const { run, ledger } = world({ names: ['b'], known, reads: { 'mirror b': ['wrong', 'wrong', 'right'] } });
  const digests = `${digestOf('wrong')} instead of ${digestOf('right')}`;
  expect(told(await run({ why }))).toBe(
    `failed replica.corrupt: mirror:.: "b" was read twice and does not hold what it should (${digests})`,
  );
  expect(ledger()).toEqual(['source b proven right', 'mirror b bad right found wrong']);
});

test.each(['Unproven', 'Due'] as const)('%s: what was never proven, and is read otherwise twice, differs', async (why) => {
  const known = { 'source b': proven('right') };
  const { run, ledger } = world({ names: ['b'], known, reads: { 'mirror b': ['wrong', 'wrong', 'right'] } });
  expect(told(await run({ why }))).toMatch(/^failed replica\.differs: mirror:\.: "b" has another content than the source/);
  expect(ledger()).toEqual(['source b proven right', 'mirror b differs right found wrong']);
});

test.each([
  ['Due', 60_000, 60_000, 20_000],
  ['Due', 60_000, 59_999, MANY],
  ['Moved', Number.POSITIVE_INFINITY, 60_000, MANY],
] as const)('%s, for %d ms, the first batch takes %d ms: %d files are read', async (why, forMs, takes, files) => {
  const { run, count, spent } = world({ names: numbered(MANY), reading: firstTime(({ forward }) => forward(takes)) });
  expect(told(await run({ why, forMs }))).toBe(`done: ${files} files, ${files * SIZE} bytes`);
  expect([count('source'), count('mirror'), spent()]).toEqual([files, files, why === 'Moved' ? 0 : files * SIZE]);
});

test('stopped in a batch, it ends after it, failed, and keeps what it found', async () => {
  const { run, count } = world({ names: numbered(MANY), reading: firstTime(({ stop }) => stop()) });
  expect(told(await run({ why: 'Moved' }))).toBe(
    'failed process.failed: reading mirror:.: stopped because the program is stopping',
  );
  expect([count('source'), count('mirror')]).toEqual([20_000, 20_000]);
});

test.each([
  ['ns', 40, 'too young'],
  ['ns', 1_500, 'old enough'],
  ['s', 1_500, 'too young'],
  ['s', 2_500, 'old enough'],
] as const)('times in %s, changed %d ms before the look: %s', async (granularity, age, expected) => {
  for (const why of ['Moved', 'Due'] as const) {
    const { run, ledger } = world({ granularity, ages: { c: age } });
    const judged = expected === 'too young' ? ['a', 'b'] : ['a', 'b', 'c'];
    expect(told(await run({ why }))).toBe(`done: ${judged.length} files, ${judged.length * SIZE} bytes`);
    expect(ledger()).toEqual(['source', 'mirror'].flatMap((place) => judged.map((name) => `${place} ${name} proven right`)));
  }
});

test.each([
  ['Moved', 'failed transfer.partial: mirror:.: "b" was moved, and is not there'],
  ['Due', 'done: 2 files, 6 bytes'],
] as const)('%s: what is not there at the look afterwards is not judged, and the others are: %s', async (why, expected) => {
  const { run, ledger } = world({ gone: ['b'] });
  expect(told(await run({ why })).slice(0, expected.length)).toBe(expected);
  expect(ledger()).toEqual(['source a proven right', 'source c proven right', 'mirror a proven right', 'mirror c proven right']);
});

test('what was moved is read while the disk writes it, and called proven when it is written', async () => {
  let answer: (result: Result<void, Failure>) => void = never;
  const flush = () =>
    new Promise<Result<void, Failure>>((resolve) => {
      answer = resolve;
    });
  const { run, log, ledger } = world({ flush });
  const outcome = run({ why: 'Moved' });
  await vi.waitFor(() => expect(log).toContain('source look'));
  await nothingMoreToDo();
  const before = [...log];
  answer(ok(undefined));
  expect(told(await outcome)).toBe('done: 3 files, 9 bytes');
  expect(before).toEqual(['mirror flush', 'mirror read keep', 'mirror look', 'source look']);
  expect(log.slice(before.length)).toEqual(['mirror write', 'source write']);
  expect(ledger()).toHaveLength(6);
});

test('what the disk did not take is not called anything', async () => {
  const failure: Failure = { code: 'process.failed', message: 'sync: I/O error', hint: '', retry: 'later', blame: 'to' };
  const { run, ledger, log } = world({ flush: async () => err(failure), reads: { 'mirror b': ['wrong'] } });
  expect(await run({ why: 'Moved' })).toEqual({ status: 'failed', failure });
  expect([ledger(), log.filter((line) => line.endsWith('write'))]).toEqual([[], []]);
});

test('a source that differs from where its own data came from does so still when another has got its copy of it', async () => {
  const { run, ledger, log } = world({ names: ['a', 'b'], known: { 'source a': differs('else', 'right') } });
  expect(told(await run({ why: 'Moved' }))).toBe('done: 2 files, 6 bytes');
  expect(ledger()).toEqual([
    'source a differs else found right',
    'source b proven right',
    'mirror a proven right',
    'mirror b proven right',
  ]);
  expect(log).not.toContain('source read keep');
});

test.each([
  ['Unproven', 'mirror', 'read', 'failed replica.differs', ['mirror a differs else found right']],
  ['Due', 'mirror', 'not read', 'done: 1 files, 3 bytes', ['mirror a proven right']],
  ['Unproven', 'source', 'not read', 'done: 1 files, 3 bytes', ['source a proven right', 'mirror a proven right']],
  ['Due', 'source', 'not read', 'done: 1 files, 3 bytes', ['source a proven right', 'mirror a proven right']],
] as const)('%s, proven at the %s: the source is %s', async (why, where, expected, outcome, said) => {
  const { run, ledger, log } = world({
    names: ['a'],
    known: { [`${where} a`]: proven('right') },
    reads: { 'source a': ['else'] },
  });
  expect(told(await run({ why })).slice(0, outcome.length)).toBe(outcome);
  expect(ledger()).toEqual(said);
  expect(log.includes('source read keep')).toBe(expected === 'read');
});

/** Does something the first time, and nothing afterwards. */
function firstTime(act: (clock: Clock) => void): (clock: Clock) => void {
  let isOver = false;
  return (clock) => {
    if (!isOver) act(clock);
    isOver = true;
  };
}

/** Nothing here waits for the system: what can go on has gone on before the next turn of the event loop. */
function nothingMoreToDo(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
