import { joinPath, type PathBytes } from '../../lib/path-bytes.ts';
import { err, type Result } from '../../lib/result.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { RetireReport } from '../endpoint.ts';
import { forbiddenPath } from '../shared/file-failure.ts';
import { binBelow, notAsPlanned } from '../shared/retiring.ts';
import { changeRemotely, type FarMoving } from './far-change.ts';
import { entryCall, goBelow, goMade, type Neighbours } from './far-entries.ts';

/** `retire` of the driver interface, at the far side: one script for all entries. */
export async function retireRemotely(moving: FarMoving, into: PathBytes): Promise<Result<RetireReport, Failure>> {
  const bin = binBelow(moving.place.path, into);
  if (bin === undefined) return err(forbiddenPath(showLocation({ ...moving.place, path: into })));
  return changeRemotely(moving, {
    what: 'rename',
    functions: FUNCTIONS,
    refusal: notAsPlanned,
    bin,
    lines: (group) => [
      ...enterWithBin(group, bin),
      ...group.members.map(({ entry, position }) => entryCall('retire', entry, position)),
    ],
  });
}

/** Goes to the directory of some entries, with their directory in a bin made and named in `$into`. */
export function enterWithBin({ parent, members }: Neighbours, bin: PathBytes): readonly string[] {
  const positions = members.map(({ position }) => position).join(' ');
  return [
    // A parent that is gone or has become a link: nothing of it is as planned.
    `( ${goBelow(parent)} ) 2>/dev/null || exit 0`,
    `holds ${members[0]?.position ?? 0}`,
    `into=$({ ${goMade(joinPath(bin, parent))}; pwd -P; echo x; } 2>&1) || { no_bin "$into" ${positions}; exit 0; }`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it.
    'into=${into%??}',
    'device=$(find "$into" -maxdepth 0 -printf %D)',
    goBelow(parent),
  ];
}

/**
 * `retire N NAME FORMAT WANT`: look, rename, look again, and put back what is something else. Only within one device: beyond it a
 * rename would be a copy. A directory is made in the bin before it is removed: a crash in between must not lose it.
 */
const FUNCTIONS = `
retire() {
  was=$(look "$2" "$3")
  [ "\${was#* }" = "$4x" ] || { echo "c $1"; return; }
  [ "\${was%%:*}" = "$device" ] || { echo "e $1 $elsewhere"; return; }
  if [ -e "$into/$2" ] || [ -L "$into/$2" ]; then echo "c $1"; return; fi
  holds "$1"
  said=$(mv -f -T -- "./$2" "$into/$2" 2>&1) || { failed "$1" "$said"; return; }
  now=$(look_in "$into" "$2" "$3")
  [ "$now" != "$was" ] || { echo "r $1"; return; }
  put_back "$2"
  echo "c $1"
}
retire_directory() {
  said=$( { here=$into; cd -P -- "$into" && made "$2"; } 2>&1 ) || { failed "$1" "$said"; return; }
  holds "$1"
  said=$(rmdir -- "./$2" 2>&1) || { failed "$1" "$said"; return; }
  echo "r $1"
}`;
