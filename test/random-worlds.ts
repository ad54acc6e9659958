import fc from 'fast-check';
import { fromLatin1, type PathBytes, parentOf, ROOT } from '../src/lib/path-bytes.ts';
import type { FileEntry } from '../src/model/inventory.ts';
import { COLLIDING } from './inventory/arbitraries.ts';
import { type FileState, isMark, type Mark, markedState, NOW } from './world-files.ts';
import type { MirrorOptions, Place, World } from './worlds.ts';

const [FIRST = ROOT, SECOND = ROOT] = COLLIDING[0] ?? [];
const NAMES: readonly PathBytes[] = ['a', 'b', 'd', 'd e', 'x.tmp', '\xff\n', FIRST, SECOND].map(fromLatin1);
const NONE = { size: 0, mtimeNs: 0n } as const;

/** A tree without contradictions: every parent is a directory. Few names, sizes and times, so that two trees have much in common. */
const tree: fc.Arbitrary<readonly FileEntry[]> = fc
  .array(
    fc.record({
      parts: fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
      type: fc.constantFrom(
        'file' as const,
        'file' as const,
        'file' as const,
        'directory' as const,
        'link' as const,
        'other' as const,
      ),
      size: fc.integer({ min: 0, max: 2 }),
      seconds: fc.constantFrom(-1, 0, 1),
    }),
    { maxLength: 12 },
  )
  .map((nodes) => {
    const entries = new Map<PathBytes, FileEntry>();
    for (const { parts, type, size, seconds } of nodes) {
      const path = fromLatin1(parts.join('/'));
      if (entries.has(path) || !makeParents(entries, path)) continue;
      if (type === 'file') entries.set(path, { path, type, size, mtimeNs: BigInt(seconds) * 1_000_000_000n });
      else if (type === 'link') entries.set(path, { path, type, ...NONE, target: fromLatin1(`${size}`) });
      else entries.set(path, { path, type, ...NONE });
    }
    return [...entries.values()];
  });

/** What may be wrong in a random world with what can be seen. */
export type Faults = 'Sound' | 'Faulty';

/** What is known of its files. Plain: all are proven and published, and nothing lies in the trash. */
export type Knowledge = 'Plain' | 'Any';

/** What is seldom so comes seldom. */
const MARKS: readonly (Mark | 'usual')[] = [
  ...Array.from({ length: 12 }, () => 'usual' as const),
  ...['unread', 'unread', '40d', 'moved', 'rot', 'bad', 'bad', 'doubtful', 'differs', 'other'].filter(isMark),
];
/** A source is compared with nothing. */
const SOURCE_MARKS = MARKS.filter((mark) => mark !== 'differs' && mark !== 'other');

/** A mirror of one to three replicas, declared in any way. Half of those of any knowledge are plain. */
export function worlds(faults: Faults, knowledge: Knowledge = 'Any'): fc.Arbitrary<World> {
  const plain = drawnWorlds(faults, 'Plain');
  return knowledge === 'Plain' ? plain : fc.oneof(plain, drawnWorlds(faults, 'Any'));
}

function drawnWorlds(faults: Faults, knowledge: Knowledge): fc.Arbitrary<World> {
  // Trees drawn on their own are hardly ever equal.
  const likeness = fc.constantFrom('Own' as const, 'Own' as const, 'Equal' as const);
  const options: fc.Arbitrary<MirrorOptions> = fc.record({
    extraneous: fc.constantFrom('Keep' as const, 'Trash' as const, 'Delete' as const),
    ceilings: fc.oneof(
      fc.constant({ percent: Infinity, files: Infinity, bytes: Infinity }),
      fc.record({ percent: fc.nat(100), files: fc.nat(3), bytes: fc.nat(5) }),
    ),
    filter: fc.constantFrom({}, {}, { exclude: ['*.tmp'] }, { include: ['a', 'x.tmp'] }, { exclude: ['/d/'] }),
    ...(knowledge === 'Plain' ? {} : { verify: verifies }),
  });
  return fc
    .record({
      source: place('source', { faults, knowledge }),
      rest: fc.array(fc.tuple(place('', { faults, knowledge }), likeness), { minLength: 1, maxLength: 3 }),
      options,
    })
    .chain(({ source, rest, options: declared }) =>
      fc.tuple(...rest.map((_, at) => fc.nat(at))).map((feeds): World => {
        // Replica 0 is fed by the source, others by it or by one before them.
        const replicas = rest.map(([own, like], at) => {
          const feed = feeds[at] ?? 0;
          const equal = like === 'Equal' && own.state === 'present';
          const it = equal ? { ...own, entries: source.entries.filter((entry) => !isHidden(entry.path, own.gaps)) } : own;
          return marked({ ...it, name: `m${at}`, ...(feed === 0 ? {} : { feed: `m${feed - 1}` }) });
        });
        return { places: [marked(source), ...replicas].map(({ marks: _, ...it }) => it), options: declared };
      }),
    );
}

/** Mostly as much as there is to read, sometimes little. */
const verifies: fc.Arbitrary<NonNullable<MirrorOptions['verify']>> = fc.record({
  budgetBytes: fc.constantFrom(Infinity, Infinity, 0, 2),
  source: fc.constantFrom('NotRead' as const, 'NotRead' as const, 'Read' as const),
});

/** A place, and marks for its files in their order. */
type Drawn = Place & { readonly marks: readonly (Mark | 'usual')[] };

/** The marks come last: which files there are may have changed. */
function marked(drawn: Drawn): Drawn {
  const files = drawn.entries.filter((entry) => entry.type === 'file');
  const states = files.flatMap((entry, at): readonly (readonly [PathBytes, FileState])[] => {
    const mark = drawn.marks[at] ?? 'usual';
    return mark === 'usual' ? [] : [[entry.path, markedState(entry, mark, 'md5')]];
  });
  return { ...drawn, states: new Map(states) };
}

const TRASHED: readonly FileEntry[] = [
  '2020-01-01',
  '2020-01-01/p',
  '2020-01-01/p/a',
  '2026-11-19',
  '2026-11-19/p',
  '2026-11-19/p/a',
].map((path) => ({ path: fromLatin1(path), type: path.endsWith('a') ? 'file' : 'directory', ...NONE }));

interface Drawing {
  readonly faults: Faults;
  readonly knowledge: Knowledge;
}

function place(name: string, { faults, knowledge }: Drawing): fc.Arbitrary<Drawn> {
  const sound = faults === 'Sound';
  const plain = knowledge === 'Plain';
  return fc
    .record({
      entries: tree,
      state: sound
        ? fc.constantFrom(...(name === 'source' ? (['present'] as const) : (['present', 'present', 'absent'] as const)))
        : fc.constantFrom('present' as const, 'present' as const, 'present' as const, 'absent' as const, 'unknown' as const),
      gaps: sound
        ? fc.constant([])
        : fc.array(fc.constantFrom(...['d', 'd/d', 'a', 'd e', ''].map(fromLatin1)), { maxLength: 2 }),
      granularity: fc.constantFrom('s' as const, 'ns' as const),
      tolerance: fc.constantFrom(0n, 0n, 1_000_000_000n),
      identity: sound
        ? fc.constant('own' as const)
        : fc.constantFrom('own' as const, 'own' as const, 'absent' as const, 'swapped' as const, 'unknown' as const),
      noted: fc.constantFrom('noted' as const, 'new' as const),
      marks: plain ? fc.constant([]) : manyMarks(name === 'source' ? SOURCE_MARKS : MARKS),
      trash: plain
        ? fc.constant({ state: 'seen' as const, entries: [] })
        : fc.record({
            state: fc.constantFrom('seen' as const, 'seen' as const, 'unknown' as const),
            entries: fc.constantFrom([], [], TRASHED),
          }),
      recheck: fc.record({ since: fc.constantFrom(0, NOW - 3_600_000), bytes: fc.constant(plain ? 0 : 1) }),
      published: plain ? fc.constant(undefined) : fc.constantFrom(undefined, undefined, undefined, '', 'of something else'),
    })
    .map(({ published, ...it }): Drawn => {
      const known = { ...it, name, states: new Map(), ...(published === undefined ? {} : { published }) };
      if (it.state !== 'present') return { ...known, entries: [], gaps: [] };
      return { ...known, entries: it.entries.filter((entry) => !isHidden(entry.path, it.gaps)) };
    });
}

function manyMarks(marks: typeof MARKS): fc.Arbitrary<typeof MARKS> {
  return fc.array(fc.constantFrom(...marks), { minLength: 12, maxLength: 12 });
}

/** Nothing below a gap is listed. */
function isHidden(path: PathBytes, gaps: readonly PathBytes[]): boolean {
  return gaps.some((gap) => gap !== ROOT && path.startsWith(`${gap}/`));
}

function makeParents(entries: Map<PathBytes, FileEntry>, path: PathBytes): boolean {
  const parent = parentOf(path);
  if (parent === ROOT) return true;
  const known = entries.get(parent);
  if (known !== undefined) return known.type === 'directory';
  if (!makeParents(entries, parent)) return false;
  entries.set(parent, { path: parent, type: 'directory', ...NONE });
  return true;
}
