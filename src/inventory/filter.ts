import { type PathBytes, parentOf, ROOT } from '../lib/path-bytes.ts';
import type { EntryType, Filter } from '../model/inventory.ts';
import { findRegex } from './find-regex.ts';
import { matchesPattern, parseRsyncPattern, type RsyncPattern } from './rsync-pattern.ts';

/** Everything but what is ours. */
export const EVERYTHING: Filter = { exclude: [], include: [], own: 'Data' };

/** A filter ready to be asked. The root itself is always admitted. */
export interface CompiledFilter {
  /** Whether a path counts as data whose parents were all admitted, as in a walk. */
  admits(path: PathBytes, type: EntryType): boolean;
  /** The same for a path of which nothing is known: each parent is asked too. */
  admitsWithParents(path: PathBytes, type: EntryType): boolean;
  /** With includes, directories are admitted so that they are walked, but those that lead to nothing admitted are no data. */
  readonly hasIncludes: boolean;
}

/**
 * Compiles rsync's rules: each exclude as `- PATTERN`, then each include as `+ PATTERN`; with any include, then all directories
 * are in and the rest is out. First match wins; what is never data is excluded before all.
 */
export function compileFilter(filter: Filter): CompiledFilter {
  const excludes = parseAll(excludesOf(filter));
  const includes = parseAll(filter.include);
  const hasIncludes = filter.include.length > 0;
  const admits = (path: PathBytes, type: EntryType): boolean => {
    if (path === ROOT) return true;
    if (matchesAny(excludes, path, type)) return false;
    return !hasIncludes || type === 'directory' || matchesAny(includes, path, type);
  };
  const admitsWithParents = (path: PathBytes, type: EntryType): boolean => {
    if (!admits(path, type)) return false;
    return path === ROOT || admitsWithParents(parentOf(path), 'directory');
  };
  return { admits, admitsWithParents, hasIncludes };
}

/**
 * The beginning of an expression for GNU find, run with LC_ALL=C and the start point `.`: it drops what the excludes match
 * without opening any directory of it, and ends in `-o`, so that the caller's action follows. Includes are left to `admits`.
 */
export function findPrune(filter: Filter): readonly string[] {
  const patterns = parseAll(filter.exclude);
  const anything = patterns.filter((pattern) => !pattern.directoriesOnly);
  const directories = patterns.filter((pattern) => pattern.directoriesOnly || pattern.coversBelow);
  return [
    ...pruneNeverData(filter),
    ...(patterns.length > 0 ? ['-regextype', 'posix-extended'] : []),
    ...(anything.length > 0 ? ['-regex', findRegex(anything, 'other'), '-prune', '-o'] : []),
    ...(directories.length > 0 ? ['-type', 'd', '-regex', findRegex(directories, 'directory'), '-prune', '-o'] : []),
  ];
}

/** The same rules as options of rsync, for listings alone: excluded directories are not opened at the far side either. */
export function rsyncFilterArguments(filter: Filter): readonly string[] {
  const rules = excludesOf(filter)
    .filter(isUsable)
    .map((pattern) => `- ${pattern}`);
  if (filter.include.length > 0) rules.push(...filter.include.filter(isUsable).map((pattern) => `+ ${pattern}`), '+ */', '- *');
  return [...rules.map((rule) => `--filter=${rule}`), ...(filter.include.length > 0 ? ['--prune-empty-dirs'] : [])];
}

/** What is ours at any depth. */
const OURS = '.replicas-*';

/** Directories of the file system itself, at its root or (snapshots of NFS servers) at any depth. */
const FILE_SYSTEMS_OWN: readonly FixedRule[] = [
  { name: 'lost+found', pattern: '/lost+found/', find: ['-path', './lost+found'] },
  { name: '.snapshot', pattern: '.snapshot/', find: ['-name', '.snapshot'] },
  { name: '.snapshots', pattern: '.snapshots/', find: ['-name', '.snapshots'] },
];

/** A directory that is excluded unless an include names it: has `name` as one of its components, as it stands. */
interface FixedRule {
  readonly name: string;
  readonly pattern: string;
  readonly find: readonly string[];
}

function unnamed(filter: Filter): readonly FixedRule[] {
  if (filter.own === 'Data') return [];
  const named = new Set(filter.include.flatMap((pattern) => pattern.split('/')));
  return FILE_SYSTEMS_OWN.filter((rule) => !named.has(rule.name));
}

function excludesOf(filter: Filter): readonly string[] {
  return [OURS, ...unnamed(filter).map((rule) => rule.pattern), ...filter.exclude];
}

/** The first test holds for all of these names and few others: one cheap look at each of a million files instead of four. */
function pruneNeverData(filter: Filter): readonly string[] {
  const directories = unnamed(filter).flatMap((rule, position) => (position === 0 ? rule.find : ['-o', ...rule.find]));
  const own = directories.length > 0 ? ['-o', '-type', 'd', '(', ...directories, ')'] : [];
  return ['-name', '[.l][ros]*', '(', '-name', OURS, ...own, ')', '-prune', '-o'];
}

function parseAll(patterns: readonly string[]): readonly RsyncPattern[] {
  return patterns.map(parseRsyncPattern).filter((pattern) => pattern !== undefined);
}

function matchesAny(patterns: readonly RsyncPattern[], path: PathBytes, type: EntryType): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, path, type));
}

/** Patterns that no program can be given, and that match nothing. */
function isUsable(pattern: string): boolean {
  return pattern !== '' && !pattern.includes('\0');
}
