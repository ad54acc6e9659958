import { joinPath, type PathBytes } from '../../lib/path-bytes.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { RetireReport } from '../endpoint.ts';
import { forbiddenPath } from '../shared/file-failure.ts';
import { binBelow, emptied, notRestored } from '../shared/retiring.ts';
import { changeRemotely, type FarMoving } from './far-change.ts';
import { entryCall, goBelow, goMade, type Neighbours } from './far-entries.ts';

/** `restore` of the driver interface, at the far side: one script for all entries, and one for the directories that it leaves empty. */
export async function restoreRemotely(moving: FarMoving, from: PathBytes): Promise<Result<RetireReport, Failure>> {
  const { place } = moving;
  const bin = binBelow(place.path, from);
  if (bin === undefined) return err(forbiddenPath(showLocation({ ...place, path: from })));
  const restored = await changeRemotely(moving, {
    what: 'rename',
    functions: FUNCTIONS,
    refusal: notRestored,
    lines: (group) => [
      ...enterFromBin(group, bin),
      ...group.members.map(({ entry, position }) => entryCall('restore', entry, position)),
    ],
  });
  if (!restored.ok) return restored;
  const { below, directories } = emptied(moving.entries, restored.value, from);
  await changeRemotely(
    { ...moving, place: { ...place, path: below }, entries: directories },
    {
      what: 'remove',
      functions: FUNCTIONS,
      refusal: notRestored,
      lines: ({ parent, members }) => [
        `( ${goBelow(parent)} ) 2>/dev/null || exit 0`,
        goBelow(parent),
        ...members.map(({ entry, position }) => entryCall('empty', entry, position)),
      ],
    },
  );
  return ok(restored.value);
}

/** Goes to the directory where some entries belong, made where it is missing, with their directory in the bin named in `$from`. */
function enterFromBin({ parent, members }: Neighbours, bin: PathBytes): readonly string[] {
  const positions = members.map(({ position }) => position).join(' ');
  return [
    `from=$({ ${goBelow(joinPath(bin, parent))}; pwd -P; echo x; } 2>/dev/null) || exit 0`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it.
    'from=${from%??}',
    `holds ${members[0]?.position ?? 0}`,
    `said=$({ ${goMade(parent)}; } 2>&1) || { all_failed "$said" ${positions}; exit 0; }`,
    goBelow(parent),
    'device=$(find . -maxdepth 0 -printf %D)',
  ];
}

/**
 * `restore N NAME FORMAT WANT`: look, give a second name at its place (a link is made anew), which never overwrites, look again, and take
 * the one in the bin away. One that has both already was cut off between the two. Where no second name can be given: mv -n, which
 * overwrites nothing either.
 */
const FUNCTIONS = `
restore() {
  was=$(look_in "$from" "$2" "$3")
  [ "\${was#* }" = "$4x" ] || { echo "c $1"; return; }
  holds "$1"
  case $4 in
    'l '*) alike='-type l'; said=$(ln -s -T -- "\${4#l }" "./$2" 2>&1) ;;
    *) alike='-links +1'; said=$(ln -T -- "$from/$2" "./$2" 2>&1) ;;
  esac && linked=yes || linked=
  if [ -z "$linked" ] && cannot_link "$said"; then
    [ "\${was%%:*}" = "$device" ] || { echo "e $1 $elsewhere"; return; }
    ! stands "$2" || { echo "c $1"; return; }
    holds "$1"
    said=$(mv -n -T -- "$from/$2" "./$2" 2>&1) || { failed "$1" "$said"; return; }
    [ "$(look "$2" "$3")" = "$was" ] && echo "r $1" || echo "c $1"
    return
  fi
  now=$(look "$2" "$3")
  [ "$alike" = '-links +1' ] || now="\${was%% *} \${now#* }"
  if [ "$now" != "$was" ]; then
    [ -n "$linked" ] || { failed "$1" "$said"; return; }
    [ "$(look "$2" '')" != "$(look_in "$from" "$2" '')" ] || rm -f -- "./$2"
    echo "c $1"
    return
  fi
  holds "$1"
  said=$(drop_from "$2" "\${was%% *}" 2>&1) || { failed "$1" "$said"; return; }
  echo "r $1"
}
drop_from() { cd -P -- "$from" && [ "$(find "./$1" -maxdepth 0 $alike -printf %D:%i)" = "$2" ] && rm -f -- "./$1"; }
restore_directory() {
  said=$(made "$2" 2>&1) || { failed "$1" "$said"; return; }
  echo "r $1"
}
empty_directory() {
  holds "$1"
  rmdir -- "./$2" 2>/dev/null && echo "r $1"
}`;
