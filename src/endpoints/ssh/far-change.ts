import { fromLatin1, joinPath, type PathBytes, ROOT } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { FileEntry } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { RetireReport } from '../endpoint.ts';
import { leaseLost } from '../shared/fence.ts';
import { writeFailureOf } from '../shared/file-failure.ts';
import { type Moving, notStaged, type Refusal } from '../shared/retiring.ts';
import { type ToldStep, told } from '../shared/told.ts';
import { complaintWord, writeTrouble } from './far-complaint.ts';
import { type Neighbours, neighbours } from './far-entries.ts';
import { fenceFunction } from './far-fence.ts';
import { FAR_EXIT, farFunctions, goStrictly } from './far-shell.ts';
import { runRemote } from './remote-script.ts';

/** Entries of a tree at the far side that are to change their places. */
export interface FarMoving extends Moving {
  readonly place: { readonly endpoint: SshEndpoint; readonly path: PathBytes };
  readonly tools: Tools;
}

/** What is done with them: functions of the shell, and the lines for the entries of one directory, begun in the root of the tree. */
export interface FarChange {
  readonly what: ToldStep['what'];
  readonly functions: string;
  readonly lines: (group: Neighbours) => readonly string[];
  readonly refusal: Refusal;
  /** Where they go, as seen from the tree. */
  readonly bin?: PathBytes;
}

/**
 * Changes entries by one script, which prints of each how it went: `r N` done, `c N` not what was listed, `n N` nothing was staged for
 * it, `e N words` failed, `b N words` there is no bin for it, `x N` the lease was lost before it, and nothing more was done.
 */
export async function changeRemotely(moving: FarMoving, change: FarChange): Promise<Result<RetireReport, Failure>> {
  const { place, entries, tools } = moving;
  const script = [
    farFunctions(place.endpoint),
    fenceFunction(moving.fence),
    FUNCTIONS,
    change.functions,
    goStrictly(place.path),
    'holds 0',
    ...neighbours(entries).flatMap((group) => ['(', ...change.lines(group), ') || exit $?']),
  ];
  const ran = await told(tools, { what: change.what, at: place }, () => runRemote(place.endpoint, [script.join('\n')], tools));
  if (!ran.ok) return ran;
  const [section] = ran.value;
  if (section === undefined) throw new Error('one script, one section');
  if (section.exit !== 0 && section.exit !== FAR_EXIT.leaseLost) return err(writeTrouble(place, section));
  return ok(reportOf(moving, change, section.stdout.toString('latin1')));
}

/**
 * `look NAME FORMAT`: device and inode, then what find says of it. `look_in DIRECTORY NAME FORMAT`: the same elsewhere, for a subshell.
 * `stands NAME`: whether something stands there. `other FUNCTION N NAME`: calls it for what is no file, directory or link; it is looked at in `$from`.
 * `cannot_link WORDS`: whether ln says that a second name cannot be given, though a new one perhaps can. `put_back NAME`: from `$into`, over nothing.
 */
const FUNCTIONS = `
from=.
elsewhere='another file system is mounted here'
look() { find "./$1" -maxdepth 0 -printf "%D:%i $2" 2>/dev/null; echo x; }
look_in() { [ -n "$1" ] && cd -P -- "$1" 2>/dev/null && look "$2" "$3"; }
stands() { [ -e "./$1" ] || [ -L "./$1" ]; }
say() { printf '%s ' "$1" "$2" | tr '\\n' ' '; echo; }
failed() { say "e $1" "$2"; }
all_failed() { why=$1; shift; for n; do failed "$n" "$why"; done; }
no_bin() { why=$1; shift; for n; do say "b $n" "$why"; done; }
other() {
  kind=$(find "$from/$3" -maxdepth 0 -printf %y 2>/dev/null)
  case $kind in f|d|l|'') echo "c $2" ;; *) "$1" "$2" "$3" %y "$kind" ;; esac
}
cannot_link() {
  case $1 in
    *': Operation not permitted'|*': Operation not supported'|*': Not supported'|*': Function not implemented') ;;
    *': Too many links'|*': Invalid cross-device link'|*': Cross-device link') ;;
    *) return 1 ;;
  esac
}
put_back() {
  ln -T -- "$into/$1" "./$1" 2>/dev/null && rm -f -- "$into/$1" && return
  stands "$1" || mv -n -T -- "$into/$1" "./$1" 2>/dev/null
}`;

function reportOf({ place, entries }: FarMoving, change: FarChange, printed: string): RetireReport {
  const said = new Map<number, string>();
  let lostAt = Number.POSITIVE_INFINITY;
  for (const line of printed.split('\n')) {
    const [, letter, position = '', words = ''] = /^([rcnebx]) (\d+) ?(.*)$/.exec(line) ?? [];
    if (letter === 'x') lostAt = Number(position);
    else if (letter !== undefined) said.set(Number(position), `${letter}${words}`);
  }
  const lost = leaseLost(showLocation(place));
  const refused: { readonly path: PathBytes; readonly because: Failure }[] = [];
  for (const [position, entry] of entries.entries()) {
    const because = position >= lostAt ? lost : saidOf(place, { entry, change }, said.get(position));
    if (because !== undefined) refused.push({ path: entry.path, because });
  }
  return { retired: entries.length - refused.length, refused };
}

/** What the script said of an entry as a failure; undefined when it is done. */
function saidOf(
  place: FarMoving['place'],
  { entry, change }: { readonly entry: FileEntry; readonly change: FarChange },
  said: string | undefined,
): Failure | undefined {
  switch (said?.[0]) {
    case 'r':
      return undefined;
    case 'n':
      return notStaged(place, entry);
    case 'e': {
      const word = complaintWord(fromLatin1(said.slice(1)));
      if (CHANGED.has(word)) return change.refusal(place, entry);
      return writeFailureOf(word, showLocation({ endpoint: place.endpoint, path: joinPath(place.path, entry.path) }));
    }
    case 'b': {
      const bin = joinPath(place.path, change.bin ?? ROOT);
      return writeFailureOf(complaintWord(fromLatin1(said.slice(1))), showLocation({ endpoint: place.endpoint, path: bin }));
    }
    default:
      return change.refusal(place, entry);
  }
}

/** Words that say that a thing is not (any more) what it was. */
const CHANGED: ReadonlySet<string> = new Set(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ELOOP']);
