import type { Buffer } from 'node:buffer';
import { type PathBytes, ROOT, staysInside } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { Siblings } from '../shared/by-parent.ts';
import { forbiddenPath } from '../shared/file-failure.ts';
import { FAR_EXIT, farFunctions } from './far-shell.ts';
import { type FarPlace, goListed, sectionTrouble } from './far-tree.ts';
import { runRemote } from './remote-script.ts';
import { shellQuote } from './shell-quote.ts';

/** Bytes of script in one remote command. */
const MOST_SCRIPT = 4 * 1024 * 1024;

/** Bytes of names that one command there is given: every system lets so much pass. */
const MOST_WORDS = 32 * 1024;

/** What is to be done with names at the far side. */
export interface GroupWork<T> {
  readonly groups: readonly Siblings<T>[];
  /** What follows each thing that is printed, as printf takes it. */
  readonly end: '\\0' | '\\n';
  /** What the lines call. */
  readonly functions: readonly string[];
  /** Commands that must do there what they do elsewhere. */
  readonly needed: readonly string[];
  readonly linesOf: (group: Siblings<T>) => readonly string[];
}

/**
 * Runs lines for groups of names in the directory that `list` lists; each group in its own directory, to which no link leads. What a group prints
 * follows `> N`, its position, and a NUL or newline (`end`); where its directory cannot be entered it prints `! WORDS` instead. As many remote
 * commands as the names fill. `absent`: the directory itself is not there, below a root that is.
 */
export async function runInGroups<T>(
  place: FarPlace,
  { groups, end, functions, needed, linesOf }: GroupWork<T>,
  tools: Tools,
): Promise<Result<readonly Buffer[] | 'absent', Failure>> {
  if (place.path !== ROOT && !staysInside(place.path)) return err(forbiddenPath(showLocation(place)));
  const probes = needed.map((command) => `${command} >/dev/null || exit ${FAR_EXIT.failed}`);
  const head = [farFunctions(place.endpoint), STEP, ...functions, goListed(place.path), ...probes].join('\n');
  const printed: Buffer[] = [];
  const scripts = scriptsOf(groups, (group, position) => groupScript(group, { position, end, lines: linesOf(group) }));
  for (const script of scripts) {
    const ran = await runRemote(place.endpoint, [`${head}\n${script}\nexit 0`], tools);
    if (!ran.ok) return ran;
    const [section] = ran.value;
    if (section === undefined) throw new Error('one script, one section');
    const trouble = sectionTrouble(place, section);
    if (trouble === 'absent') return ok('absent');
    if (trouble !== undefined) return err(trouble);
    printed.push(section.stdout);
  }
  return ok(printed);
}

/** Names as words of a shell, each behind `./`, in lines that one command can be given. */
export function wordLines(names: readonly PathBytes[]): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const name of names) {
    const word = shellQuote(`./${name}`);
    if (line.length + word.length > MOST_WORDS) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/**
 * `step NAME END`: one or more steps down from `$here`, passing no link; where it cannot, it prints why. PWD is the real path after `cd -P`, and
 * takes no process to be told.
 */
const STEP = `
step() {
  if cd -P -- "./$1" 2>/dev/null; then
    [ "$PWD" != "$here/$1" ] || return 0
    said='Too many levels of symbolic links'
  else
    said=$(ls -d -- "./$1/." 2>&1 >/dev/null)
  fi
  printf "! %s$2" "\${said##*: }"
  return 1
}`;

function groupScript<T>(
  { parent }: Siblings<T>,
  { position, end, lines }: { readonly position: number; readonly end: string; readonly lines: readonly string[] },
): string {
  const enter = parent === ROOT ? [] : [`step ${shellQuote(parent)} '${end}' || exit 0`];
  return ['(', `printf '> %s${end}' ${position}`, ...enter, ...lines, ')'].join('\n');
}

/** One at least: that the directory can be entered is asked for in any case. */
function* scriptsOf<T>(
  groups: readonly Siblings<T>[],
  scriptOf: (group: Siblings<T>, position: number) => string,
): Generator<string> {
  let scripts: string[] = [];
  let length = 0;
  for (const [position, group] of groups.entries()) {
    const script = scriptOf(group, position);
    if (length > 0 && length + script.length > MOST_SCRIPT) {
      yield scripts.join('\n');
      [scripts, length] = [[], 0];
    }
    scripts.push(script);
    length += script.length;
  }
  yield scripts.join('\n');
}
