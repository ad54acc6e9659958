import { fromLatin1, joinPath, nameOf, type PathBytes, parentOf, staysInside } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { FileEntry } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { RetireReport } from '../endpoint.ts';
import { forbiddenPath, writeFailureOf } from '../shared/file-failure.ts';
import { isOurs } from '../shared/ours.ts';
import { changedEntry, relativeBelow } from '../shared/retiring.ts';
import { splitPath } from '../shared/split-path.ts';
import { complaintWord, writeTrouble } from './far-complaint.ts';
import { farFunctions, goStrictly } from './far-shell.ts';
import { runRemote } from './remote-script.ts';
import { shellQuote } from './shell-quote.ts';

interface FarPlace {
  readonly endpoint: SshEndpoint;
  readonly path: PathBytes;
}

/** `retire` of the driver interface, at the far side: one script for all entries, which says of each how it went. */
export async function retireRemotely(
  place: FarPlace,
  { entries, into }: { readonly entries: readonly FileEntry[]; readonly into: PathBytes },
  tools: Tools,
): Promise<Result<RetireReport, Failure>> {
  const below = relativeBelow(place.path, into);
  if (below === undefined || !isOurs(below) || !staysInside(into))
    return err(forbiddenPath(showLocation({ ...place, path: into })));
  const ran = await runRemote(place.endpoint, [retireScript(place, entries, below)], tools);
  if (!ran.ok) return ran;
  const [section] = ran.value;
  if (section === undefined) throw new Error('one script, one section');
  return section.exit === 0 ? ok(reportOf(place, entries, section.stdout.toString('latin1'))) : err(writeTrouble(place, section));
}

/**
 * The script. It prints `r N` for what was retired, `c N` for what is not what was planned, `e N words` for what failed.
 * `look NAME FORMAT`: device and inode, then what find says of it. `retire N NAME FORMAT WANT`: look, rename, look again,
 * and put back by a link, which never overwrites. Only within one device: beyond it a rename would be a copy.
 */
function retireScript(place: FarPlace, entries: readonly FileEntry[], into: PathBytes): string {
  return [
    farFunctions(place.endpoint),
    FUNCTIONS,
    goStrictly(place.path),
    ...groups(entries).map((group) => groupScript(group, into)),
  ].join('\n');
}

const FUNCTIONS = `
look() { find "./$1" -maxdepth 0 -printf "%D:%i $2" 2>/dev/null; echo x; }
failed() { printf '%s ' "$1 $2" "$3" | tr '\\n' ' '; echo; }
retire() {
  was=$(look "$2" "$3")
  [ "\${was#* }" = "$4x" ] || { echo "c $1"; return; }
  [ "\${was%%:*}" = "$(find "$into" -maxdepth 0 -printf %D)" ] || { echo "e $1 another file system is mounted here"; return; }
  if [ -e "$into/$2" ] || [ -L "$into/$2" ]; then echo "c $1"; return; fi
  said=$(mv -f -T -- "./$2" "$into/$2" 2>&1) || { failed e "$1" "$said"; return; }
  now=$(cd -P -- "$into" && look "$2" "$3")
  [ "$now" != "$was" ] || { echo "r $1"; return; }
  ln -T -- "$into/$2" "./$2" 2>/dev/null && rm -f -- "$into/$2"
  echo "c $1"
}
retire_other() {
  kind=$(find "./$2" -maxdepth 0 -printf %y 2>/dev/null)
  case $kind in f|d|l|'') echo "c $1" ;; *) retire "$1" "$2" %y "$kind" ;; esac
}
retire_directory() {
  said=$(rmdir -- "./$2" 2>&1) || { failed d "$1" "$said"; return; }
  ( here=$into; cd -P -- "$into" && made "$2" ) 2>/dev/null
  echo "r $1"
}`;

interface Group {
  readonly parent: PathBytes;
  readonly members: readonly { readonly entry: FileEntry; readonly position: number }[];
}

/** Neighbours of one directory together: it is entered once. The order stays. */
function groups(entries: readonly FileEntry[]): readonly Group[] {
  const made: { parent: PathBytes; members: { entry: FileEntry; position: number }[] }[] = [];
  for (const [position, entry] of entries.entries()) {
    if (!staysInside(entry.path)) continue;
    const parent = parentOf(entry.path);
    const last = made.at(-1);
    if (last?.parent === parent) last.members.push({ entry, position });
    else made.push({ parent, members: [{ entry, position }] });
  }
  return made;
}

function groupScript({ parent, members }: Group, into: PathBytes): string {
  const steps = [...splitPath(into), ...splitPath(parent)].map((part) => `made ${shellQuote(part)}`);
  const enter = parent === '' ? 'true' : `below ${shellQuote(parent)}`;
  return [
    '(',
    // A parent that is gone or has become a link: nothing of it is as planned.
    `( ${enter} ) 2>/dev/null || exit 0`,
    `into=$(${steps.join('; ')}; pwd -P; echo x) || exit $?`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it.
    'into=${into%??}',
    enter,
    ...members.map(({ entry, position }) => memberScript(entry, position)),
    ') || exit $?',
  ].join('\n');
}

function memberScript(entry: FileEntry, position: number): string {
  const name = shellQuote(nameOf(entry.path));
  switch (entry.type) {
    case 'directory':
      return `retire_directory ${position} ${name}`;
    case 'file':
      return `retire ${position} ${name} '%y %s %T@' ${shellQuote(`f ${entry.size} ${findTime(entry.mtimeNs)}`)}`;
    case 'link':
      return `retire ${position} ${name} '%y %l' ${shellQuote(`l ${entry.target ?? ''}`)}`;
    case 'other':
      return `retire_other ${position} ${name}`;
  }
}

/** A time as find prints it: ten digits after the point. */
function findTime(ns: bigint): string {
  const seconds = ns / 1_000_000_000n;
  const rest = ns % 1_000_000_000n;
  const sign = ns < 0n && seconds === 0n ? '-' : '';
  return `${sign}${seconds}.${(rest < 0n ? -rest : rest).toString().padStart(9, '0')}0`;
}

function reportOf(place: FarPlace, entries: readonly FileEntry[], printed: string): RetireReport {
  const said = new Map<number, string>();
  for (const line of printed.split('\n')) {
    const match = /^([rced]) (\d+) ?(.*)$/.exec(line);
    if (match !== null) said.set(Number(match[2]), `${match[1]}${match[3]}`);
  }
  const refused: { readonly path: PathBytes; readonly because: Failure }[] = [];
  for (const [position, entry] of entries.entries()) {
    const because = refusal(place, entry, said.get(position));
    if (because !== undefined) refused.push({ path: entry.path, because });
  }
  return { retired: entries.length - refused.length, refused };
}

function refusal(place: FarPlace, entry: FileEntry, said: string | undefined): Failure | undefined {
  if (said?.startsWith('r') === true) return undefined;
  if (said === undefined || said.startsWith('c')) return changedEntry(place, entry);
  const word = complaintWord(fromLatin1(said.slice(1)));
  const shown = showLocation({ endpoint: place.endpoint, path: joinPath(place.path, entry.path) });
  // A directory that is not empty, gone, or no directory is not what was planned.
  return said.startsWith('d') && CHANGED.has(word) ? changedEntry(place, entry) : writeFailureOf(word, shown);
}

const CHANGED: ReadonlySet<string> = new Set(['ENOTEMPTY', 'ENOENT', 'ENOTDIR']);
