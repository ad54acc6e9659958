import { encodeRsyncName } from '../../inventory/rsync-name.ts';
import { fromLatin1, type PathBytes } from '../../lib/path-bytes.ts';
import type { SshEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import { readFailureOf } from '../shared/file-failure.ts';
import { splitDeclared } from '../shared/split-path.ts';
import { complaintWord, lookTrouble } from './far-complaint.ts';
import { FAR_EXIT, goDeclared } from './far-shell.ts';
import type { Section } from './remote-script.ts';
import { shellQuote } from './shell-quote.ts';

/** A tree at the far side. */
export interface FarPlace {
  readonly endpoint: SshEndpoint;
  readonly path: PathBytes;
}

/** Goes to the directory that `list` lists, by any link on the way that the administrator laid, but by none from the first name of ours on. */
export function goListed(path: PathBytes): string {
  const { declared, ours } = splitDeclared(path);
  const steps = ours.map((part) => `below ${shellQuote(part)}`);
  return [goDeclared(fromLatin1(declared.join('/'))), HERE, ...steps].join('; ');
}

/** Why the directory itself could not be entered; undefined when it could. */
export function sectionTrouble(place: FarPlace, section: Section): Failure | 'absent' | undefined {
  if (section.exit === FAR_EXIT.failed) return noTools(place.endpoint, section.stderr ?? '');
  if (section.exit === FAR_EXIT.link) return readFailureOf(complaintWord(section.stderr ?? ''), showLocation(place));
  if (section.exit === FAR_EXIT.noRoot || section.exit === FAR_EXIT.noDirectory) return lookTrouble(place, section);
  return undefined;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it.
const HERE = 'here=$(pwd -P; echo x); here=${here%??}; [ "$here" != / ] || here=';

function noTools(endpoint: SshEndpoint, stderr: string): Failure {
  const said = encodeRsyncName(fromLatin1(stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? ''));
  return {
    code: 'endpoint.unusable',
    message: `${endpoint.name}: a program that is needed there is missing, or is not the GNU one (${said})`,
    hint: 'Install coreutils and findutils there, or declare the endpoint with `shell: RsyncOnly`.',
    retry: 'person',
    blame: 'from',
  };
}
