import { type PathBytes, utf8Of } from '../../lib/path-bytes.ts';
import type { PlaceIdentity, SshEndpoint } from '../../model/endpoint.ts';
import type { Seen } from '../../model/probe.ts';
import { placeIdentity } from '../shared/place-identity.ts';
import { farFunctions } from './far-shell.ts';
import type { RunScripts, Section } from './remote-script.ts';
import { shellQuote } from './shell-quote.ts';

/** Longer paths are none. */
const MOST_DIRECTORIES = 4096;

/** Which directory a path at the far side really is. Absent where that cannot be told: no boot id there, no GNU stat, no root. */
export async function placeRemotely(
  { endpoint, path }: { readonly endpoint: SshEndpoint; readonly path: PathBytes },
  run: RunScripts,
  now: () => number,
): Promise<Seen<PlaceIdentity>> {
  const text = utf8Of(path);
  if (text === undefined) return { state: 'absent', at: now() };
  const ran = await run([placeScript(endpoint, path)]);
  const at = now();
  if (!ran.ok) return { state: 'unknown', because: ran.error, at };
  const place = placeIn(ran.value[0], text);
  return place === undefined ? { state: 'absent', at } : { state: 'present', value: place, at };
}

/** Prints the boot id, how many of the last components are missing, and device:inode of the nearest directory and of all above it. */
function placeScript(endpoint: SshEndpoint, path: PathBytes): string {
  const names = path === '' ? [] : path.split('/');
  const steps = names.map((name, at) => `cd -P -- ${shellQuote(`./${name}`)} 2>/dev/null && missing=${names.length - at - 1}`);
  return `${farFunctions(endpoint)}
boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null) || exit 1
enter_root; missing=${names.length}
${steps.join(' && ')}
here=$(pwd -P; echo x); here=\${here%??}; [ "$here" != / ] || here=
up=.; set -- .
while [ -n "$here" ]; do up=$up/..; set -- "$@" "$up"; here=\${here%/*}; done
printf '%s\\n' "$boot" "$missing"
exec stat -c %d:%i -- "$@"`;
}

/** Nothing of it is believed that is not of its form. */
function placeIn(section: Section | undefined, path: string): PlaceIdentity | undefined {
  if (section?.exit !== 0) return undefined;
  const [boot = '', missing = '', ...directories] = section.stdout.toString('latin1').trimEnd().split('\n');
  const names = path === '' ? [] : path.split('/');
  if (!/^[0-9a-f-]{36}$/.test(boot) || !/^\d{1,4}$/.test(missing) || Number(missing) > names.length) return undefined;
  if (directories.length > MOST_DIRECTORIES || !directories.every((it) => /^\d{1,20}:\d{1,20}$/.test(it))) return undefined;
  return placeIdentity(boot, directories, names.slice(names.length - Number(missing)));
}
