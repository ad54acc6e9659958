import { encodeRsyncName } from '../../inventory/rsync-name.ts';
import { fromLatin1 } from '../../lib/path-bytes.ts';
import type { Location, SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import { readFailureOf, writeFailureOf } from '../shared/file-failure.ts';
import { noDirectory } from '../shared/no-directory.ts';
import { rootMissing } from '../shared/root-missing.ts';
import { noPlainFile } from '../shared/small-file.ts';
import { FAR_EXIT } from './far-shell.ts';
import type { Section } from './remote-script.ts';

/** The system's words in the C locale, at the end of a line. A name cannot stand there: what follows it is always `: words`. */
const WORDS: readonly (readonly [words: string, word: string])[] = [
  ['No such file or directory', 'ENOENT'],
  ['Not a directory', 'ENOTDIR'],
  ['Permission denied', 'EACCES'],
  ['Operation not permitted', 'EPERM'],
  ['Read-only file system', 'EROFS'],
  ['No space left on device', 'ENOSPC'],
  ['Disk quota exceeded', 'EDQUOT'],
  ['Too many levels of symbolic links', 'ELOOP'],
  ['File exists', 'EEXIST'],
  ['Directory not empty', 'ENOTEMPTY'],
  ['Is a directory', 'EISDIR'],
];

/** The word of the system error that a program at the far side complained about last; what it said where it is none of these. */
export function complaintWord(stderr: string): string {
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  const known = WORDS.find(([words]) => last.endsWith(`: ${words}`));
  if (known !== undefined) return known[1];
  return last === '' ? 'no reason given' : encodeRsyncName(fromLatin1(last.slice(0, 300)));
}

type FarPlace = Location & { readonly endpoint: SshEndpoint };

/** Why a script of ours could not look at a place. `absent`: its root is there, and it is not. */
export function lookTrouble(place: FarPlace, section: Section): Failure | 'absent' {
  const word = complaintWord(section.stderr ?? '');
  if (section.exit === FAR_EXIT.noRoot)
    return isMissing(word) ? rootMissing(place.endpoint) : readFailureOf(word, place.endpoint.name);
  if (section.exit === FAR_EXIT.noFile) return noPlainFile(showLocation(place));
  if (word === 'ENOENT') return 'absent';
  return word === 'ENOTDIR' ? noDirectory(showLocation(place)) : readFailureOf(word, showLocation(place));
}

/** Why a script of ours could not write at a place. */
export function writeTrouble(place: FarPlace, section: Section): Failure {
  const word = complaintWord(section.stderr ?? '');
  if (section.exit === FAR_EXIT.noRoot && isMissing(word)) return rootMissing(place.endpoint);
  if (section.exit === FAR_EXIT.notWritable) return writeFailureOf('EACCES', showLocation(place));
  return writeFailureOf(word, showLocation(place));
}

function isMissing(word: string): boolean {
  return word === 'ENOENT' || word === 'ENOTDIR';
}
