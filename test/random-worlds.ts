import fc from 'fast-check';
import { fromLatin1, type PathBytes, parentOf, ROOT } from '../src/lib/path-bytes.ts';
import type { FileEntry } from '../src/model/inventory.ts';
import { COLLIDING } from './inventory/arbitraries.ts';
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

/** What may be wrong in a random world. */
export type Faults = 'Sound' | 'Faulty';

/** A mirror of one to three replicas, declared in any way. */
export function worlds(faults: Faults): fc.Arbitrary<World> {
  // Trees drawn on their own are hardly ever equal.
  const likeness = fc.constantFrom('Own' as const, 'Own' as const, 'Equal' as const);
  const options: fc.Arbitrary<MirrorOptions> = fc.record({
    extraneous: fc.constantFrom('Keep' as const, 'Trash' as const, 'Delete' as const),
    ceilings: fc.oneof(
      fc.constant({ percent: Infinity, files: Infinity, bytes: Infinity }),
      fc.record({ percent: fc.nat(100), files: fc.nat(3), bytes: fc.nat(5) }),
    ),
    filter: fc.constantFrom({}, {}, { exclude: ['*.tmp'] }, { include: ['a', 'x.tmp'] }, { exclude: ['/d/'] }),
  });
  return fc
    .record({
      source: place('source', faults),
      rest: fc.array(fc.tuple(place('', faults), likeness), { minLength: 1, maxLength: 3 }),
      options,
    })
    .chain(({ source, rest, options: declared }) =>
      fc.tuple(...rest.map((_, at) => fc.nat(at))).map((feeds): World => {
        // Replica 0 is fed by the source, others by it or by one before them.
        const replicas = rest.map(([own, like], at) => {
          const feed = feeds[at] ?? 0;
          const equal = like === 'Equal' && own.state === 'present';
          const it = equal ? { ...own, entries: source.entries.filter((entry) => !isHidden(entry.path, own.gaps)) } : own;
          return { ...it, name: `m${at}`, ...(feed === 0 ? {} : { feed: `m${feed - 1}` }) };
        });
        return { places: [source, ...replicas], options: declared };
      }),
    );
}

function place(name: string, faults: Faults): fc.Arbitrary<Place> {
  const sound = faults === 'Sound';
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
    })
    .map((it) => {
      if (it.state !== 'present') return { ...it, name, entries: [], gaps: [] };
      return { ...it, name, entries: it.entries.filter((entry) => !isHidden(entry.path, it.gaps)) };
    });
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
