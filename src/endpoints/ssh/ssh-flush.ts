import { err, ok, type Result } from '../../lib/result.ts';
import type { Tools } from '../../lib/tools.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import { flushFailureOf, syncLimits } from '../shared/flushing.ts';
import { FAR_EXIT, farFunctions } from './far-shell.ts';
import { type FarPlace, goListed, sectionTrouble } from './far-tree.ts';
import { runRemote } from './remote-script.ts';

/** An older sync knows no -f and flushes all file systems. What another trouble is goes to stderr. */
const FLUSH = `
said=$(sync -f . 2>&1) && exit 0
case $said in
  *option* | *argument* | *sage*) said=$(sync 2>&1) && exit 0 ;;
esac
printf '%s\\n' "$said" >&2
exit ${FAR_EXIT.notWritable}`;

/** `flush` of the driver interface, at the far side: the whole file system that the directory is on. */
export async function sshFlush(place: FarPlace, tools: Tools): Promise<Result<void, Failure>> {
  const script = [farFunctions(place.endpoint), goListed(place.path), FLUSH].join('\n');
  const ran = await runRemote(place.endpoint, [script], { ...tools, limits: syncLimits(place.endpoint) });
  if (!ran.ok) return ran;
  const [section] = ran.value;
  if (section === undefined) throw new Error('one script, one section');
  const trouble = sectionTrouble(place, section);
  if (trouble === 'absent') return ok(undefined);
  if (trouble !== undefined) return err(trouble);
  return section.exit === 0 ? ok(undefined) : err(flushFailureOf(section.stderr ?? '', showLocation(place)));
}
