import { joinPath, type PathBytes } from '../../lib/path-bytes.ts';
import { err, type Result } from '../../lib/result.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import type { Exchange, RetireReport } from '../endpoint.ts';
import { forbiddenPath } from '../shared/file-failure.ts';
import { binBelow, notReplaced } from '../shared/retiring.ts';
import { changeRemotely, type FarMoving } from './far-change.ts';
import { entryCall, goBelow, type Neighbours } from './far-entries.ts';
import { enterWithBin } from './ssh-retire.ts';

/** `install` of the driver interface, at the far side: one script for all entries. */
export async function installRemotely(
  moving: Omit<FarMoving, 'entries'>,
  exchange: Exchange,
): Promise<Result<RetireReport, Failure>> {
  const { place } = moving;
  const [staged, into] = [binBelow(place.path, exchange.staged), binBelow(place.path, exchange.into)];
  if (staged === undefined || into === undefined)
    return err(forbiddenPath(showLocation({ ...place, path: staged === undefined ? exchange.staged : exchange.into })));
  return changeRemotely(
    { ...moving, entries: exchange.replaced },
    {
      what: 'rename',
      functions: FUNCTIONS,
      refusal: notReplaced,
      bin: into,
      lines: (group) => [
        ...findStaged(group, staged),
        ...enterWithBin(group, into),
        ...group.members.map(({ entry, position }) => entryCall('exchange', entry, position)),
      ],
    },
  );
}

/** Names the directory of what was staged in `$staged`; nothing where it is not there, or behind a link. */
function findStaged({ parent }: Neighbours, staged: PathBytes): readonly string[] {
  return [
    `staged=$({ ${goBelow(joinPath(staged, parent))}; pwd -P; echo x; } 2>/dev/null) || staged=`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it.
    'staged=${staged%??}',
  ];
}

/**
 * `exchange N NAME FORMAT WANT`: look, give a second name in the bin, look at both, rename what was staged over it. Where no second name
 * can be given the predecessor is renamed, and a crash leaves its place empty. `drop NAME`: takes a second name back, unless it is the only one.
 */
const FUNCTIONS = `
drop() { [ "$(look "$1" '')" != "$(look_in "$into" "$1" '')" ] || rm -f -- "$into/$1"; }
exchange() {
  was=$(look "$2" "$3")
  [ "\${was#* }" = "$4x" ] || { echo "c $1"; return; }
  fresh=$(look_in "$staged" "$2" '%y ')
  case $fresh in *' f x') ;; *) echo "n $1"; return ;; esac
  [ "\${was%%:*}" = "\${fresh%%:*}" ] || { echo "e $1 $elsewhere"; return; }
  if [ -e "$into/$2" ] || [ -L "$into/$2" ]; then echo "c $1"; return; fi
  holds "$1"
  if said=$(ln -T -- "./$2" "$into/$2" 2>&1); then
    if [ "$(look_in "$into" "$2" "$3")" != "$was" ] || [ "$(look "$2" "$3")" != "$was" ]; then drop "$2"; echo "c $1"; return; fi
  else
    cannot_link "$said" || { failed "$1" "$said"; return; }
    [ "\${was%%:*}" = "$device" ] || { echo "e $1 $elsewhere"; return; }
    holds "$1"
    said=$(mv -f -T -- "./$2" "$into/$2" 2>&1) || { failed "$1" "$said"; return; }
    [ "$(look_in "$into" "$2" "$3")" = "$was" ] || { put_back "$2"; echo "c $1"; return; }
    ! stands "$2" || { echo "c $1"; return; }
  fi
  holds "$1"
  said=$(mv -f -T -- "$staged/$2" "./$2" 2>&1) || { drop "$2"; stands "$2" || put_back "$2"; failed "$1" "$said"; return; }
  echo "r $1"
}
exchange_directory() { echo "c $1"; }`;
