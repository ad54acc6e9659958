import { decodeRsyncName, encodeRsyncName } from '../../inventory/rsync-name.ts';
import { fromLatin1, joinPath, type PathBytes, ROOT } from '../../lib/path-bytes.ts';
import type { Location } from '../../model/endpoint.ts';
import type { Gap } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';

/** One thing that a sending rsync could not read. `path`: below the place asked; undefined where that cannot be told. */
export interface RsyncComplaint {
  readonly path: PathBytes | undefined;
  /** True when it is the directory asked for that could not be entered. */
  readonly entering: boolean;
  /** The system's words. */
  readonly reason: string;
}

/** Before 3.2.4 without the role in brackets, some with the number of the place in the program. */
const LINE = /^rsync: (?:\[\w+\] )?(\w+)(?:#\d+)? "(.*)"(?: \(in .*\))? failed: (.*) \(\d+\)$/;

/** What rrsync says of a path that it looked up before any rsync ran. */
const RRSYNC = /rrsync error: .* (No such file or directory|Not a directory|Permission denied)$/;

/** Lines that repeat that there was something, or that tell of the connection's end after it. */
const ECHO =
  /^(?:rsync error: |rsync: (?:\[\w+\] )?(?:read|write) error: |rsync: connection unexpectedly closed|file has vanished: |IO error encountered)/;

/** What rsync could not read of a place, from its stderr. A line that is not understood is a complaint without a path. */
export function rsyncComplaints(stderr: string, place: Location): readonly RsyncComplaint[] {
  return stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !ECHO.test(line))
    .map((line) => complaintOf(line, place));
}

/** The gaps that complaints leave in a listing. */
export function gapsOf(complaints: readonly RsyncComplaint[], place: Location): readonly Gap[] {
  return complaints.map(({ path, reason }) => ({
    path: path ?? ROOT,
    because: {
      code: 'source.gaps',
      message: `${showLocation({ ...place, path: joinPath(place.path, path ?? ROOT) })} could not be read: ${reason}`,
      hint: 'Give the account the permission to read it, or exclude it.',
      retry: 'later',
      blame: 'from',
    },
  }));
}

function complaintOf(line: string, place: Location): RsyncComplaint {
  const refused = RRSYNC.exec(line)?.[1];
  if (refused !== undefined) return { path: ROOT, entering: true, reason: refused };
  const [, verb, quoted = '', reason = ''] = LINE.exec(line) ?? [];
  if (verb === undefined) return { path: undefined, entering: false, reason: encodeRsyncName(fromLatin1(line.slice(0, 300))) };
  const path = relativeTo(place, decodeRsyncName(quoted));
  return { path, entering: verb === 'change_dir' || (verb === 'link_stat' && path === ROOT), reason };
}

/** rsync names things from the root of a module, from that of the account, or (behind rrsync) from an open directory. */
function relativeTo({ endpoint, path }: Location, named: PathBytes): PathBytes | undefined {
  const held = /^\/proc\/self\/fd\/\d+(?:\/|$)/.exec(named);
  if (held !== null) return fromLatin1(named.slice(held[0].length));
  const base = endpoint.type === 'RsyncDaemon' ? path.split('/').slice(1).join('/') : `${endpoint.root}/${path}`;
  const [outer, inner] = [plain(base), plain(named)];
  if (inner === outer || inner === '') return ROOT;
  if (outer === '') return fromLatin1(inner);
  return inner.startsWith(`${outer}/`) ? fromLatin1(inner.slice(outer.length + 1)) : undefined;
}

/** Without slashes at the ends, and without a `.` there. */
function plain(path: string): string {
  return path
    .replace(/\/+\.?$/, '')
    .replace(/^\/+/, '')
    .replace(/^\.$/, '');
}
