import { Buffer } from 'node:buffer';
import { FIND_RECORDS } from '../../inventory/from-find.ts';
import { inventoryOf } from '../../inventory/records.ts';
import { joinPath, type PathBytes, ROOT } from '../../lib/path-bytes.ts';
import { ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import type { Gap, Inventory } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import { byParent, type Siblings } from '../shared/by-parent.ts';
import { readFailureOf } from '../shared/file-failure.ts';
import { complaintWord } from './far-complaint.ts';
import { runInGroups, wordLines } from './far-groups.ts';
import type { FarPlace } from './far-tree.ts';
import { shellQuote } from './shell-quote.ts';

/** Names of one directory that one find looks at. */
const TOGETHER = 1000;

/** The same records as those of a listing, with the name as it was given. */
const RECORDS: string = FIND_RECORDS.map((word) => shellQuote(word.replace('%P', '%p'))).join(' ');

/** `entries` of the driver interface, at the far side: find looks at the names and at nothing else. */
export async function sshEntries(
  place: FarPlace,
  names: readonly PathBytes[],
  tools: Tools,
): Promise<Result<Inventory, Failure>> {
  const groups = byParent([...new Set(names)], (name) => name, TOGETHER);
  const printed = await runInGroups(
    place,
    { groups, end: '\\0', functions: [], needed: [`find . -maxdepth 0 -printf ''`], linesOf },
    tools,
  );
  if (!printed.ok) return printed;
  const answers = printed.value === 'absent' ? [] : printed.value;
  return ok(inventoryIn(place, groups, answers));
}

/** A name that is not there is no trouble; what else find complains of is part of its answer. Records go past what is kept of stderr. */
function linesOf({ members }: Siblings<PathBytes>): readonly string[] {
  return wordLines(members.map(({ name }) => name)).map(
    (words) => `{ said=$(find${words} -maxdepth 0 ${RECORDS} 2>&1 >&3); } 3>&1; [ -z "$said" ] || printf '! %s\\0' "$said"`,
  );
}

function inventoryIn(place: FarPlace, groups: readonly Siblings<PathBytes>[], answers: readonly Buffer[]): Inventory {
  const records: string[] = [];
  const gaps: Gap[] = [];
  let group: Siblings<PathBytes> | undefined;
  let named: ReadonlyMap<string, PathBytes> = new Map();
  const texts = answers.flatMap((answer) => answer.toString('latin1').split('\0').slice(0, -1)).values();
  for (const text of texts) {
    const [, position] = /^> (\d+)$/.exec(text) ?? [];
    if (position !== undefined) {
      group = groups[Number(position)];
      named = new Map(group?.members.map(({ name, item }) => [name, item]));
    } else if (text.startsWith('! ')) gaps.push(...gapsAt(place, group?.parent ?? ROOT, text.slice(2)));
    else {
      const [, head = '', letter = '', name = ''] = RECORD.exec(text) ?? [];
      const target = letter === 'l' ? `${texts.next().value ?? ''}\0` : '';
      const path = named.get(name);
      if (path !== undefined) records.push(`${head}${path}\0${target}`);
    }
  }
  return inventoryOf(Buffer.from(records.join(''), 'latin1'), 'ns', gaps);
}

const RECORD = /^(\d+ -?\d+(?:\.\d+)? (?=[fdlo] )([fdlo]) (?:\d+|-) (?:-?\d+(?:\.\d+)?|-) )\.\/(.+)$/s;

/** One gap for each sort of trouble. What is not there, or behind a link, leaves none. */
function gapsAt(place: FarPlace, path: PathBytes, complaints: string): readonly Gap[] {
  const shown = showLocation({ ...place, path: joinPath(place.path, path) });
  const words = new Set(complaints.split('\n').map((line) => wordOf(line.slice(line.lastIndexOf(': ') + 1).trim())));
  return [...words]
    .filter((word) => !NOT_THERE.has(word))
    .map((word) => ({ path, because: { ...readFailureOf(word, shown), code: 'source.gaps' } }));
}

function wordOf(words: string): string {
  const known = complaintWord(`: ${words}`);
  return known.startsWith(': ') ? words : known;
}

const NOT_THERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);
